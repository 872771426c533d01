using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using Segno.Timing.Checks;
using Segno.Timing.Statistics;

namespace Segno.Timing;

/// <summary>
/// Segno.Timing [--samples N] [--only TEXT]: measures whether what compares with secrets takes as long for every input. Ends with 0 if nothing
/// leaks but the controls. docs/timing.md says how it works.
/// </summary>
internal static class Program
{
    /// <summary>Beyond this a difference is taken for real.</summary>
    private const double Threshold = 4.5;

    /// <summary>A disturbed machine may show a difference once: a leak shows in every attempt.</summary>
    private const int Attempts = 3;

    public static int Main(string[] args)
    {
        int samples = 1_000_000;
        string only = "";
        for (int i = 0; i + 1 < args.Length; i += 2)
        {
            if (args[i] == "--samples" && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out samples) && samples >= 20_000)
                continue;
            if (args[i] != "--only")
                return Usage();
            only = args[i + 1];
        }
        if (args.Length % 2 != 0)
            return Usage();

        PinToOneProcessor();
        Console.WriteLine($"{samples:N0} samples a check, clock {Stopwatch.Frequency / 1_000_000:N0} MHz");
        Console.WriteLine();
        Console.WriteLine("| check | classes | typical ns | largest t, each attempt | visible from ns | |");
        Console.WriteLine("|---|---|---:|---:|---:|---|");
        bool passed = true;
        int run = 0;
        int controls = 0;
        foreach (Func<TimingCheck> make in Checks())
        {
            using TimingCheck check = make();
            if (!check.Name.Contains(only, StringComparison.OrdinalIgnoreCase))
                continue;
            passed &= Judge(check, samples);
            run++;
            controls += check.Leaks ? 1 : 0;
        }
        Console.WriteLine();
        if (run == 0)
        {
            Console.Error.WriteLine($"eng/timing: no check has {only} in its name");
            return 2;
        }
        Console.WriteLine(!passed ? "FAILED" : controls > 0 ? "No leak but in the controls." : "No leak, but no control ran that would show that one is seen.");
        return passed ? 0 : 1;
    }

    private static IEnumerable<Func<TimingCheck>> Checks() =>
    [
        () => new LeakyComparison(),
        () => new LeakyBinder(),
        () => new ComparisonCheck(),
        () => new BinderCheck(),
        () => new PskCheck(),
        () => new FinishedCheck13(),
        () => new FinishedCheck12(),
        () => new RecordTagCheck(TlsCipherSuite.TLS_AES_128_GCM_SHA256),
        () => new RecordTagCheck(TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256),
        () => new RecordTagCheck(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384),
        TicketCheck.OfTag,
        TicketCheck.OfCommitment,
        () => new SessionIdCheck(),
        () => new PaddingCheck(),
        () => new PaddedRecordCheck(),
    ];

    /// <summary>A check passes with the first attempt that shows nothing; a control only if every attempt shows its leak.</summary>
    private static bool Judge(TimingCheck check, int samples)
    {
        Measurement.WarmUp(check);
        List<double> found = [];
        CroppedTests tests;
        do
        {
            tests = Measurement.Measure(check, samples);
            found.Add(Math.Abs(tests.Worst.T));
        }
        while (found.Count < Attempts && found[^1] > Threshold);
        bool leaks = found[^1] > Threshold;
        double nanoseconds = 1e9 / Stopwatch.Frequency;
        string ts = string.Join(", ", found.Select(static t => t.ToString("F1", CultureInfo.InvariantCulture)));
        string verdict = (leaks, check.Leaks) switch
        {
            (true, true) => "leaks, as it must",
            (false, true) => "FAILED: the leak is not seen",
            (true, false) => "FAILED: leaks",
            _ => "passed",
        };
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {check.Name} | {check.Classes} | {tests.TypicalMean * nanoseconds:F0} | {ts} | {tests.Resolution(Threshold) * nanoseconds:F2} | {verdict} |"));
        return leaks == check.Leaks;
    }

    /// <summary>To the last processor that the process may use: the first has most of the interrupts.</summary>
    private static void PinToOneProcessor()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows())
            return;
        using Process self = Process.GetCurrentProcess();
        ulong allowed = (ulong)self.ProcessorAffinity;
        if (allowed != 0)
            self.ProcessorAffinity = (nint)(1UL << System.Numerics.BitOperations.Log2(allowed));
    }

    private static int Usage()
    {
        Console.Error.WriteLine("usage: eng/timing [--samples N, at least 20000] [--only TEXT]");
        return 2;
    }
}
