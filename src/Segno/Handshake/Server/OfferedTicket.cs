using Segno.Crypto;
using Segno.Resumption.Sessions;

namespace Segno.Handshake.Server;

/// <summary>
/// Opens what a client offers into a session, for both versions: a ticket through the protector, an ID through the store. Nothing here
/// refuses a connection: what does not open is a reason, and the handshake is full.
/// </summary>
internal static class OfferedTicket
{
    /// <summary>Opens a ticket.</summary>
    /// <returns>The session, which the caller owns, or the reason why there is none.</returns>
    public static async ValueTask<OpenedSession> OpenAsync(
        ServerHandshake hs, ReadOnlyMemory<byte> ticket, Wire.ProtocolVersion version, CancellationToken cancellationToken)
    {
        if (hs.Configuration.Tickets is not { } protector)
            return new OpenedSession(ResumptionDecline.Disabled);
        if (ticket.Length > ITicketProtector.MaxTicketBytes)
            return new OpenedSession(ResumptionDecline.Damaged);

        byte[] buffer = SecretArrays.Rent();
        int used = 0;
        try
        {
            TicketOpening opening = await protector.OpenAsync(ticket, new TicketContext((ushort)version), buffer, cancellationToken).ConfigureAwait(false);
            used = opening.Length;
            hs.Account.NamesKey(opening.KeyName);
            ResumptionDecline decline = opening.Status switch
            {
                TicketStatus.Opened or TicketStatus.OpenedRenew => ResumptionDecline.None,
                TicketStatus.UnknownKey => ResumptionDecline.UnknownKey,
                TicketStatus.Spent => ResumptionDecline.Spent,
                TicketStatus.Unavailable => ResumptionDecline.Unavailable,
                _ => ResumptionDecline.Damaged,
            };
            if (decline != ResumptionDecline.None)
                return new OpenedSession(decline);
            return SessionCodec.TryDecode(buffer.AsSpan(0, used), out Session? session)
                ? new OpenedSession(session, opening.Receipt, ByTicket: true, opening.Status == TicketStatus.OpenedRenew)
                : new OpenedSession(ResumptionDecline.Damaged);
        }
        finally
        {
            Return(buffer, used);
        }
    }

    /// <summary>Looks a session ID up.</summary>
    public static async ValueTask<OpenedSession> FindAsync(ServerHandshake hs, ReadOnlyMemory<byte> sessionId, CancellationToken cancellationToken)
    {
        if (hs.Configuration.SessionIds is not { } store)
            return new OpenedSession(ResumptionDecline.Disabled);

        byte[] buffer = SecretArrays.Rent();
        int used = 0;
        try
        {
            used = await store.GetAsync(new SessionKey(sessionId), buffer, cancellationToken).ConfigureAwait(false);
            if (used <= 0)
                return new OpenedSession(used == 0 ? ResumptionDecline.UnknownSession : ResumptionDecline.Unavailable);
            return SessionCodec.TryDecode(buffer.AsSpan(0, used), out Session? session)
                ? new OpenedSession(session, default, ByTicket: false, Renew: false)
                : new OpenedSession(ResumptionDecline.Damaged);
        }
        finally
        {
            Return(buffer, used);
        }
    }

    /// <summary>What a failed service wrote before it failed has no length: then everything is zeroed.</summary>
    private static void Return(byte[] buffer, int used) => SecretArrays.Return(buffer, used > 0 ? used : buffer.Length);
}

/// <summary>A session that was offered and found, or why it was not.</summary>
/// <param name="Session">The session, owned by whoever holds this; null: <paramref name="Decline"/> says why.</param>
/// <param name="Receipt">What spends the ticket.</param>
/// <param name="ByTicket">Whether a ticket named it, rather than an ID.</param>
/// <param name="Renew">Whether the ticket should be replaced.</param>
/// <param name="Decline">Why there is none.</param>
internal readonly record struct OpenedSession(
    Session? Session, TicketReceipt Receipt, bool ByTicket, bool Renew, ResumptionDecline Decline = ResumptionDecline.None)
{
    public OpenedSession(ResumptionDecline decline)
        : this(null, default, false, false, decline)
    {
    }
}
