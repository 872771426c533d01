namespace Segno.Resumption.Stores;

/// <summary>
/// A clock that only goes forward: by what the wall clock or the monotonic clock says, whichever says more. So a wall clock that is set back
/// gives nothing a longer life, and neither does a machine that sleeps, for whose sleep the monotonic clock may not count. Thread-safe.
/// </summary>
internal sealed class ForwardClock
{
    /// <summary>How far the clocks go before a new reading takes the place of the last; what one reading rounds or jitters does not add up within it.</summary>
    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private Reading _last;

    /// <summary>Starts at the wall clock's time.</summary>
    public ForwardClock(TimeProvider time)
    {
        _time = time;
        DateTimeOffset wall = time.GetUtcNow();
        _last = new Reading(wall, wall, time.GetTimestamp());
    }

    /// <summary>What it says now.</summary>
    /// <param name="wall">What the wall clock says now.</param>
    public DateTimeOffset Now(DateTimeOffset wall)
    {
        Reading last = Volatile.Read(ref _last);
        long timestamp = _time.GetTimestamp();
        TimeSpan byWall = wall - last.Wall, elapsed = _time.GetElapsedTime(last.Timestamp, timestamp);
        TimeSpan passed = byWall > elapsed ? byWall : elapsed;
        if (passed < TimeSpan.Zero)
            passed = TimeSpan.Zero;
        DateTimeOffset now = last.Now + passed;
        // Whoever comes first moves it on; who comes second has read as much.
        if (passed >= s_step || byWall <= -s_step)
            Interlocked.CompareExchange(ref _last, new Reading(now, wall, timestamp), last);
        return now;
    }

    private sealed record Reading(DateTimeOffset Now, DateTimeOffset Wall, long Timestamp);
}
