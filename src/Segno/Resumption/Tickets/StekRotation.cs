using Segno.Crypto;

namespace Segno.Resumption.Tickets;

/// <summary>
/// Keeps a ring of ticket keys in time. Keys change on use, so that none seals a moment too long, and on a timer, so that an idle process
/// destroys its keys too.
/// </summary>
internal sealed class StekRotation : IDisposable
{
    /// <summary>A clock that went back further than this before the active key's creation stops the sealing.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    /// <summary>The longest sleep: the timer runs on the monotonic clock, and a jump of the wall clock is noticed at the latest then.</summary>
    private static readonly TimeSpan s_longestSleep = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan s_shortestSleep = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly TimeSpan _period;
    private readonly TimeSpan _ticketLifetime;
    private readonly TimeProvider _time;
    private readonly TlsRandom _random;
    private readonly ITimer _timer;
    private volatile StekRing _ring = StekRing.Empty;
    private bool _disposed;

    public StekRotation(TimeSpan period, TimeSpan ticketLifetime, TimeProvider time, TlsRandom random)
    {
        _period = period;
        _ticketLifetime = ticketLifetime;
        _time = time;
        _random = random;
        _ring = new StekRing([MakeKey()]);
        // Weak: a timer must not keep the keys of a server that was forgotten rather than disposed.
        _timer = time.CreateTimer(static state => OnTimer(state), new WeakReference<StekRotation>(this), s_longestSleep, Timeout.InfiniteTimeSpan);
        Schedule();
    }

    /// <summary>The ring as it is, without a check whether it is due for a change.</summary>
    public StekRing Ring => _ring;

    /// <summary>The ring as it should be now.</summary>
    public StekRing RingAt(DateTimeOffset now)
    {
        StekRing ring = _ring;
        return IsDue(ring, now) ? Rotate(now) : ring;
    }

    public void Dispose()
    {
        StekRing ring;
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            ring = _ring;
            _ring = StekRing.Empty;
        }
        _timer.Dispose();
        foreach (Stek key in ring.Keys)
            key.Dispose();
    }

    private static void OnTimer(object? state)
    {
        if (!((WeakReference<StekRotation>)state!).TryGetTarget(out StekRotation? rotation))
            return;
        try
        {
            rotation.RingAt(rotation._time.GetUtcNow());
        }
        finally
        {
            rotation.Schedule();
        }
    }

    private static bool IsDue(StekRing ring, DateTimeOffset now) =>
        ring.Keys.Count == 0 || ring.Keys[0].SealsFor(now) <= TimeSpan.Zero || ring.Keys[^1].OpensFor(now) < TimeSpan.Zero;

    private StekRing Rotate(DateTimeOffset now)
    {
        lock (_lock)
        {
            StekRing ring = _ring;
            if (_disposed || !IsDue(ring, now))
                return ring;
            List<Stek> kept = [];
            if (ring.Keys.Count == 0 || ring.Keys[0].SealsFor(now) <= TimeSpan.Zero)
                AddNewKey(kept);
            foreach (Stek key in ring.Keys)
            {
                if (key.OpensFor(now) >= TimeSpan.Zero)
                    kept.Add(key);
            }
            _ring = new StekRing(kept);
            // After the swap: whoever still holds the old ring finds the key closed and answers as if it did not know it.
            foreach (Stek key in ring.Keys)
            {
                if (!kept.Contains(key))
                    key.Dispose();
            }
            return _ring;
        }
    }

    /// <summary>Fail closed: without randomness there is no new key, nothing is sealed, and old keys die on time all the same. The next use tries again.</summary>
    private void AddNewKey(List<Stek> keys)
    {
#pragma warning disable CA1031 // Whatever the generator throws must end neither a handshake nor, on the timer, the process.
        try
        {
            keys.Add(MakeKey());
        }
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }

    private Stek MakeKey() => new(_period, _ticketLifetime, _time, _random);

    private void Schedule()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            DateTimeOffset now = _time.GetUtcNow();
            TimeSpan sleep = s_longestSleep;
            if (_ring.Keys is [Stek newest, ..])
            {
                // A key opens up to and including its last moment; it goes right after.
                TimeSpan seals = newest.SealsFor(now), opens = _ring.Keys[^1].OpensFor(now) + TimeSpan.FromMilliseconds(1);
                sleep = seals < sleep ? seals : sleep;
                sleep = opens < sleep ? opens : sleep;
            }
            _timer.Change(sleep < s_shortestSleep ? s_shortestSleep : sleep, Timeout.InfiniteTimeSpan);
        }
    }
}
