namespace Segno.Resumption.Tickets;

/// <summary>Stands before a protector that the application gave: if it throws or is late, no ticket is issued and none opens. Never an outage.</summary>
internal sealed class FailSafeTicketProtector(ITicketProtector inner, ServiceBudget budget) : ITicketProtector
{
    public async ValueTask<TicketSealing> SealAsync(ReadOnlyMemory<byte> session, TicketContext context, Memory<byte> ticket, CancellationToken cancellationToken)
    {
        // Buffers of its own: a protector that is late may still use them.
        LentArray lent = new();
        Memory<byte> ownSession = lent.Memory(session.Length);
        session.CopyTo(ownSession);
        byte[] own = new byte[ITicketProtector.MaxTicketBytes];
        try
        {
            TicketSealing sealing = await budget.AskAsync(
                () => lent.LendAsync(() => inner.SealAsync(ownSession, context, own, cancellationToken)), new TicketSealing(0, default, TicketRefusal.NoKey), cancellationToken).ConfigureAwait(false);
            if (sealing.Length < 0 || sealing.Length > Math.Min(ticket.Length, own.Length))
                return new TicketSealing(0, default, TicketRefusal.TooLarge);
            own.AsSpan(0, sealing.Length).CopyTo(ticket.Span);
            return sealing;
        }
        finally
        {
            lent.ZeroAndRelease();
        }
    }

    public async ValueTask<TicketOpening> OpenAsync(ReadOnlyMemory<byte> ticket, TicketContext context, Memory<byte> session, CancellationToken cancellationToken)
    {
        byte[] ownTicket = ticket.ToArray();
        LentArray lent = new();
        Memory<byte> own = lent.Memory(ITicketProtector.MaxTicketBytes);
        try
        {
            TicketOpening opening = await budget.AskAsync(
                () => lent.LendAsync(() => inner.OpenAsync(ownTicket, context, own, cancellationToken)), new TicketOpening(TicketStatus.Unavailable, 0, null, default), cancellationToken).ConfigureAwait(false);
            if (opening.Length < 0 || opening.Length > Math.Min(session.Length, own.Length))
                return new TicketOpening(TicketStatus.Damaged, 0, opening.KeyName, default);
            own[..opening.Length].CopyTo(session);
            return opening;
        }
        finally
        {
            lent.ZeroAndRelease();
        }
    }

    /// <summary>Whether it was spent is unknown if the protector fails: it must not be accepted then.</summary>
    public ValueTask<bool> SpendAsync(TicketReceipt receipt, CancellationToken cancellationToken) =>
        budget.AskAsync(() => inner.SpendAsync(receipt, cancellationToken), otherwise: false, cancellationToken);
}
