using System.Globalization;
using System.Text;

namespace Segno.Integration.Tests.Memory;

/// <summary>
/// Says in which thread's stack an address lies, and what surrounds it: so one sees from which frame, or from which saved registers, it comes.
/// Of the surroundings only addresses are said, as the mapping they point into; everything else could be a secret.
/// </summary>
internal sealed class ThreadStacks
{
    private const int WordsAround = 24;
    private const int SignalFrameBytes = 8192;

    // asm/sigcontext.h: struct _fpstate_64 with sw_reserved at its end, and ucontext with 23 registers before it.
    private const uint FpXstateMagic = 0x46505853;
    private const int FpXstateMagicAt = 464;
    private const int FpXstateSizeAt = 480;

    private readonly List<(long From, long To, string Name)> _maps = [];
    private readonly List<(string Thread, long StackPointer)> _threads = [];

    public ThreadStacks(int process)
    {
        foreach (string line in File.ReadAllLines($"/proc/{process}/maps"))
        {
            string[] fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            string[] range = fields[0].Split('-');
            _maps.Add((Hex(range[0]), Hex(range[1]), $"{(fields.Length > 5 ? Path.GetFileName(fields[5]) : "anonymous")} {fields[1]}"));
        }
        foreach (string task in Directory.GetDirectories($"/proc/{process}/task"))
        {
            // "number arguments SP PC" of a thread that waits, "running" of another (proc_pid_syscall(5)).
            string[] call = File.ReadAllText($"{task}/syscall").Split(' ');
            if (call.Length > 2)
                _threads.Add(($"{File.ReadAllText($"{task}/comm").Trim()} {Path.GetFileName(task)}", Hex(call[^2])));
        }
    }

    public string Describe(long address, Func<long, int, byte[]> read)
    {
        (long from, long to, string name) = MapOf(address);
        List<string> owners = [];
        foreach ((string thread, long stackPointer) in _threads)
        {
            if (stackPointer >= from && stackPointer < to)
                owners.Add($"{stackPointer - address} below SP of {thread}");
        }
        string owner = owners.Count == 0 ? $"no waiting thread's stack, {name}" : string.Join(", ", owners);
        return $"{owner}, {to - address} below the end of {to - from}{Registers(address, from, to, read)}; around it:{Surroundings(address, from, to, read)}";
    }

    /// <summary>Whether it lies in what the kernel saves of a thread that a signal stops: then at which byte of the XSAVE area, and what was stopped.</summary>
    private static string Registers(long address, long from, long to, Func<long, int, byte[]> read)
    {
        long first = Math.Max(from, address - SignalFrameBytes);
        byte[] bytes = read(first, (int)(Math.Min(to, address + SignalFrameBytes) - first));
        StringBuilder text = new();
        for (int i = FpXstateMagicAt; i + (FpXstateSizeAt - FpXstateMagicAt) + sizeof(int) <= bytes.Length; i += sizeof(ulong))
        {
            if (BitConverter.ToUInt32(bytes, i) == FpXstateMagic)
                text.Append(CultureInfo.InvariantCulture, $", byte {address - (first + i - FpXstateMagicAt)} of registers saved by a signal ({BitConverter.ToInt32(bytes, i + 16)} bytes)");
        }
        return text.ToString();
    }

    private string Surroundings(long address, long from, long to, Func<long, int, byte[]> read)
    {
        StringBuilder text = new();
        long first = Math.Max(from, address - (WordsAround * sizeof(long)));
        byte[] bytes = read(first, (int)(Math.Min(to, address + (WordsAround * sizeof(long))) - first));
        for (int i = 0; i + sizeof(long) <= bytes.Length; i += sizeof(long))
        {
            long word = BitConverter.ToInt64(bytes, i);
            (long mapFrom, _, string map) = MapOf(word);
            string what = first + i == address ? "HERE"
                : word == 0 ? "0"
                : word >= from && word < to ? string.Create(CultureInfo.InvariantCulture, $"stack{word - address:+0;-0}")
                : mapFrom != 0 ? $"{map}+{word - mapFrom:x}"
                : "?";
            text.Append(' ').Append(first + i - address).Append('=').Append(what);
        }
        return text.ToString();
    }

    private (long From, long To, string Name) MapOf(long address) => _maps.Find(map => address >= map.From && address < map.To);

    private static long Hex(string text) =>
        long.Parse(text.AsSpan().Trim() is ['0', 'x', .. var digits] ? digits : text.AsSpan().Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
