using Segno.Crypto;
using Segno.Resumption.Sessions;
using Segno.Wire;

namespace Segno.Handshake.Server.Tls12;

/// <summary>Puts a finished handshake's session into the store under its ID (RFC 5246 §7.3).</summary>
internal static class SessionKeeping
{
    public static async ValueTask KeepAsync(Connection connection, SecretBuffer masterSecret, CancellationToken cancellationToken)
    {
        ServerHandshake hs = connection.Handshake;
        if (connection.SessionId.IsEmpty || hs.Configuration.SessionIds is not { } store)
            return;
        DateTimeOffset now = hs.Configuration.Time.GetUtcNow();
        TimeSpan lifetime = hs.Configuration.Lifetimes.Remaining(ProtocolVersion.Tls12, connection.Facts.AuthenticatedAt, now);
        using Session session = SessionMaking.FromFacts(
            connection.Facts, masterSecret.Clone(), connection.Host.ScopeFor(connection.Facts.ServerName), now, lifetime, timesResumed: 0, ticketAgeAdd: 0);
        int length = SessionCodec.EncodedLength(session);
        if (length > IServerSessionStore.MaxSessionBytes)
        {
            hs.Account.NotIssued(TicketRefusal.TooLarge);
            return;
        }

        byte[] encoded = SecretArrays.Rent();
        try
        {
            SessionCodec.Encode(session, encoded);
            if (!await store.PutAsync(new SessionKey(connection.SessionId), encoded.AsMemory(0, length), now + lifetime, cancellationToken).ConfigureAwait(false))
                hs.Account.NotIssued(TicketRefusal.NotStored);
        }
        finally
        {
            SecretArrays.Return(encoded, length);
        }
    }
}
