using System.Diagnostics;
using System.Security.Cryptography;
using Segno.Timing.Statistics;

namespace Segno.Timing;

/// <summary>Runs a check often, with inputs of both classes in random order, and times each run.</summary>
internal static class Measurement
{
    private const int CalibrationBatches = 20;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_compilation = TimeSpan.FromMilliseconds(300);

    /// <summary>Nothing of a run's answer may be foreseen.</summary>
    private static bool s_sink;

    /// <summary>Runs until the code is compiled for good: often, then a pause for the compiler in the background, then again.</summary>
    public static void WarmUp(TimingCheck check)
    {
        byte[] classes = new byte[TimingCheck.BatchSize];
        long[] times = new long[TimingCheck.BatchSize];
        for (int round = 0; round < 2; round++)
        {
            long started = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(started) < s_warmUp)
                RunBatch(check, classes, times);
            Thread.Sleep(s_compilation);
        }
    }

    public static CroppedTests Measure(TimingCheck check, int samples)
    {
        byte[] classes = new byte[TimingCheck.BatchSize];
        long[] times = new long[TimingCheck.BatchSize];
        List<double> calibration = [];
        for (int batch = 0; batch < CalibrationBatches; batch++)
        {
            RunBatch(check, classes, times);
            calibration.AddRange(times.Select(static time => (double)time));
        }
        CroppedTests tests = new([.. calibration]);
        for (int done = 0; done < samples; done += TimingCheck.BatchSize)
        {
            RunBatch(check, classes, times);
            for (int i = 0; i < times.Length; i++)
                tests.Add(classes[i], times[i]);
        }
        return tests;
    }

    private static void RunBatch(TimingCheck check, byte[] classes, long[] times)
    {
        RandomNumberGenerator.Fill(classes);
        foreach (ref byte ofClass in classes.AsSpan())
            ofClass &= 1;
        check.Prepare(classes);
        GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        for (int i = 0; i < times.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            bool answer = check.Run(i);
            times[i] = Stopwatch.GetTimestamp() - start;
            s_sink ^= answer;
        }
    }
}
