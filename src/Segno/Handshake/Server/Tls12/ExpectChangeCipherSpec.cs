using Segno.Crypto;
using Segno.Record;

namespace Segno.Handshake.Server.Tls12;

/// <summary>The client's change_cipher_spec (RFC 5246 §7.1): from here on its records are protected.</summary>
internal sealed class ExpectChangeCipherSpec(Connection connection, TrafficKeys clientWrite, SecretBuffer masterSecret, bool resumed) : HandshakeState
{
    /// <summary>In a full handshake, the keys for the server's own Finished, which is still to come.</summary>
    public TrafficKeys? ServerWrite { get; init; }

    public override string Awaits => "change_cipher_spec";

    public override ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken) =>
        throw message.Unexpected(Awaits);

    public override HandshakeState OnChangeCipherSpec(RecordBoundary boundary)
    {
        ServerHandshake hs = connection.Handshake;
        hs.Output.InstallReadKeys(hs.Release(clientWrite), boundary);
        return new ExpectFinished(connection, masterSecret, resumed ? null : ServerWrite);
    }
}
