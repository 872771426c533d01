namespace Segno.Resumption.Stores;

/// <summary>
/// Learns how many tickets a connection should ask for (RFC 9149) from how many connections are opened at once. What is wanted is a pool as
/// large as the largest burst of late; those that are on their way now each bring their share of what it lacks.
/// </summary>
/// <remarks>
/// A burst is the connections that were opened since tickets last came. Its peak is remembered and halves every ten minutes; a
/// connection that found no ticket, though the origin gives them, raises it by one. Wanted is (peak − pool) / burst, rounded up, and at
/// least 1: a connection that resumes uses one ticket and needs one back. An origin that has given none yet is asked for two.
/// </remarks>
internal sealed class TicketDemand
{
    /// <summary>Asked of an origin that is not known yet: one for the next connection, and one to spare.</summary>
    public const int Initial = 2;

    /// <summary>Bounds what misses add up to.</summary>
    private const int MaxPeak = 1024;

    private static readonly TimeSpan s_halfLife = TimeSpan.FromMinutes(10);

    private int _burst;
    private double _peak;
    private DateTimeOffset _peakAt;
    private bool _gives;

    /// <summary>A connection is opened; <paramref name="hit"/>: there was a session for it.</summary>
    public void OnConnection(bool hit, DateTimeOffset now)
    {
        _burst = Math.Min(_burst + 1, MaxPeak);
        double peak = PeakAt(now);
        if (!hit && _gives)
            peak++;
        SetPeak(Math.Max(peak, _burst), now);
    }

    /// <summary>A session came.</summary>
    public void OnTickets(DateTimeOffset now)
    {
        SetPeak(PeakAt(now), now);
        _burst = 0;
        _gives = true;
    }

    /// <summary>How many tickets the connection that is being opened should ask for.</summary>
    public int TicketsWanted(int pool, DateTimeOffset now)
    {
        if (!_gives)
            return Initial;
        double lacking = PeakAt(now) - pool;
        return Math.Max(1, (int)Math.Ceiling(lacking / Math.Max(1, _burst)));
    }

    private double PeakAt(DateTimeOffset now)
    {
        TimeSpan since = now - _peakAt;
        return since <= TimeSpan.Zero ? _peak : _peak * Math.Pow(0.5, since / s_halfLife);
    }

    private void SetPeak(double peak, DateTimeOffset now)
    {
        _peak = Math.Min(peak, MaxPeak);
        _peakAt = now;
    }
}
