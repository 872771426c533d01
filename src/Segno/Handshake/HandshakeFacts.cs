using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Segno.Certificates;
using Segno.Crypto;
using Segno.Wire;

namespace Segno.Handshake;

/// <summary>What one handshake has settled so far. States fill it in; the connection's account and its session are made from it.</summary>
internal sealed class HandshakeFacts
{
    public required ProtocolVersion Version { get; init; }

    public required CipherSuite Suite { get; init; }

    /// <summary>The fingerprint of the client's configuration, which its session remembers while it is in memory; null on a server.</summary>
    public string? Configuration { get; init; }

    /// <summary>server_name of this connection, normalised; null if absent. On a client also an address, which its session is bound to.</summary>
    public string? ServerName { get; init; }

    /// <summary>The application protocol; empty if none.</summary>
    public ReadOnlyMemory<byte> ApplicationProtocol { get; set; }

    public NamedGroup? Group { get; set; }

    public bool ExtendedMasterSecret { get; init; }

    public bool HelloRetryRequest { get; init; }

    /// <summary>The peer's chain in DER, its own certificate first, from this handshake or from the session; owned copies.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> PeerCertificates { get; set; } = [];

    public SignatureScheme? PeerSignatureScheme { get; set; }

    /// <summary>What the server sent about its certificate, from this handshake or from the session.</summary>
    public Staple Staple { get; set; }

    /// <summary>When the peers last authenticated by a full handshake.</summary>
    public DateTimeOffset AuthenticatedAt { get; set; }

    /// <summary>Until the client may send application data (RFC 8446 §2, RFC 5246 §7.3).</summary>
    private int RoundTrips(bool resumed) => Version == ProtocolVersion.Tls13
        ? HelloRetryRequest ? 2 : 1
        : resumed ? 1 : 2;

    public ConnectionInfo ToConnectionInfo(ResumptionInfo resumption) => new()
    {
        Protocol = Version == ProtocolVersion.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12,
        CipherSuite = Suite.Code,
        Group = Group,
        PeerSignatureScheme = PeerSignatureScheme,
        OcspResponse = Staple.OcspResponse,
        SignedCertificateTimestamps = Staple.Timestamps,
        // RFC 6066 §3: an address is not sent as server_name.
        ServerName = IPAddress.TryParse(ServerName, out _) ? null : ServerName,
        ApplicationProtocol = ApplicationProtocol.IsEmpty ? default : new SslApplicationProtocol(ApplicationProtocol.ToArray()),
        ExtendedMasterSecret = Version == ProtocolVersion.Tls13 || ExtendedMasterSecret,
        HelloRetryRequest = HelloRetryRequest,
        RoundTrips = RoundTrips(resumption.IsResumed),
        Resumption = resumption,
    };
}
