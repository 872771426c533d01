using System.Diagnostics;
using System.Text.Json;
using Segno.Integration.Tests.Interop;

namespace Segno.Integration.Tests.EndToEnd;

/// <summary>The built command as a process, as a user starts it.</summary>
internal static class SegnoCommand
{
    /// <summary>Where src/Segno.Cli was built, in the configuration of this assembly.</summary>
    private static string Executable { get; } = Path.Combine(
        Path.GetDirectoryName(InteropDocument.Path)!, "..", "src", "Segno.Cli", "bin",
        Path.GetRelativePath(Path.Combine(Path.GetDirectoryName(InteropDocument.Path)!, "..", "test", "Segno.Integration.Tests", "bin"), AppContext.BaseDirectory),
        "segno");

    /// <summary>Runs it to its end.</summary>
    public static async Task<CommandResult> RunAsync(params IReadOnlyList<string> arguments)
    {
        using Process process = Start(arguments);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await EndAsync(process);
        return new CommandResult(process.ExitCode, await output, await error);
    }

    public static Process Start(IReadOnlyList<string> arguments)
    {
        // A shell that starts the tests in the background has them ignore SIGINT, and what they start.
        ProcessStartInfo start = new("env", ["--default-signal=INT", Executable, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = PkiFiles.Directory,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        return Process.Start(start)!;
    }

    /// <summary>Waits for the end, but not for ever.</summary>
    public static async Task EndAsync(Process process)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(PeerProcess.Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("segno does not end.");
        }
    }
}

/// <summary>What came of a run.</summary>
internal sealed record CommandResult(int Exit, string Output, string Error)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The objects that <c>connect --json</c> wrote, one a connection.</summary>
    public JsonElement[] Json => [.. Lines.Select(static line => JsonElement.Parse(line))];

    public string?[] Kinds => [.. Json.Select(static report => report.GetProperty("kind").GetString())];

    /// <summary>Fails, with all that was printed, unless the exit code is the one expected.</summary>
    public CommandResult Exits(int code)
    {
        Assert.True(Exit == code, $"Exit code {Exit} rather than {code}. Printed:\n{Output}{Error}");
        return this;
    }

    /// <summary>Fails unless stderr is one line with these words in it, and nothing else was printed.</summary>
    public void Says(params ReadOnlySpan<string> words)
    {
        Assert.Empty(Output);
        Assert.StartsWith("segno: ", Error, StringComparison.Ordinal);
        Assert.True(Error.AsSpan().Count('\n') == 1 && Error.EndsWith('\n'), Error);
        foreach (string word in words)
            Assert.Contains(word, Error, StringComparison.Ordinal);
    }
}
