using Segno.Crypto;
using Segno.Record;
using Segno.Wire;
using Segno.Wire.Messages;

namespace Segno.Handshake.Client.Tls12;

/// <summary>The server's Finished (RFC 5246 §7.4.9): with it the server is proven, and the session may be kept. In a resumed handshake the client's follows.</summary>
internal sealed class ExpectFinished(Connection connection) : ServerFlightState(connection)
{
    public override string Awaits => nameof(HandshakeType.Finished);

    public override async ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken)
    {
        Finished finished = message.As<Finished>();
        message.RequireRecordBoundary();
        ClientHandshake hs = Connection.Handshake;
        SecretBuffer masterSecret = Connection.Keys!.MasterSecret;
        Finished12.RequireValid(hs.Transcript, Connection.Suite, masterSecret, TlsRole.Server, finished);
        hs.Receive(message);
        if (Connection.Resumed is not null)
            Connection.SendFinished();

        TlsClientSession? session = SessionKeeping.Make(Connection);
        if (session is not null && !ReferenceEquals(session, Connection.Resumed))
            await hs.KeepAsync(hs.Own(session), cancellationToken).ConfigureAwait(false);
        return new Connected(Connection, masterSecret.Clone(), session?.Clone());
    }
}
