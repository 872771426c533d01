using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using Segno.Crypto;
using Segno.MemorySearch;
using Segno.Wire;

namespace Segno.Integration.Tests.Memory;

/// <summary>
/// Runs Segno.MemorySearch, and searches it whenever it waits: what it says exists must be found, which shows that the search can find, and what
/// has no owner any more must not. The searched process never holds a needle, only masked ones.
/// </summary>
internal sealed class SearchedProcess(params IReadOnlyList<string> arguments)
{
    private const string TicketKey = "Tickets.Stek._secret.";

    private readonly Dictionary<string, byte[]> _alive = [];
    private readonly Dictionary<string, byte[]> _dead = [];
    private readonly List<(string Name, byte[] Bytes)> _drawn = [];
    private readonly Dictionary<string, string> _names = [];
    private readonly List<byte[]> _randoms = [];
    private readonly HashSet<string> _announced = [];
    private readonly List<byte> _wire = [];
    private CipherSuite? _suite;

    /// <summary>What must not be there and is, by pause.</summary>
    public List<string> Left { get; } = [];

    /// <summary>What must be there and is not, by pause.</summary>
    public List<string> Missed { get; } = [];

    /// <summary>Secrets that were found while they lived.</summary>
    public int FoundAlive { get; private set; }

    /// <summary>Needles of the last search.</summary>
    public int Needles { get; private set; }

    public int Searches { get; private set; }

    public long BytesSearched { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "Segno.MemorySearch"), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        try
        {
            while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            {
                string[] words = line.Split(' ', 3);
                if (words[0] != "pause")
                {
                    Take(words);
                    continue;
                }
                Search(process.Id, isQuiet: words[1] == "quiet", words[2]);
                await process.StandardInput.WriteLineAsync("go".AsMemory(), cancellationToken);
                await process.StandardInput.FlushAsync(cancellationToken);
            }
            await process.WaitForExitAsync(cancellationToken);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private void Take(string[] words)
    {
        switch (words[0])
        {
            case "wire":
                _wire.AddRange(Convert.FromHexString(words[1]));
                break;
            case "suite":
                _suite = CipherSuite.Find((TlsCipherSuite)ushort.Parse(words[1], CultureInfo.InvariantCulture))!;
                break;
            case "randoms":
                _randoms.Add(Convert.FromHexString(words[1]));
                break;
            case "random":
                _drawn.Add(($"drawn {_drawn.Count}", Mask.Read(words[1])));
                break;
            case "secret":
                string name = _names.TryGetValue(words[2], out string? known) ? known : _names[words[2]] = $"#{_names.Count} {words[1]}";
                _alive[words[2]] = Mask.Read(words[2]);
                _dead.Remove(words[2]);
                _announced.Add(words[2]);
                if (known is not null && words[1].Contains("TrafficUpdates", StringComparison.Ordinal) && !known.Contains("TrafficUpdates", StringComparison.Ordinal))
                    _names[words[2]] = $"{name} {words[1]}";
                break;
            case "curve":
                _names[words[1]] = $"#{_names.Count} curve";
                _alive[words[1]] = Mask.Read(words[1]);
                _announced.Add(words[1]);
                break;
            case "derive":
                _names[words[2]] = $"#{_names.Count} {words[1]}";
                _dead[words[2]] = Mask.Read(words[2]);
                break;
            case "dead":
                if (_alive.Remove(words[1], out byte[]? bytes))
                    _dead[words[1]] = bytes;
                break;
            default:
                throw new InvalidOperationException($"Not understood: {string.Join(' ', words)}");
        }
    }

    private void Search(int process, bool isQuiet, string label)
    {
        Dictionary<string, byte[]> expected = [], forbidden = [];
        foreach (string masked in _announced)
        {
            if (!_alive.TryGetValue(masked, out byte[]? bytes))
                continue;
            string name = _names[masked];
            expected[name] = name.EndsWith(" curve", StringComparison.Ordinal) ? Memory.Needles.AsNumber(bytes) : bytes;
            // The keys with which the connection reads and writes now.
            if (isQuiet && name.Contains("TrafficUpdates", StringComparison.Ordinal))
            {
                byte[] key = new byte[_suite!.KeyLength], iv = new byte[_suite.FixedIvLength];
                TrafficSecrets.KeyAndIv(_suite, bytes, key, iv);
                expected[Memory.Needles.WriteKey + name] = key;
            }
        }
        if (label == "connected" && _suite!.Version == ProtocolVersion.Tls12)
        {
            foreach ((string masked, byte[] master) in _alive.Where(static pair => pair.Value.Length == Prf12.MasterSecretLength))
            {
                foreach ((string name, byte[] key) in Memory.Needles.FromTls12(_suite, _names[masked], master, _randoms[^1]).Take(2))
                    expected[name] = key;
            }
        }
        _announced.Clear();
        if (isQuiet)
            Forbid(forbidden, expected);

        using ProcessMemory memory = new(process);
        Dictionary<string, List<MemoryPlace>> found = memory.Find(expected.Concat(forbidden).Select(static pair => (pair.Key, pair.Value)));
        Searches++;
        BytesSearched = memory.BytesSearched;
        Needles = expected.Count + forbidden.Count;
        FoundAlive += expected.Keys.Count(found.ContainsKey);
        Missed.AddRange(expected.Keys.Where(name => !found.ContainsKey(name)).Select(name => $"{label}: {name}"));
        Left.AddRange(forbidden.Keys.Where(found.ContainsKey).Select(name => $"{label}: {name}: {string.Join("; ", found[name].Take(3).Select(memory.Describe))}"));
    }

    private void Forbid(Dictionary<string, byte[]> forbidden, Dictionary<string, byte[]> expected)
    {
        byte[] wire = [.. _wire];
        HashSet<string> living = [.. _alive.Values.Select(Convert.ToHexString)];
        foreach ((string masked, byte[] bytes) in _dead)
        {
            string name = _names[masked];
            forbidden[name] = bytes;
            if (name.EndsWith(" curve", StringComparison.Ordinal))
                forbidden[$"{name} as a number"] = Memory.Needles.AsNumber(bytes);
        }
        // .NET returns the secret of a NIST curve in an array that moves. A collection that comes before it is zeroed leaves a copy: in a storm one may.
        bool mayMove = arguments.Contains("storm");
        foreach ((string masked, byte[] bytes) in _alive.Concat(_dead).Where(pair => !mayMove && _names[pair.Key].EndsWith(" curve", StringComparison.Ordinal)))
        {
            foreach ((string name, byte[] shared) in Memory.Needles.FromCurve(_names[masked], bytes, wire))
                forbidden[name] = shared;
        }
        foreach ((string masked, byte[] bytes) in _alive.Concat(_dead))
        {
            string name = _names[masked];
            int at = name.IndexOf(TicketKey, StringComparison.Ordinal);
            if (at < 0)
                continue;
            foreach ((string ticket, byte[] key) in Memory.Needles.FromTicketKey(name, bytes, wire, Convert.FromHexString(name[(at + TicketKey.Length)..])))
                forbidden[ticket] = key;
        }
        List<(string Name, byte[] Bytes)> drawn =
            [.. _drawn.Where(value => wire.AsSpan().IndexOf(value.Bytes) < 0 && !living.Contains(Convert.ToHexString(value.Bytes)))];
        foreach ((string name, byte[] bytes) in drawn.Concat(Memory.Needles.FromDrawn(drawn)))
            forbidden[name] = bytes;

        foreach ((string masked, byte[] secret) in _alive.Concat(_dead))
        {
            IEnumerable<(string Name, byte[] Bytes)> derived =
                _suite!.Version == ProtocolVersion.Tls13 && secret.Length == _suite.HashLength ? Memory.Needles.FromTls13(_suite, _names[masked], secret)
                : _suite.Version == ProtocolVersion.Tls12 && secret.Length == Prf12.MasterSecretLength ? _randoms.SelectMany((randoms, i) => Memory.Needles.FromTls12(_suite, $"{_names[masked]} with randoms {i}", secret, randoms))
                : [];
            bool isInUse = _alive.ContainsKey(masked);
            foreach ((string name, byte[] bytes) in derived)
            {
                // What a living secret has given for use now is no residue.
                bool isUsed = isInUse && (name.Contains("TrafficUpdates", StringComparison.Ordinal) || _suite.Version == ProtocolVersion.Tls12);
                if (!isUsed && !expected.ContainsKey(name) && !living.Contains(Convert.ToHexString(bytes)))
                    forbidden[name] = bytes;
            }
        }
    }
}
