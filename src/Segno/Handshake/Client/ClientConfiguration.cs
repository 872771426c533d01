using System.Globalization;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using Segno.Certificates;
using Segno.Crypto;
using Segno.Diagnostics;
using Segno.Handshake.Negotiation;
using Segno.Resumption;
using Segno.Resumption.Sessions;
using Segno.Resumption.Stores;
using Segno.Wire;

namespace Segno.Handshake.Client;

/// <summary>A client's options, checked and frozen, with the services that they name.</summary>
internal sealed class ClientConfiguration : IDisposable
{
    /// <summary>The most bytes of a ticket that is kept: a server may send up to 65,535, and more than this could hardly be offered again.</summary>
    public const int MaxTicketBytes = 16384;

    /// <summary>A clock that is set back a little does not make the sessions at hand ones from the future.</summary>
    private static readonly TimeSpan s_clockSkew = TimeSpan.FromSeconds(60);

    private readonly List<IDisposable> _owned = [];

    public ClientConfiguration(TlsClientOptions options)
    {
        OptionChecks.Client(options);
        Options = options;
        Time = options.TimeProvider;
        Random = options.Random;
        Tls12 = options.EnabledSslProtocols.HasFlag(SslProtocols.Tls12);
        Tls13 = options.EnabledSslProtocols.HasFlag(SslProtocols.Tls13);
        CipherSuites = OptionChecks.CipherSuites(options.CipherSuites, options.EnabledSslProtocols);
        Groups = OptionChecks.Groups(options.Groups);
        KeyShareGroups = ChooseKeyShareGroups(options.KeyShareGroups);
        SignatureSchemes = OptionChecks.SignatureSchemes(options.SignatureSchemes);
        ServerValidator = new CertificateValidator(options.ServerValidation, TlsRole.Server, Time) { AsksForOcsp = options.RequestOcspResponse };
        Lifetimes = new SessionLifetimes(
            TimeSpan.FromDays(7), options.Resumption.MaxAuthenticationAge, options.Resumption.MaxAuthenticationAgeTls12, s_clockSkew);
        Scope = ResumptionScope.ForClient(options);
        Fingerprint = ComputeFingerprint(options);
        KeyLog = KeyLog.Open(options.KeyLogFile);
        if (KeyLog is not null)
            _owned.Add(KeyLog);
        Store = !options.Resumption.Enabled ? null
            : options.Resumption.Store is { } store ? new FailSafeClientSessionStore(store, new ServiceBudget(options.Resumption.StoreTimeout, Time))
            : OwnStore(options.Resumption);
    }

    public TlsClientOptions Options { get; }

    public ClientResumptionOptions Resumption => Options.Resumption;

    public TimeProvider Time { get; }

    public TlsRandom Random { get; }

    public bool Tls12 { get; }

    public bool Tls13 { get; }

    public IReadOnlyList<CipherSuite> CipherSuites { get; }

    public IReadOnlyList<NamedGroup> Groups { get; }

    /// <summary>The groups for which the first ClientHello carries shares.</summary>
    public IReadOnlyList<NamedGroup> KeyShareGroups { get; }

    public IReadOnlyList<SignatureScheme> SignatureSchemes { get; }

    public CertificateValidator ServerValidator { get; }

    public SessionLifetimes Lifetimes { get; }

    /// <summary>record_size_limit as the ClientHello says it, before the version is known (RFC 8449 §4).</summary>
    public int AnnouncedRecordSizeLimit => RecordSizeLimits.Announced(Options.RecordSizeLimit, Tls13 ? ProtocolVersion.Tls13 : ProtocolVersion.Tls12);

    /// <summary>What a session made under this configuration may not escape, even when it is exported and given to another client.</summary>
    public ResumptionScope Scope { get; }

    /// <summary>The configuration's identity in the keys of a session store.</summary>
    public string Fingerprint { get; }

    /// <summary>Where sessions are kept; null: resumption is off.</summary>
    public IClientSessionStore? Store { get; }

    public KeyLog? KeyLog { get; }

    public void Dispose()
    {
        foreach (IDisposable service in _owned)
            service.Dispose();
    }

    private InMemoryClientSessionStore OwnStore(ClientResumptionOptions resumption)
    {
        InMemoryClientSessionStore store = new(
            resumption.StoreCapacity, resumption.StoreCapacityPerOrigin, resumption.StoreMaxBytes, resumption.MaxTicketsPerConnection, Time);
        _owned.Add(store);
        return store;
    }

    private IReadOnlyList<NamedGroup> ChooseKeyShareGroups(IReadOnlyList<NamedGroup>? wanted)
    {
        if (wanted is not null)
            return OptionChecks.KeyShareGroups(wanted, Options.Groups);
        // A server that does not know the hybrid takes the X25519 share beside it, and no round trip is lost.
        return Groups[0] == NamedGroup.X25519MLKem768 && Groups.Contains(NamedGroup.X25519) ? [Groups[0], NamedGroup.X25519] : [Groups[0]];
    }

    /// <summary>A hash over what decides whom the client trusts and who it is. A callback cannot be hashed: such a client shares sessions with no other.</summary>
    private string ComputeFingerprint(TlsClientOptions options)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{options.EnabledSslProtocols}|{Scope}|");
        text.AppendJoin(',', CipherSuites.Select(suite => suite.Code)).Append('|');
        // What a TLS 1.2 session, or one of psk_ke, is worth goes back to the group of its full handshake.
        text.AppendJoin(',', Groups).Append('|');
        text.AppendJoin(',', SignatureSchemes).Append('|');
        text.Append(CultureInfo.InvariantCulture, $"{Resumption.PskModes}|{options.RequireExtendedMasterSecret}|{options.RequestOcspResponse}|");
        text.AppendJoin(',', options.ApplicationProtocols.Select(protocol => Convert.ToHexString(protocol.Protocol.Span))).Append('|');
        foreach (TlsCredential credential in options.Credentials)
        {
            foreach (ReadOnlyMemory<byte> certificate in credential.Chain)
                text.Append(Convert.ToHexString(SHA256.HashData(certificate.Span))).Append(',');
        }
        if (options.ServerValidation.Callback is not null || options.ServerValidation.OcspCallback is not null)
            text.Append('|').Append(Guid.NewGuid());
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }
}
