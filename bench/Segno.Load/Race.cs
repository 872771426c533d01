using System.Diagnostics;

namespace Segno.Load;

/// <summary>
/// Measures contenders in turns, so that what the machine does otherwise befalls all alike, by the processor time of the process. What is reported
/// is each one's median round, and of two of them the median of the ratios within a round.
/// </summary>
internal sealed class Race(IReadOnlyList<Contender> contenders, int rounds)
{
    private readonly double[][] _microseconds = [.. contenders.Select(_ => new double[rounds])];

    public async Task RunAsync()
    {
        foreach (Contender contender in contenders)
            await contender.RunAsync(contender.Times);
        using Process process = Process.GetCurrentProcess();
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < contenders.Count; i++)
            {
                GC.Collect();
                TimeSpan before = Environment.CpuUsage.TotalTime;
                await contenders[i].RunAsync(contenders[i].Times);
                _microseconds[i][round] = (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / contenders[i].Times;
            }
        }
    }

    /// <summary>Microseconds of CPU.</summary>
    public double Median(int contender) => MedianOf(_microseconds[contender]);

    /// <summary>How many times as much the first costs as the second.</summary>
    public double Ratio(int first, int second) =>
        MedianOf([.. _microseconds[first].Zip(_microseconds[second], (a, b) => a / b)]);

    private static double MedianOf(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
