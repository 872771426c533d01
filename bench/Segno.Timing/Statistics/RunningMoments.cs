namespace Segno.Timing.Statistics;

/// <summary>Mean and variance of what comes, without keeping it (Welford).</summary>
internal struct RunningMoments
{
    private double _squares;

    public long Count { get; private set; }

    public double Mean { get; private set; }

    /// <summary>The sample's variance.</summary>
    public readonly double Variance => Count > 1 ? _squares / (Count - 1) : 0;

    public void Add(double value)
    {
        Count++;
        double difference = value - Mean;
        Mean += difference / Count;
        _squares += difference * (value - Mean);
    }
}
