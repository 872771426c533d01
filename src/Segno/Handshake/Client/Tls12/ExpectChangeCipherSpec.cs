using Segno.Record;

namespace Segno.Handshake.Client.Tls12;

/// <summary>The server's change_cipher_spec (RFC 5246 §7.1): from here on its records are protected.</summary>
internal sealed class ExpectChangeCipherSpec(Connection connection) : ServerFlightState(connection)
{
    public override string Awaits => "change_cipher_spec";

    public override ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken) =>
        throw message.Unexpected(Awaits);

    public override HandshakeState OnChangeCipherSpec(RecordBoundary boundary)
    {
        ClientHandshake hs = Connection.Handshake;
        hs.Output.InstallReadKeys(hs.Release(Connection.Keys!.ServerWrite), boundary);
        return new ExpectFinished(Connection);
    }
}
