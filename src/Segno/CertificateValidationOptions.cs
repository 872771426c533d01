using System.Security.Cryptography.X509Certificates;

namespace Segno;

/// <summary>How a peer's certificate chain is checked. Nothing here uses the network unless asked to.</summary>
public sealed class CertificateValidationOptions
{
    /// <summary>The trust anchors; null for the system's. Copied when they are set, and when they are read.</summary>
    public X509Certificate2Collection? Roots
    {
        get => field is null ? null : [.. field];
        init => field = value is null ? null : [.. value];
    }

    /// <summary>Whether, and how, revocation is looked up. <see cref="X509RevocationMode.Online"/> fetches what the peer's certificate names: use it with care.</summary>
    public X509RevocationMode RevocationMode { get; init; } = X509RevocationMode.NoCheck;

    /// <summary>Whether missing intermediates may be downloaded from where the peer's certificate says.</summary>
    public bool AllowDownloads { get; init; }

    /// <summary>How long a check that uses the network may take; after it the chain is refused.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether the name that a client connects to must be in the server's certificate (RFC 9525).</summary>
    public bool CheckName { get; init; } = true;

    /// <summary>Whether <see cref="Callback"/> is asked after the checks here have passed, or instead of them.</summary>
    public CertificateCallbackMode CallbackMode { get; init; }

    /// <summary>The application's own check: true accepts.</summary>
    public Func<CertificateValidationContext, CancellationToken, ValueTask<bool>>? Callback { get; init; }

    /// <summary>
    /// A client's check of what the server stapled, after the certificate has been accepted: false refuses with bad_certificate_status_response
    /// (RFC 6066 §8). It is asked where <see cref="TlsClientOptions.RequestOcspResponse"/> is set, also when no response came. When a session
    /// resumes, it is asked only about one that the application gives and that this client did not make itself, with the response of its full handshake;
    /// an imported session has none.
    /// </summary>
    public Func<CertificateValidationContext, CancellationToken, ValueTask<bool>>? OcspCallback { get; init; }

    /// <summary>
    /// How much is checked again when a session of this peer resumes. Besides, <see cref="Callback"/> and <see cref="OcspCallback"/> are asked about a
    /// session that the application gives (<see cref="TlsConnectOptions.Session"/>) and that this client did not make itself.
    /// </summary>
    public ResumptionCheck OnResumption { get; init; } = ResumptionCheck.DatesNameAndPolicy;
}

/// <summary>What a callback of the application's adds to.</summary>
public enum CertificateCallbackMode
{
    /// <summary>The callback is asked after the built-in checks have passed.</summary>
    After,
    /// <summary>The callback decides alone.</summary>
    Instead,
}

/// <summary>How much of a peer's identity is checked again when its session resumes. What no longer passes is a full handshake.</summary>
public enum ResumptionCheck
{
    /// <summary>The validity dates of every certificate of the chain, the name, and that the policy is the session's.</summary>
    DatesNameAndPolicy,
    /// <summary>The whole chain, as in a full handshake, without the callback.</summary>
    WholeChain,
    /// <summary>The dates, and the callback.</summary>
    Callback,
    /// <summary>Nothing.</summary>
    Nothing,
}

/// <summary>What a certificate callback gets to see.</summary>
/// <param name="Certificate">The peer's own certificate; valid during the call.</param>
/// <param name="Chain">The certificates that the peer sent, in DER, its own first.</param>
/// <param name="ServerName">The name that the client connects to; null on a server.</param>
/// <param name="IsResumption">Whether a session is about to resume.</param>
public sealed record CertificateValidationContext(
    X509Certificate2 Certificate, IReadOnlyList<ReadOnlyMemory<byte>> Chain, string? ServerName, bool IsResumption)
{
    /// <summary>The OCSP response that the server stapled, in DER; empty if it was not asked for or not sent. Nobody has checked it.</summary>
    public ReadOnlyMemory<byte> OcspResponse { get; init; }

    /// <summary>The SignedCertificateTimestampList that the server sent (RFC 6962 §3.3); empty if it was not asked for or not sent. Nobody has checked it.</summary>
    public ReadOnlyMemory<byte> SignedCertificateTimestamps { get; init; }
}
