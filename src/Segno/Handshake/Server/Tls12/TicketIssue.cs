using System.Buffers;
using Segno.Crypto;
using Segno.Resumption.Sessions;
using Segno.Wire;
using Segno.Wire.Messages;

namespace Segno.Handshake.Server.Tls12;

/// <summary>NewSessionTicket of TLS 1.2, new or renewed (RFC 5077 §3.3). The ServerHello promised it, so it goes out even if it is empty.</summary>
internal static class TicketIssue
{
    public static async ValueTask SendAsync(Connection connection, SecretBuffer masterSecret, CancellationToken cancellationToken)
    {
        ServerHandshake hs = connection.Handshake;
        DateTimeOffset now = hs.Configuration.Time.GetUtcNow();
        TimeSpan lifetime = hs.Configuration.Lifetimes.Remaining(ProtocolVersion.Tls12, connection.Facts.AuthenticatedAt, now);
        if (lifetime < TimeSpan.FromSeconds(1))
        {
            SendNone(hs, TicketRefusal.TooOld);
            return;
        }

        using Session session = SessionMaking.FromFacts(
            connection.Facts, masterSecret.Clone(), connection.Host.ScopeFor(connection.Facts.ServerName), now, lifetime, hs.Account.TimesResumed, ticketAgeAdd: 0);
        byte[] ticket = ArrayPool<byte>.Shared.Rent(ITicketProtector.MaxTicketBytes);
        try
        {
            TicketSealing sealing = await TicketSealer.SealAsync(hs.Configuration.Tickets!, session, ticket, cancellationToken).ConfigureAwait(false);
            if (sealing.Length == 0)
            {
                SendNone(hs, sealing.Refusal);
                return;
            }
            uint seconds = TicketSealer.PromisedSeconds(lifetime, sealing);
            // RFC 5077 §3.3: 0 would not say "at once", but that the lifetime is not specified.
            if (seconds == 0)
            {
                SendNone(hs, TicketRefusal.TooOld);
                return;
            }
            hs.Send(new NewSessionTicket12(seconds, ticket.AsMemory(0, sealing.Length)));
            hs.Account.TicketIssued();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(ticket);
        }
    }

    /// <summary>An empty ticket says: none after all.</summary>
    private static void SendNone(ServerHandshake hs, TicketRefusal reason)
    {
        hs.Send(new NewSessionTicket12(0, default));
        hs.Account.NotIssued(reason);
    }
}
