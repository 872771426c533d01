namespace Segno.Resumption.Tickets;

/// <summary>Stands before a protector that the application gave: whatever it throws, no ticket is issued and none opens. Never an outage.</summary>
internal sealed class FailSafeTicketProtector(ITicketProtector inner) : ITicketProtector
{
    public async ValueTask<TicketSealing> SealAsync(ReadOnlyMemory<byte> session, TicketContext context, Memory<byte> ticket, CancellationToken cancellationToken)
    {
        try
        {
            TicketSealing sealing = await inner.SealAsync(session, context, ticket, cancellationToken).ConfigureAwait(false);
            bool plausible = sealing.Length >= 0 && sealing.Length <= ticket.Length && sealing.Length <= ITicketProtector.MaxTicketBytes;
            return plausible ? sealing : new TicketSealing(0, default, TicketRefusal.TooLarge);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new TicketSealing(0, default, TicketRefusal.NoKey);
        }
    }

    public async ValueTask<TicketOpening> OpenAsync(ReadOnlyMemory<byte> ticket, TicketContext context, Memory<byte> session, CancellationToken cancellationToken)
    {
        try
        {
            TicketOpening opening = await inner.OpenAsync(ticket, context, session, cancellationToken).ConfigureAwait(false);
            return opening.Length >= 0 && opening.Length <= session.Length ? opening : new TicketOpening(TicketStatus.Damaged, 0, opening.KeyName, default);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new TicketOpening(TicketStatus.Unavailable, 0, null, default);
        }
    }

    public async ValueTask<bool> SpendAsync(TicketReceipt receipt, CancellationToken cancellationToken)
    {
        try
        {
            return await inner.SpendAsync(receipt, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whether it was spent is unknown: it must not be accepted.
            return false;
        }
    }
}
