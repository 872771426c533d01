using Segno.Crypto;

namespace Segno.Handshake.Client.Tls12;

/// <summary>What a TLS 1.2 handshake has derived. The handshake owns all three until they are installed or kept.</summary>
internal sealed record ConnectionKeys(SecretBuffer MasterSecret, TrafficKeys ClientWrite, TrafficKeys ServerWrite)
{
    /// <summary>The key block (RFC 5246 §6.3). Takes <paramref name="masterSecret"/> over.</summary>
    public static ConnectionKeys Derive(Connection connection, SecretBuffer masterSecret)
    {
        ClientHandshake hs = connection.Handshake;
        hs.Own(masterSecret);
        hs.LogMasterSecret(masterSecret);
        (TrafficKeys client, TrafficKeys server) = Prf12.KeyBlock(connection.Suite, masterSecret.Span, hs.ClientRandom, hs.ServerRandom);
        return new ConnectionKeys(masterSecret, hs.Own(client), hs.Own(server));
    }
}
