namespace Segno.Timing.Statistics;

/// <summary>
/// The tests of dudect (Reparaz, Balasch, Verbauwhede: "Dude, is my code constant time?", 2017): one over all samples, and one for each of 100
/// percentiles over the samples below it, since what disturbs a measurement makes it longer. The largest |t| counts.
/// </summary>
internal sealed class CroppedTests
{
    private const int Crops = 100;

    /// <summary>A test of fewer samples than this says nothing.</summary>
    private const int MinSamples = 10_000;

    private readonly double[] _limits = new double[Crops + 1];
    private readonly WelchTest[] _tests = new WelchTest[Crops + 1];

    /// <summary>Takes the percentiles from a first measurement, which is not counted: more of them lie where nearly all samples are.</summary>
    public CroppedTests(double[] calibration)
    {
        double[] sorted = [.. calibration.Order()];
        for (int i = 0; i < Crops; i++)
        {
            double share = 1 - Math.Pow(0.5, 10.0 * (i + 1) / Crops);
            _limits[i] = sorted[(int)(share * (sorted.Length - 1))];
        }
        _limits[Crops] = double.PositiveInfinity;
        for (int i = 0; i < _tests.Length; i++)
            _tests[i] = new WelchTest();
    }

    public void Add(int ofClass, double value)
    {
        for (int i = _limits.Length - 1; i >= 0 && value < _limits[i]; i--)
            _tests[i].Add(ofClass, value);
    }

    /// <summary>The test that finds the greatest difference.</summary>
    public WelchTest Worst => _tests.Where(static test => test.Count >= MinSamples).MaxBy(static test => Math.Abs(test.T)) ?? _tests[^1];

    /// <summary>The smallest difference that a test over at least half of the samples could not have missed, at |t| = <paramref name="threshold"/>.</summary>
    public double Resolution(double threshold) =>
        threshold * _tests.Where(test => test.Count >= _tests[^1].Count / 2).Min(static test => test.Error);

    /// <summary>Mean of all samples, the disturbed ones aside: those below the 97th percentile.</summary>
    public double TypicalMean => _tests[Crops / 2].Mean;
}
