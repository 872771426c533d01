using System.Diagnostics.Tracing;

namespace Segno.Soak.Measures;

/// <summary>Counts the arrays that are out of the runtime's shared pools, by what the pools themselves tell (BufferRented, BufferReturned).</summary>
internal sealed class PoolRents : EventListener
{
    private const int Rented = 1;
    private const int Returned = 3;

    private long _outstanding;

    /// <summary>Arrays that were rented and not given back, of all pools of the process.</summary>
    public long Outstanding => Interlocked.Read(ref _outstanding);

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "System.Buffers.ArrayPoolEventSource")
            EnableEvents(eventSource, EventLevel.Verbose);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventId == Rented)
            Interlocked.Increment(ref _outstanding);
        else if (eventData.EventId == Returned)
            Interlocked.Decrement(ref _outstanding);
    }
}
