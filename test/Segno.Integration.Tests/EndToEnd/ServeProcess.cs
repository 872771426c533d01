using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Segno.Integration.Tests.EndToEnd;

/// <summary><c>segno serve</c> on a free port of 127.0.0.1. It ends when this is disposed.</summary>
internal sealed partial class ServeProcess : IAsyncDisposable
{
    private const int SigInt = 2;

    private readonly Process _process;
    private readonly Task<string> _rest;
    private readonly Task<string> _error;

    private ServeProcess(Process process, string firstLine)
    {
        _process = process;
        FirstLine = firstLine;
        Port = int.Parse(ListeningOn.Match(firstLine).Groups[1].Value, CultureInfo.InvariantCulture);
        _rest = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _error = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    public string FirstLine { get; }

    public int Port { get; }

    [GeneratedRegex(@"^Listening on https://127\.0\.0\.1:(\d+) - try: ")]
    private static partial Regex ListeningOn { get; }

    public static async Task<ServeProcess> StartAsync(params IReadOnlyList<string> arguments)
    {
        Process process = SegnoCommand.Start(["serve", "--listen", "127.0.0.1:0", .. arguments]);
        string line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
        if (!ListeningOn.IsMatch(line))
        {
            process.Kill();
            Assert.Fail($"The first line is: {line}\n{await process.StandardError.ReadToEndAsync(CancellationToken.None)}");
        }
        return new ServeProcess(process, line);
    }

    /// <summary>Ctrl-C.</summary>
    /// <returns>The exit code, and what it printed after its first line.</returns>
    public async Task<CommandResult> InterruptAsync()
    {
        Assert.Equal(0, Kill(_process.Id, SigInt));
        await SegnoCommand.EndAsync(_process);
        return new CommandResult(_process.ExitCode, await _rest, await _error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
