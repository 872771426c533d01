using Segno.Crypto;
using Segno.Record;
using Segno.Resumption.Sessions;
using Segno.Wire;
using Segno.Wire.Messages;

namespace Segno.Handshake.Server.Tls12;

/// <summary>
/// The client's Finished (RFC 5246 §7.4.9). In a full handshake the server answers, after verifying, with a ticket where it promised one,
/// and its own Finished; and only now, with both sides proven, is a session kept.
/// </summary>
/// <remarks><paramref name="serverWrite"/> are the keys for the server's Finished; null in a resumed handshake, where it is out already.</remarks>
internal sealed class ExpectFinished(Connection connection, SecretBuffer masterSecret, TrafficKeys? serverWrite) : HandshakeState
{
    public override string Awaits => nameof(HandshakeType.Finished);

    public override async ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken)
    {
        Finished finished = message.As<Finished>();
        message.RequireRecordBoundary();
        ServerHandshake hs = connection.Handshake;
        Finished12.RequireValid(hs.Transcript, connection.Suite, masterSecret, TlsRole.Client, finished);
        hs.Receive(message);

        if (serverWrite is not null)
        {
            if (connection.WillSendTicket)
                await TicketIssue.SendAsync(connection, masterSecret, cancellationToken).ConfigureAwait(false);
            connection.SendFinished(masterSecret, hs.Release(serverWrite));
            await SessionKeeping.KeepAsync(connection, masterSecret, cancellationToken).ConfigureAwait(false);
        }
        return new Connected(connection, masterSecret.Clone());
    }
}
