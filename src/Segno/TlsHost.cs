using System.Net.Security;

namespace Segno;

/// <summary>
/// One host that a server serves: its certificates, whom it lets in, and what its sessions may not escape. A session made
/// under one host's terms resumes only under equal terms. Its lists are copied when they are set.
/// </summary>
public sealed class TlsHost
{
    /// <summary>The certificates, in order of preference; usually one ECDSA and one RSA. At least one.</summary>
    public required IReadOnlyList<TlsCredential> Credentials { get; init => field = [.. value ?? throw new ArgumentNullException(nameof(value))]; }

    /// <summary>Whether clients must show certificates.</summary>
    public ClientCertificateMode ClientCertificateMode { get; init; }

    /// <summary>How client certificates are checked: trust anchors, callback, and how much again on resumption.</summary>
    public CertificateValidationOptions ClientValidation { get; init; } = new();

    /// <summary>The application protocols in the server's order of preference; empty: ALPN is ignored (RFC 7301).</summary>
    public IReadOnlyList<SslApplicationProtocol> ApplicationProtocols { get; init => field = [.. value ?? throw new ArgumentNullException(nameof(value))]; } = [];

    /// <summary>What makes the host the same host for a session that was made before.</summary>
    public HostIdentity Identity { get; init; } = HostIdentity.PublicKeys;

    /// <summary>A scope of the application's own: sessions made under one string do not resume under another.</summary>
    public string Scope { get; init; } = "";

    /// <summary>A number to raise when a policy changes and every session made before shall end.</summary>
    public int PolicyNumber { get; init; }
}

/// <summary>What makes a host the same host for resumption.</summary>
public enum HostIdentity
{
    /// <summary>The public keys of all its certificates: a renewal with the same keys keeps its sessions.</summary>
    PublicKeys,
    /// <summary>The chains, to the byte: any new certificate ends all sessions.</summary>
    Chains,
    /// <summary>Only the name in server_name; the certificates may change freely.</summary>
    Name,
}
