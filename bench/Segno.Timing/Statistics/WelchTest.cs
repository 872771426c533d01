namespace Segno.Timing.Statistics;

/// <summary>Welch's t-test of two classes, of which the variances may differ.</summary>
internal sealed class WelchTest
{
    private RunningMoments _first;
    private RunningMoments _second;

    public long Count => _first.Count + _second.Count;

    /// <summary>Mean of the second class less that of the first.</summary>
    public double Difference => _second.Mean - _first.Mean;

    public double Mean => (_first.Mean + _second.Mean) / 2;

    /// <summary>Standard error of <see cref="Difference"/>.</summary>
    public double Error => Math.Sqrt((_first.Variance / _first.Count) + (_second.Variance / _second.Count));

    public double T => Error > 0 ? Difference / Error : 0;

    public void Add(int ofClass, double value)
    {
        if (ofClass == 0)
            _first.Add(value);
        else
            _second.Add(value);
    }
}
