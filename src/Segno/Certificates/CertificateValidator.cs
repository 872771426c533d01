using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Segno.Wire;

namespace Segno.Certificates;

/// <summary>Decides whether a peer's certificates are good enough, in a full handshake and before a resumption. Thread-safe.</summary>
internal sealed class CertificateValidator
{
    /// <summary>Bounds the work that a peer's chain buys: paths in use have four certificates at most.</summary>
    public const int MaxCertificates = 16;

    /// <summary>Bounds the checks that wait for the network at once, given up or not: each takes a thread, and who is asked may take its time.</summary>
    private const int MaxBuilds = 64;

    private readonly CertificateValidationOptions _options;
    private readonly TlsRole _peer;
    private readonly TimeProvider _time;
    private readonly ChainBuilding _chains;
    private readonly NameCheck _names = new();
    private readonly int _maxBuilds;
    private int _builds;

    /// <param name="options">What to check.</param>
    /// <param name="peer">Whose certificates they are.</param>
    /// <param name="time">Where time comes from.</param>
    /// <param name="maxBuilds">The most checks that wait for the network at once.</param>
    public CertificateValidator(CertificateValidationOptions options, TlsRole peer, TimeProvider time, int maxBuilds = MaxBuilds)
    {
        if (options.CallbackMode == CertificateCallbackMode.Instead && options.Callback is null)
            throw new ArgumentException("CallbackMode is Instead, but there is no Callback: nothing would check certificates. Set Callback.");
        if (options.Deadline <= TimeSpan.Zero || options.Deadline > TimeSpan.FromMinutes(10))
            throw new ArgumentException($"Deadline is {options.Deadline}; it must be more than zero and 10 minutes at most.");
        _options = options;
        _peer = peer;
        _time = time;
        _maxBuilds = maxBuilds;
        _chains = new ChainBuilding(options, peer);
    }

    /// <summary>The check of a full handshake: path, dates, usage, name, callback, as the options say.</summary>
    /// <param name="chain">What the peer sent, in DER, its own certificate first.</param>
    /// <param name="serverName">The name that the client connects to; null on a server.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<CertificateVerdict> ValidateAsync(
        IReadOnlyList<ReadOnlyMemory<byte>> chain, string? serverName, CancellationToken cancellationToken) =>
        ValidateAsync(chain, serverName, default, cancellationToken);

    /// <summary>The same with what the server stapled, which the callbacks get to see.</summary>
    public async ValueTask<CertificateVerdict> ValidateAsync(
        IReadOnlyList<ReadOnlyMemory<byte>> chain, string? serverName, Staple staple, CancellationToken cancellationToken)
    {
        if (Unusable(chain) is { } unusable)
            return unusable;
        CertificateVerdict verdict = _options.CallbackMode == CertificateCallbackMode.Instead
            ? CertificateVerdict.Accepted
            : await CheckChainAsync(chain, serverName, cancellationToken).ConfigureAwait(false);
        if (verdict.IsAccepted && _options.Callback is { } callback)
            verdict = await AskAsync(callback, TlsFaults.CertificateRefused, chain, serverName, staple, isResumption: false, cancellationToken).ConfigureAwait(false);
        if (verdict.IsAccepted && AsksForOcsp && _options.OcspCallback is { } ocsp)
            verdict = await AskAsync(ocsp, TlsFaults.OcspResponseRefused, chain, serverName, staple, isResumption: false, cancellationToken).ConfigureAwait(false);
        return verdict;
    }

    /// <summary>Whether OCSP responses are asked for, so that the callback for them has something to say.</summary>
    public bool AsksForOcsp { get; init; }

    /// <summary>The check before a resumption, as <see cref="CertificateValidationOptions.OnResumption"/> says. It takes the certificates of the session.</summary>
    /// <remarks>That the policy is the session's is part of the session's scope, which is compared elsewhere.</remarks>
    public async ValueTask<CertificateVerdict> RecheckAsync(
        IReadOnlyList<ReadOnlyMemory<byte>> chain, string? serverName, CancellationToken cancellationToken)
    {
        ResumptionCheck check = _options.OnResumption;
        if (check == ResumptionCheck.Nothing)
            return CertificateVerdict.Accepted;
        if (check == ResumptionCheck.WholeChain)
            return Unusable(chain) ?? await CheckChainAsync(chain, serverName, cancellationToken).ConfigureAwait(false);

        CertificateVerdict dates = CheckDates(chain);
        if (!dates.IsAccepted)
            return dates;
        if (check == ResumptionCheck.Callback)
        {
            return _options.Callback is null
                ? CertificateVerdict.Accepted
                : await AskAsync(_options.Callback, TlsFaults.CertificateRefused, chain, serverName, default, isResumption: true, cancellationToken).ConfigureAwait(false);
        }
        // Where the callback decides alone, the name was its business: a session is only offered under the name that it accepted.
        if (!ChecksName || _options.CallbackMode == CertificateCallbackMode.Instead)
            return CertificateVerdict.Accepted;
        return serverName is not null && MatchesName(chain[0], serverName) ? CertificateVerdict.Accepted : WrongName(serverName);
    }

    /// <summary>
    /// The check before a resumption with a session from elsewhere: as <see cref="RecheckAsync"/>, and the callbacks, whatever the options say: they
    /// may not be those that accepted the peer.
    /// </summary>
    public async ValueTask<CertificateVerdict> AdmitForeignAsync(
        IReadOnlyList<ReadOnlyMemory<byte>> chain, string? serverName, Staple staple, CancellationToken cancellationToken)
    {
        CertificateVerdict verdict = await RecheckAsync(chain, serverName, cancellationToken).ConfigureAwait(false);
        Func<CertificateValidationContext, CancellationToken, ValueTask<bool>>? callback = _options.OnResumption == ResumptionCheck.Callback ? null : _options.Callback;
        Func<CertificateValidationContext, CancellationToken, ValueTask<bool>>? ocsp = AsksForOcsp ? _options.OcspCallback : null;
        if (verdict.IsAccepted && (callback ?? ocsp) is not null)
            verdict = Unusable(chain) ?? verdict;
        if (verdict.IsAccepted && callback is not null)
            verdict = await AskAsync(callback, TlsFaults.CertificateRefused, chain, serverName, staple, isResumption: true, cancellationToken).ConfigureAwait(false);
        if (verdict.IsAccepted && ocsp is not null)
            verdict = await AskAsync(ocsp, TlsFaults.OcspResponseRefused, chain, serverName, staple, isResumption: true, cancellationToken).ConfigureAwait(false);
        return verdict;
    }

    private bool ChecksName => _peer == TlsRole.Server && _options.CheckName;

    /// <summary>Why a chain is not worth a look; null: it is.</summary>
    private CertificateVerdict? Unusable(IReadOnlyList<ReadOnlyMemory<byte>> chain)
    {
        if (chain.Count == 0)
            return CertificateVerdict.Refused(_peer == TlsRole.Server ? TlsFaults.EmptyServerCertificate : TlsFaults.NoClientCertificate);
        // Bounds the search for a path; an application that judges alone sees whatever fits MaxCertificateChainBytes.
        if (chain.Count > MaxCertificates && _options.CallbackMode != CertificateCallbackMode.Instead)
            return CertificateVerdict.Refused(TlsFaults.CertificateInvalid, $"{chain.Count} certificates; {MaxCertificates} are allowed");
        try
        {
            // .NET would also take PEM and more; only what is strictly a certificate in DER goes on.
            foreach (ReadOnlyMemory<byte> certificate in chain)
                CertificateFields.Parse(certificate);
            return null;
        }
        catch (TlsException e)
        {
            return CertificateVerdict.Refused(e.Fault);
        }
    }

    /// <summary>The dates of every certificate of the session, needed for its path or not: a doubt costs a full handshake, no more.</summary>
    private CertificateVerdict CheckDates(IReadOnlyList<ReadOnlyMemory<byte>> chain)
    {
        if (chain.Count is 0 or > MaxCertificates && Unusable(chain) is { } unusable)
            return unusable;
        DateTimeOffset now = _time.GetUtcNow();
        try
        {
            foreach (ReadOnlyMemory<byte> certificate in chain)
            {
                if (!CertificateFields.Parse(certificate).IsValidAt(now))
                    return CertificateVerdict.Refused(TlsFaults.CertificateIsExpired);
            }
            return CertificateVerdict.Accepted;
        }
        catch (TlsException e)
        {
            return CertificateVerdict.Refused(e.Fault);
        }
    }

    private bool MatchesName(ReadOnlyMemory<byte> certificate, string serverName)
    {
        try
        {
            return _names.Matches(certificate.Span, serverName);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private ValueTask<CertificateVerdict> CheckChainAsync(
        IReadOnlyList<ReadOnlyMemory<byte>> chain, string? serverName, CancellationToken cancellationToken) =>
        _chains.MayUseNetwork
            ? CheckWithDeadlineAsync(chain, serverName, cancellationToken)
            : ValueTask.FromResult(CheckChain(chain, serverName));

    private CertificateVerdict CheckChain(IReadOnlyList<ReadOnlyMemory<byte>> chain, string? serverName)
    {
        List<X509Certificate2> loaded = [];
        try
        {
            foreach (ReadOnlyMemory<byte> certificate in chain)
                loaded.Add(X509CertificateLoader.LoadCertificate(certificate.Span));
            CertificateVerdict verdict = _chains.Check(loaded[0], loaded[1..], _time.GetUtcNow());
            if (!verdict.IsAccepted || !ChecksName)
                return verdict;
            return serverName is not null && NameCheck.Matches(loaded[0], serverName) ? verdict : WrongName(serverName);
        }
        catch (CryptographicException)
        {
            return CertificateVerdict.Refused(TlsFaults.UnreadableCertificate);
        }
        finally
        {
            foreach (X509Certificate2 certificate in loaded)
                certificate.Dispose();
        }
    }

    /// <summary>Off the caller's thread, which serves a connection, and not longer than the deadline. A late build ends by itself, and keeps its place until then.</summary>
    private async ValueTask<CertificateVerdict> CheckWithDeadlineAsync(
        IReadOnlyList<ReadOnlyMemory<byte>> chain, string? serverName, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _builds) > _maxBuilds)
        {
            Interlocked.Decrement(ref _builds);
            return CertificateVerdict.Refused(TlsFaults.ValidationUnavailable, $"{_maxBuilds} others wait for the network");
        }
        Task<CertificateVerdict> build = Task.Run(() => Build(chain, serverName), CancellationToken.None);
        try
        {
            return await build.WaitAsync(_options.Deadline, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return CertificateVerdict.Refused(TlsFaults.ValidationUnavailable, $"the deadline of {_options.Deadline}");
        }
    }

    private CertificateVerdict Build(IReadOnlyList<ReadOnlyMemory<byte>> chain, string? serverName)
    {
        try
        {
            return CheckChain(chain, serverName);
        }
        finally
        {
            Interlocked.Decrement(ref _builds);
        }
    }

    private static async ValueTask<CertificateVerdict> AskAsync(
        Func<CertificateValidationContext, CancellationToken, ValueTask<bool>> callback, TlsFault refusal, IReadOnlyList<ReadOnlyMemory<byte>> chain,
        string? serverName, Staple staple, bool isResumption, CancellationToken cancellationToken)
    {
        X509Certificate2 certificate;
        try
        {
            certificate = X509CertificateLoader.LoadCertificate(chain[0].Span);
        }
        catch (CryptographicException)
        {
            return CertificateVerdict.Refused(TlsFaults.UnreadableCertificate);
        }
        using (certificate)
        {
            try
            {
                CertificateValidationContext context = new(certificate, chain, serverName, isResumption)
                {
                    OcspResponse = staple.OcspResponse,
                    SignedCertificateTimestamps = staple.Timestamps,
                };
                return await callback(context, cancellationToken).ConfigureAwait(false) ? CertificateVerdict.Accepted : CertificateVerdict.Refused(refusal);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
#pragma warning disable CA1031 // Whatever the application throws: a check that failed has not accepted.
            catch (Exception e)
#pragma warning restore CA1031
            {
                return CertificateVerdict.Refused(refusal, $"the callback failed: {e.GetType().Name}");
            }
        }
    }

    private static CertificateVerdict WrongName(string? serverName) =>
        CertificateVerdict.Refused(TlsFaults.WrongHostName, serverName is null ? "there is no name to check" : $"'{serverName}'");
}
