using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Segno.Diagnostics;

namespace Segno.Soak.Measures;

/// <summary>Adds up what the meter says.</summary>
internal sealed class MeterTally : IDisposable
{
    private readonly ConcurrentDictionary<string, StrongBoxed> _sums = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public MeterTally()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == SegnoMeter.Name)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument.Name, value));
        _listener.SetMeasurementEventCallback<double>((instrument, _, _, _) => Add(instrument.Name, 1));
        _listener.Start();
    }

    /// <summary>The sum of a counter, or how many values a histogram has.</summary>
    public long this[string instrument] => _sums.TryGetValue(instrument, out StrongBoxed? sum) ? Interlocked.Read(ref sum.Value) : 0;

    public void Dispose() => _listener.Dispose();

    private void Add(string instrument, long value) =>
        Interlocked.Add(ref _sums.GetOrAdd(instrument, static _ => new StrongBoxed()).Value, value);

    private sealed class StrongBoxed
    {
        public long Value;
    }
}
