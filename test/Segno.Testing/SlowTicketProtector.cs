namespace Segno.Testing;

/// <summary>A ticket protector that never answers at once, and that can be told to answer otherwise than the one within.</summary>
public sealed class SlowTicketProtector(ITicketProtector inner) : ITicketProtector
{
    /// <summary>Every ticket opens as this, if set.</summary>
    public TicketStatus? OpensAs { get; set; }

    /// <summary>What <see cref="SpendAsync"/> answers, if set.</summary>
    public bool? Spends { get; set; }

    /// <summary>Why nothing is sealed, if set.</summary>
    public TicketRefusal? Refuses { get; set; }

    /// <summary>For how long it says that a ticket is good, if set.</summary>
    public TimeSpan? Lifetime { get; set; }

    /// <summary>Thrown by every method, if set: a protector that breaks its contract.</summary>
    public Exception? Failure { get; set; }

    public async ValueTask<TicketSealing> SealAsync(ReadOnlyMemory<byte> session, TicketContext context, Memory<byte> ticket, CancellationToken cancellationToken)
    {
        await YieldAsync();
        if (Refuses is { } refusal)
            return new TicketSealing(0, default, refusal);
        TicketSealing sealing = await inner.SealAsync(session, context, ticket, cancellationToken);
        return Lifetime is { } lifetime ? sealing with { Lifetime = lifetime } : sealing;
    }

    public async ValueTask<TicketOpening> OpenAsync(ReadOnlyMemory<byte> ticket, TicketContext context, Memory<byte> session, CancellationToken cancellationToken)
    {
        await YieldAsync();
        TicketOpening opening = await inner.OpenAsync(ticket, context, session, cancellationToken);
        return OpensAs is { } status ? opening with { Status = status } : opening;
    }

    public async ValueTask<bool> SpendAsync(TicketReceipt receipt, CancellationToken cancellationToken)
    {
        await YieldAsync();
        return Spends ?? await inner.SpendAsync(receipt, cancellationToken);
    }

    private async Task YieldAsync()
    {
        await Task.Yield();
        if (Failure is not null)
            throw Failure;
    }
}
