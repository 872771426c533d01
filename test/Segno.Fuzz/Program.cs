using System.Diagnostics;
using SharpFuzz;

namespace Segno.Fuzz;

/// <summary>The verbs of the command; eng/fuzz is what calls them.</summary>
internal static class Program
{
    /// <summary>Longer inputs teach nothing that shorter ones do not.</summary>
    private const int MaxInput = 64 * 1024;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    public static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["list"]:
                foreach (FuzzTarget target in FuzzTarget.All)
                    Console.WriteLine(target.Name);
                return 0;
            case ["seed", string corpora]:
                Seed(corpora);
                return 0;
            case ["run", string name] when FuzzTarget.Find(name) is { } target:
                Fuzzer.OutOfProcess.Run(stream => RunInTime(target, Read(stream)));
                return 0;
            case ["run-in-process", string name] when FuzzTarget.Find(name) is { } target:
                Fuzzer.Run(stream => RunInTime(target, Read(stream)));
                return 0;
            case ["replay", string name, .. string[] files] when FuzzTarget.Find(name) is { } target:
                return Replay(target, files);
            default:
                Console.Error.WriteLine("segno-fuzz list | seed DIRECTORY | run TARGET | replay TARGET FILE…");
                return 2;
        }
    }

    private static void Seed(string corpora)
    {
        foreach (FuzzTarget target in FuzzTarget.All)
        {
            string directory = Path.Combine(corpora, target.Name);
            Directory.CreateDirectory(directory);
            foreach ((string name, byte[] input) in target.Seeds())
                File.WriteAllBytes(Path.Combine(directory, name), input);
        }
    }

    private static int Replay(FuzzTarget target, string[] files)
    {
        int failed = 0;
        foreach (string file in files)
        {
            try
            {
                RunInTime(target, File.ReadAllBytes(file));
            }
#pragma warning disable CA1031 // Whatever comes out is a finding.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failed++;
                Console.WriteLine($"{file}: {e}");
            }
        }
        return failed == 0 ? 0 : 1;
    }

    /// <summary>
    /// Runs an input, and again if it was slow: it is a finding where its processor time is to blame, and not that the machine has much else to do.
    /// </summary>
    private static void RunInTime(FuzzTarget target, byte[] input)
    {
        long started = Stopwatch.GetTimestamp();
        target.Run(input);
        if (Stopwatch.GetElapsedTime(started) < s_patience)
            return;
        TimeSpan before = Environment.CpuUsage.TotalTime;
        target.Run(input);
        TimeSpan took = Environment.CpuUsage.TotalTime - before;
        FuzzFinding.Unless(took < s_patience, $"It took {took}.");
    }

    private static byte[] Read(Stream stream)
    {
        byte[] input = new byte[MaxInput];
        int length = 0;
        while (length < input.Length && stream.Read(input, length, input.Length - length) is > 0 and int read)
            length += read;
        return input[..length];
    }
}
