using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Tracing;

namespace Segno.Soak.Measures;

/// <summary>
/// Counts the arrays that are out of the shared pool of bytes, by what the pool itself tells (BufferRented, BufferReturned). It is the one pool that
/// Segno uses. The runtime has others for itself, and does not give everything back: of a certificate chain with an error it keeps a list of errors.
/// </summary>
/// <param name="traces">Whether it remembers who rented what: some ten times slower.</param>
internal sealed class PoolRents(bool traces) : EventListener
{
    private const int Rented = 1;
    private const int Returned = 3;

    /// <summary>By which the pool names itself in its events.</summary>
    private static readonly int s_pool = ArrayPool<byte>.Shared.GetHashCode();

    private readonly ConcurrentDictionary<int, StackTrace> _renters = new();
    private long _outstanding;

    /// <summary>Arrays that were rented and not given back, all over the process.</summary>
    public long Outstanding => Interlocked.Read(ref _outstanding);

    /// <summary>Who has them, if that is remembered.</summary>
    public string Renters => traces ? string.Join("\n\n", _renters.Values) : "--trace 1 tells who rented them.";

    /// <summary>A count that always says 0 would find nothing.</summary>
    public void RequireThatItCounts()
    {
        long before = Outstanding;
        byte[] array = ArrayPool<byte>.Shared.Rent(1);
        long meanwhile = Outstanding;
        ArrayPool<byte>.Shared.Return(array);
        if ((before, meanwhile, Outstanding) != (0, 1, 0))
            throw new SoakException($"The pool of arrays does not tell of what is rented: {before}, {meanwhile}, {Outstanding} where 0, 1, 0 was due.");
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "System.Buffers.ArrayPoolEventSource")
            EnableEvents(eventSource, EventLevel.Verbose);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventId is not (Rented or Returned) || eventData.Payload is not [int array, _, int pool, ..] || pool != s_pool)
            return;
        if (eventData.EventId == Rented)
        {
            Interlocked.Increment(ref _outstanding);
            if (traces)
                _renters[array] = new StackTrace(fNeedFileInfo: false);
        }
        else
        {
            Interlocked.Decrement(ref _outstanding);
            if (traces)
                _renters.TryRemove(array, out _);
        }
    }
}
