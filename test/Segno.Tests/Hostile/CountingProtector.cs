using System.Collections.Concurrent;

namespace Segno.Tests.Hostile;

/// <summary>Counts what is opened, and lets each ticket be spent once.</summary>
internal sealed class CountingProtector(ITicketProtector inner) : ITicketProtector
{
    private readonly ConcurrentDictionary<string, bool> _spent = [];
    private int _openings;

    public int Openings => Volatile.Read(ref _openings);

    public ValueTask<TicketSealing> SealAsync(ReadOnlyMemory<byte> session, TicketContext context, Memory<byte> ticket, CancellationToken cancellationToken) =>
        inner.SealAsync(session, context, ticket, cancellationToken);

    public async ValueTask<TicketOpening> OpenAsync(ReadOnlyMemory<byte> ticket, TicketContext context, Memory<byte> session, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _openings);
        await Task.Yield();
        TicketOpening opening = await inner.OpenAsync(ticket, context, session, cancellationToken);
        return opening with { Receipt = new TicketReceipt(0, Convert.ToHexString(ticket.Span)) };
    }

    public ValueTask<bool> SpendAsync(TicketReceipt receipt, CancellationToken cancellationToken) => ValueTask.FromResult(_spent.TryAdd((string)receipt.Handle!, true));
}
