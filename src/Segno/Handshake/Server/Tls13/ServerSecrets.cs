using Segno.Crypto;

namespace Segno.Handshake.Server.Tls13;

/// <summary>The secrets of a server's TLS 1.3 handshake between its own Finished and the client's (RFC 8446 §7.1).</summary>
internal sealed class ServerSecrets : IDisposable
{
    public required MasterSecret Master { get; init; }

    /// <summary>client_handshake_traffic_secret: opens, and verifies, the client's second flight.</summary>
    public required SecretBuffer ClientHandshakeTraffic { get; init; }

    public required SecretBuffer ClientApplicationTraffic { get; init; }

    public required SecretBuffer ServerApplicationTraffic { get; init; }

    public required SecretBuffer Exporter { get; init; }

    /// <summary>Zeroes what does not outlive the handshake; the traffic and exporter secrets belong to the connection.</summary>
    public void DisposeHandshakeSecrets()
    {
        Master.Dispose();
        ClientHandshakeTraffic.Dispose();
    }

    public void Dispose()
    {
        DisposeHandshakeSecrets();
        ClientApplicationTraffic.Dispose();
        ServerApplicationTraffic.Dispose();
        Exporter.Dispose();
    }
}
