using System.Net.Security;
using System.Security.Authentication;

namespace Segno;

/// <summary>What was negotiated on one connection, and how it came about. Immutable.</summary>
public sealed record ConnectionInfo
{
    /// <summary>The version: <see cref="SslProtocols.Tls12"/> or <see cref="SslProtocols.Tls13"/>.</summary>
    public required SslProtocols Protocol { get; init; }

    /// <summary>The cipher suite.</summary>
    public required TlsCipherSuite CipherSuite { get; init; }

    /// <summary>The group of the key agreement; on a resumption without one, that of the original handshake; null if unknown.</summary>
    public NamedGroup? Group { get; init; }

    /// <summary>The scheme with which the peer signed; on a resumed connection, on the one that it goes back to. Null if it showed no certificate.</summary>
    public SignatureScheme? PeerSignatureScheme { get; init; }

    /// <summary>
    /// On a client, the OCSP response that the server stapled, in DER; on a resumed connection, to the one that it goes back to. Empty if it was not
    /// asked for or not sent, and after an imported session.
    /// </summary>
    public ReadOnlyMemory<byte> OcspResponse { get; init; }

    /// <summary>The same of the server's SignedCertificateTimestampList (RFC 6962 §3.3).</summary>
    public ReadOnlyMemory<byte> SignedCertificateTimestamps { get; init; }

    /// <summary>server_name of this connection's ClientHello, in lower case without a trailing dot; null if absent.</summary>
    public string? ServerName { get; init; }

    /// <summary>The application protocol (RFC 7301); <c>default</c> if none.</summary>
    public SslApplicationProtocol ApplicationProtocol { get; init; }

    /// <summary>Whether extended_master_secret protects the session; always true in TLS 1.3 (RFC 9846 App. E).</summary>
    public bool ExtendedMasterSecret { get; init; }

    /// <summary>Whether a HelloRetryRequest was needed.</summary>
    public bool HelloRetryRequest { get; init; }

    /// <summary>The account of the resumption.</summary>
    public required ResumptionInfo Resumption { get; init; }

    /// <summary>Bytes that the handshake sent, records included.</summary>
    public long HandshakeBytesSent { get; init; }

    /// <summary>Bytes that the handshake received, records included.</summary>
    public long HandshakeBytesReceived { get; init; }

    /// <summary>Round trips before the client could send application data, TCP's own not counted.</summary>
    public int RoundTrips { get; init; }

    /// <summary>Time from the first byte to the end of the handshake on this side.</summary>
    public TimeSpan HandshakeDuration { get; init; }
}
