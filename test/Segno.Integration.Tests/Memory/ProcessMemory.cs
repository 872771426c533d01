using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace Segno.Integration.Tests.Memory;

/// <summary>
/// The writable memory of another process (Linux), searched for many needles at once. A needle is found where any 8 bytes of it that begin at
/// a multiple of 8 lie: half a secret that a register spilled is a secret, too.
/// </summary>
internal sealed class ProcessMemory : IDisposable
{
    private const int Window = sizeof(ulong);
    private const int FilterBits = 20;
    private const int ChunkBytes = 1 << 20;
    private const int PageBytes = 4096;

    private readonly int _process;
    private readonly SafeFileHandle _memory;
    private readonly SafeFileHandle _pages;
    private ThreadStacks? _stacks;
    private readonly byte[] _chunk = new byte[ChunkBytes + Window];

    public ProcessMemory(int process)
    {
        _process = process;
        _memory = File.OpenHandle($"/proc/{process}/mem");
        _pages = File.OpenHandle($"/proc/{process}/pagemap");
    }

    /// <summary>Bytes that the last search has read.</summary>
    public long BytesSearched { get; private set; }

    /// <summary>The names of the needles that were found, each with the places.</summary>
    public Dictionary<string, List<MemoryPlace>> Find(IEnumerable<(string Name, byte[] Bytes)> needles)
    {
        Dictionary<ulong, string> windows = [];
        ulong[] filter = new ulong[1 << (FilterBits - 6)];
        foreach ((string name, byte[] bytes) in needles)
        {
            for (int i = 0; i + Window <= bytes.Length; i += Window)
            {
                ulong window = Unsafe.ReadUnaligned<ulong>(ref bytes[i]);
                windows.TryAdd(window, $"{name}\t{i}");
                int bit = (int)(window & ((1 << FilterBits) - 1));
                filter[bit >> 6] |= 1UL << (bit & 63);
            }
        }

        BytesSearched = 0;
        Dictionary<string, List<MemoryPlace>> found = [];
        foreach (string line in File.ReadAllLines($"/proc/{_process}/maps"))
        {
            string[] fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            if (!fields[1].StartsWith("rw", StringComparison.Ordinal))
                continue;
            string[] range = fields[0].Split('-');
            long start = long.Parse(range[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            long end = long.Parse(range[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            foreach ((long from, long to) in TouchedParts(start, end))
                SearchRegion(from, to, fields.Length > 5 ? fields[5] : "anonymous", windows, filter, found);
        }
        return found;
    }

    /// <summary>Where a place is: the region, or whose stack, and how deep below what is in use of it.</summary>
    public string Describe(MemoryPlace place)
    {
        string stack = place.Region is "anonymous" or "[stack]" ? $", {(_stacks ??= new ThreadStacks(_process)).Describe(place.Address, Read)}" : "";
        return $"byte {place.Byte} at {place.Address:x} in {place.Region}{stack}";
    }

    public void Dispose()
    {
        _memory.Dispose();
        _pages.Dispose();
    }

    /// <summary>The pages that were ever written, in memory or swapped out (bits 63 and 62 of their entries in pagemap); the rest reads as zeros.</summary>
    private IEnumerable<(long From, long To)> TouchedParts(long start, long end)
    {
        byte[] entries = new byte[(end - start) / PageBytes * sizeof(ulong)];
        int read = RandomAccess.Read(_pages, entries, start / PageBytes * sizeof(ulong));
        long from = -1;
        for (long at = start; at <= end; at += PageBytes)
        {
            int entry = (int)((at - start) / PageBytes * sizeof(ulong));
            // Of a page of which nothing is known the worst is thought.
            bool touched = at < end && (entry + sizeof(ulong) > read || (entries[entry + 7] & 0xc0) != 0);
            if (touched && from < 0)
                from = at;
            if (touched || from < 0)
                continue;
            yield return (from, at);
            from = -1;
        }
    }

    private void SearchRegion(long start, long end, string region, Dictionary<ulong, string> windows, ulong[] filter, Dictionary<string, List<MemoryPlace>> found)
    {
        long at = start;
        while (at < end)
        {
            // One window further than the chunk: what lies across its end is not missed.
            int wanted = (int)Math.Min(end - at, ChunkBytes + Window - 1);
            int read = TryRead(at, wanted);
            if (read < Window)
            {
                at += PageBytes;
                continue;
            }
            SearchChunk(read, at, region, windows, filter, found);
            BytesSearched += read;
            at += read < wanted ? (read / PageBytes * PageBytes) + PageBytes : ChunkBytes;
        }
    }

    private byte[] Read(long at, int length) => TryRead(at, length) is > 0 and int read ? _chunk[..read] : [];

    private int TryRead(long at, int length)
    {
        try
        {
            return RandomAccess.Read(_memory, _chunk.AsSpan(0, length), at);
        }
        catch (IOException)
        {
            // A page that went meanwhile, or one of a device.
            return 0;
        }
    }

    private void SearchChunk(int length, long at, string region, Dictionary<ulong, string> windows, ulong[] filter, Dictionary<string, List<MemoryPlace>> found)
    {
        ref byte first = ref _chunk[0];
        for (int i = 0; i <= length - Window; i++)
        {
            ulong window = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, i));
            int bit = (int)(window & ((1 << FilterBits) - 1));
            if ((filter[bit >> 6] & (1UL << (bit & 63))) == 0 || !windows.TryGetValue(window, out string? hit))
                continue;
            string[] parts = hit.Split('\t');
            if (!found.TryGetValue(parts[0], out List<MemoryPlace>? places))
                found.Add(parts[0], places = []);
            places.Add(new MemoryPlace(int.Parse(parts[1], CultureInfo.InvariantCulture), at + i, region));
        }
    }
}
