using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Segno.Integration.Tests.Interop;

/// <summary>A process of a peer, with what it printed. It ends, with its children, when this is disposed.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    /// <summary>No peer needs longer, on a slow machine, for anything that it is asked to do.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>A compiler does: it may have crates to compile.</summary>
    public static readonly TimeSpan CompilerPatience = TimeSpan.FromMinutes(5);

    private static int s_lastPort = Environment.ProcessId * 97;

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private PeerProcess(Process process) => _process = process;

    /// <summary>Everything printed so far, on either stream.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static PeerProcess Start(IReadOnlyList<string> command, string? input = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new(Find(command[0]) ?? throw new FileNotFoundException(command[0]), command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = PkiFiles.Directory,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        Process process = new() { StartInfo = start };
        PeerProcess peer = new(process);
        process.OutputDataReceived += peer.Take;
        process.ErrorDataReceived += peer.Take;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (input is not null)
        {
            process.StandardInput.Write(input);
            process.StandardInput.Flush();
        }

        return peer;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<string> RunAsync(
        IReadOnlyList<string> command, CancellationToken cancellationToken, string? input = null,
        IReadOnlyDictionary<string, string>? environment = null, TimeSpan? limit = null)
    {
        await using PeerProcess process = Start(command, input, environment);
        process._process.StandardInput.Close();
        return await process.EndAsync(limit ?? Patience, cancellationToken);
    }

    /// <summary>Waits for the end of the process.</summary>
    private async Task<string> EndAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(limit);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{_process.StartInfo.FileName} does not end. It printed:\n{Output}");
        }

        return Output;
    }

    /// <summary>Waits until the output has at least <paramref name="count"/> matches.</summary>
    public async Task<IReadOnlyList<Match>> MatchesAsync(Regex pattern, int count, CancellationToken cancellationToken, Func<string>? source = null)
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            bool ended = _process.HasExited;
            MatchCollection matches = pattern.Matches((source ?? (() => Output))());
            if (matches.Count >= count)
            {
                return [.. matches.Cast<Match>()];
            }

            if (ended || Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException($"{_process.StartInfo.FileName} {(ended ? "ended" : "goes on")} without {count} × /{pattern}/. It printed:\n{Output}");
            }

            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>Waits until somebody listens on a port of 127.0.0.1, without connecting: a peer would count that.</summary>
    public async Task ListensAsync(int port, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        while (!IsTaken(port))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException($"{_process.StartInfo.FileName} does not listen on {port}. It printed:\n{Output}");
            }

            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>A port of 127.0.0.1 that nobody listens on. None is given twice, and none is of the range from which the system takes its own.</summary>
    public static int FreePort()
    {
        while (true)
        {
            int port = 12_000 + (Interlocked.Increment(ref s_lastPort) % 18_000);
            try
            {
                using TcpListener probe = new(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: the next.
            }
        }
    }

    public static bool Exists(string command) => Find(command) is not null;

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static bool IsTaken(int port)
    {
        // Listening sockets alone have this state in /proc: 0A.
        Regex row = new($@"^\s*\d+: \S+:{port:X4} 0+:0000 0A ", RegexOptions.Multiline);
        return row.IsMatch(File.ReadAllText("/proc/net/tcp")) || row.IsMatch(File.ReadAllText("/proc/net/tcp6"));
    }

    private static string? Find(string command)
    {
        if (Path.IsPathRooted(command))
        {
            return File.Exists(command) ? command : null;
        }

        // Debian keeps servers in sbin, which is not in everybody's PATH.
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/local/sbin", "/usr/sbin", "/sbin"]);
        return folders.Where(static folder => folder.Length > 0).Select(folder => Path.Combine(folder, command)).FirstOrDefault(File.Exists);
    }

    private void Take(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
        {
            lock (_output)
            {
                _output.AppendLine(line.Data);
            }
        }
    }
}
