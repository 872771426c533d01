using Segno.Record;
using Segno.Wire;
using Segno.Wire.Messages;

namespace Segno.Handshake.Client.Tls12;

/// <summary>The ticket that the ServerHello promised (RFC 5077 §3.3). It is part of the transcript, and kept only once the server's Finished verifies.</summary>
internal sealed class ExpectNewSessionTicket(Connection connection) : ServerFlightState(connection)
{
    public override string Awaits => nameof(HandshakeType.NewSessionTicket);

    public override ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken)
    {
        NewSessionTicket12 ticket = message.As<NewSessionTicket12>();
        Connection.Handshake.Receive(message);
        // A longer one could not be offered, and an empty one says: none after all.
        if (ticket.Ticket.Length <= ClientConfiguration.MaxTicketBytes)
            Connection.Ticket = ticket.Ticket.ToArray();
        Connection.TicketLifetime = TimeSpan.FromSeconds(ticket.LifetimeHint);
        return ValueTask.FromResult<HandshakeState>(new ExpectChangeCipherSpec(Connection));
    }
}
