using System.Diagnostics;
using Segno.Crypto;

namespace Segno.Soak.Measures;

/// <summary>What the process holds at one moment.</summary>
internal sealed record Vitals(long HeapBytes, long WorkingSetBytes, int Handles, int Threads, long Rents, long SecretArrays, long Secrets)
{
    /// <summary>Collects garbage first, so that what is left is held by somebody.</summary>
    public static Vitals Take(PoolRents rents)
    {
        for (int i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        long heap = GC.GetTotalMemory(forceFullCollection: true);
        using Process process = Process.GetCurrentProcess();
        return new Vitals(heap, process.WorkingSet64, CountHandles(), process.Threads.Count, rents.Outstanding, Crypto.SecretArrays.Outstanding, SecretBuffer.Outstanding);
    }

    public override string ToString() =>
        FormattableString.Invariant($"heap {HeapBytes / 1048576.0:F1} MiB, working set {WorkingSetBytes / 1048576.0:F0} MiB, {Handles} handles, {Threads} threads, {Rents} + {SecretArrays} rents, {Secrets} secrets");

    private static int CountHandles()
    {
        string descriptors = "/proc/self/fd";
        return Directory.Exists(descriptors) ? Directory.GetFileSystemEntries(descriptors).Length : 0;
    }
}
