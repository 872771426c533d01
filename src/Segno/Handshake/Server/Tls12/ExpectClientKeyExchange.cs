using System.Security.Cryptography;
using Segno.Certificates;
using Segno.Crypto;
using Segno.Crypto.KeyShares;
using Segno.Record;
using Segno.Wire;
using Segno.Wire.Messages;

namespace Segno.Handshake.Server.Tls12;

/// <summary>The client's ECDHE public key (RFC 8422 §5.7): the master secret is made here.</summary>
internal sealed class ExpectClientKeyExchange(Connection connection, IKeyShare keyShare, PeerCertificate? peer) : HandshakeState
{
    public override string Awaits => nameof(HandshakeType.ClientKeyExchange);

    public override ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken)
    {
        ClientKeyExchange exchange = message.As<ClientKeyExchange>();
        ServerHandshake hs = connection.Handshake;
        hs.Receive(message);
        SecretBuffer master = hs.Own(MakeMasterSecret(hs, exchange));
        hs.LogMasterSecret(master);
        (TrafficKeys client, TrafficKeys server) = Prf12.KeyBlock(connection.Suite, master.Span, hs.ClientRandom, hs.ServerRandom);
        FullKeys keys = new(master, hs.Own(client), hs.Own(server));
        return ValueTask.FromResult<HandshakeState>(peer is null
            ? new ExpectChangeCipherSpec(connection, keys.ClientWrite, master, resumed: false) { ServerWrite = keys.ServerWrite }
            : new ExpectCertificateVerify(connection, keys, peer));
    }

    private SecretBuffer MakeMasterSecret(ServerHandshake hs, ClientKeyExchange exchange)
    {
        Span<byte> premaster = stackalloc byte[keyShare.SharedSecretLength];
        try
        {
            keyShare.Agree(exchange.PublicKey.Span, premaster);
            return Premaster.ToMasterSecret(connection.Facts, hs.Transcript, premaster, hs.ClientRandom, hs.ServerRandom);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(premaster);
            keyShare.Dispose();
        }
    }
}
