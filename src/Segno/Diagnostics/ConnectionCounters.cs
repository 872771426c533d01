using System.Collections.Concurrent;
using Segno.Wire;

namespace Segno.Diagnostics;

/// <summary>What one server or client counts, exactly; the meter hears of the same events.</summary>
internal sealed class ConnectionCounters(TlsRole role)
{
    private readonly long[] _kinds = new long[Enum.GetValues<ResumptionKind>().Length];
    private readonly long[] _declines = new long[Enum.GetValues<ResumptionDecline>().Length];
    private readonly ConcurrentDictionary<string, Count> _faults = new(StringComparer.Ordinal);
    private long _failed;

    /// <summary>A handshake is done.</summary>
    public void Connected(ConnectionInfo info)
    {
        ResumptionInfo resumption = info.Resumption;
        Interlocked.Increment(ref _kinds[(int)resumption.Kind]);
        Declined(resumption);
        SegnoMeter.Connected(role, info);
    }

    /// <summary>A session did not resume; it counts also if the handshake failed afterwards.</summary>
    public void Declined(ResumptionInfo resumption)
    {
        ResumptionDecline reason = resumption.Decline;
        // What a client held back itself was not declined.
        if (reason == ResumptionDecline.None || !resumption.Offered)
            return;
        Interlocked.Increment(ref _declines[(int)reason]);
        SegnoMeter.Declined(role, reason);
    }

    /// <summary>A connection that was established is closed.</summary>
    public void Closed() => SegnoMeter.Closed(role);

    /// <summary>A handshake failed.</summary>
    public void Failed(Exception reason)
    {
        string name = reason switch
        {
            TlsException failure => failure.Fault.Name,
            OperationCanceledException => "Cancelled",
            _ => "Transport",
        };
        Interlocked.Increment(ref _failed);
        _faults.GetOrAdd(name, static _ => new Count()).Increment();
        SegnoMeter.Failed(role, name);
    }

    public TlsStatistics Snapshot()
    {
        Dictionary<ResumptionDecline, long> declines = [];
        for (int i = 0; i < _declines.Length; i++)
        {
            long count = Interlocked.Read(ref _declines[i]);
            if (count > 0)
                declines.Add((ResumptionDecline)i, count);
        }
        return new TlsStatistics
        {
            Full = Kind(ResumptionKind.Full),
            SessionId = Kind(ResumptionKind.SessionId),
            Ticket = Kind(ResumptionKind.Ticket),
            PskDhe = Kind(ResumptionKind.PskDhe),
            Psk = Kind(ResumptionKind.Psk),
            Failed = Interlocked.Read(ref _failed),
            Declines = declines,
            Faults = _faults.ToDictionary(fault => fault.Key, fault => fault.Value.Value, StringComparer.Ordinal),
        };
    }

    private long Kind(ResumptionKind kind) => Interlocked.Read(ref _kinds[(int)kind]);

    private sealed class Count
    {
        private long _value;

        public long Value => Interlocked.Read(ref _value);

        public void Increment() => Interlocked.Increment(ref _value);
    }
}
