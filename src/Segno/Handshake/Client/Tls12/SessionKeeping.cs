using Segno.Resumption.Sessions;
using Segno.Wire;

namespace Segno.Handshake.Client.Tls12;

/// <summary>Makes what a client keeps of a finished TLS 1.2 handshake: by ticket if it got one, else by the server's ID (RFC 5077 §3.4).</summary>
internal static class SessionKeeping
{
    /// <summary>The session, <see cref="Connection.Resumed"/> itself where it goes on unchanged, or null where nothing may resume.</summary>
    public static TlsClientSession? Make(Connection connection)
    {
        ClientHandshake hs = connection.Handshake;
        ClientConfiguration configuration = hs.Configuration;
        if (!connection.Ticket.IsEmpty)
            hs.Account.TicketIssued();
        if (!configuration.Resumption.Enabled)
            return null;
        if (!connection.Facts.ExtendedMasterSecret && !configuration.Resumption.AllowWithoutExtendedMasterSecret)
        {
            hs.Account.NotIssued(TicketRefusal.NotResumable);
            return null;
        }
        if (connection.Ticket.IsEmpty && connection.Resumed is not null)
            return connection.Resumed;
        if (connection.Ticket.IsEmpty && connection.SessionId.IsEmpty)
            return null;

        DateTimeOffset now = configuration.Time.GetUtcNow();
        TimeSpan lifetime = configuration.Lifetimes.Remaining(ProtocolVersion.Tls12, connection.Facts.AuthenticatedAt, now);
        // RFC 5077 §3.3: a hint of zero leaves it to the client.
        if (connection.TicketLifetime > TimeSpan.Zero && connection.TicketLifetime < lifetime)
            lifetime = connection.TicketLifetime;
        Session session = SessionMaking.FromFacts(
            connection.Facts, connection.Keys!.MasterSecret.Clone(), configuration.Scope, now, lifetime, hs.Account.TimesResumed, ticketAgeAdd: 0);
        return new TlsClientSession(session, connection.Ticket.IsEmpty ? connection.SessionId : default, connection.Ticket, now);
    }
}
