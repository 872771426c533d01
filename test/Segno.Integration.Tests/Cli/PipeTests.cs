using System.CommandLine;
using System.IO.Pipes;
using Segno.Cli;
using Segno.Cli.Commands;
using Segno.Integration.Tests.Interop;

namespace Segno.Integration.Tests.Cli;

/// <summary>Files that are none: what <c>&lt;(command)</c> of a shell gives, and devices.</summary>
public sealed class PipeTests
{
    [Fact]
    public async Task Certificates_and_authorities_come_from_pipes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The paths of pipes are those of Linux.");
        using AnonymousPipeServerStream cert = Pipe(await ReadAsync(PkiFiles.Client.CertificateFile));
        using AnonymousPipeServerStream key = Pipe(await ReadAsync(PkiFiles.Client.KeyFile));
        using AnonymousPipeServerStream ca = Pipe(await ReadAsync(PkiFiles.AuthorityFile));
        (int exit, string error) = await RunAsync($"connect 127.0.0.1:1 --cert {PathOf(cert)} --key {PathOf(key)} --ca {PathOf(ca)}");
        // Nobody listens there: everything before was right.
        Assert.Equal((ExitCodes.Failed, 1), (exit, error.TrimEnd('\n').Split('\n').Length));
        Assert.Contains("127.0.0.1:1", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_and_key_come_from_one_pipe()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The paths of pipes are those of Linux.");
        using AnonymousPipeServerStream both = Pipe(await ReadAsync(PkiFiles.Client.CertificateFile) + await ReadAsync(PkiFiles.Client.KeyFile));
        (int exit, _) = await RunAsync($"connect 127.0.0.1:1 --insecure --cert {PathOf(both)} --key {PathOf(both)}");
        Assert.Equal(ExitCodes.Failed, exit);
    }

    [Theory]
    [InlineData("not a session", "is no session")]
    [InlineData("", "is no session")]
    public async Task What_a_pipe_gives_is_looked_at_like_a_file(string content, string says)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The paths of pipes are those of Linux.");
        using AnonymousPipeServerStream pipe = Pipe(content);
        (int exit, string error) = await RunAsync($"connect 127.0.0.1:1 --session-in {PathOf(pipe)}");
        Assert.Equal(ExitCodes.Usage, exit);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_no_end_is_too_large()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The device is one of Linux.");
        (int exit, string error) = await RunAsync("connect 127.0.0.1:1 --session-in /dev/zero");
        Assert.Equal((ExitCodes.Usage, "segno: --session-in: /dev/zero is too large to be what is wanted here.\n"), (exit, error));
    }

    [Fact]
    public async Task A_session_does_not_take_the_place_of_a_pipe_or_a_device()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The paths are those of Linux.");
        using AnonymousPipeServerStream pipe = Pipe("");
        foreach (string path in (string[])[PathOf(pipe), "/dev/null", "/dev/stdout"])
        {
            (int exit, string error) = await RunAsync($"connect 127.0.0.1:1 --session-out {path}");
            Assert.Equal((ExitCodes.Usage, $"segno: --session-out: {path} is a pipe or a device, which a session would replace; name a file.\n"), (exit, error));
        }
    }

    [Fact]
    public async Task A_session_may_take_the_place_of_a_file()
    {
        string path = Path.GetTempFileName();
        try
        {
            (int exit, _) = await RunAsync($"connect 127.0.0.1:1 --session-out {path}");
            Assert.Equal(ExitCodes.Failed, exit);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>A pipe that holds <paramref name="content"/> and then ends: its writing end stays open only in so far as it is disposed here.</summary>
    private static AnonymousPipeServerStream Pipe(string content)
    {
        AnonymousPipeServerStream reader = new(PipeDirection.In);
        using AnonymousPipeClientStream writer = new(PipeDirection.Out, reader.ClientSafePipeHandle);
        writer.Write(System.Text.Encoding.UTF8.GetBytes(content));
        return reader;
    }

    private static string PathOf(AnonymousPipeServerStream pipe) => $"/proc/self/fd/{pipe.SafePipeHandle.DangerousGetHandle()}";

    private static Task<string> ReadAsync(string path) => File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);

    private static async Task<(int Exit, string Error)> RunAsync(string line)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter error = new() { NewLine = "\n" };
        int exit = await Invocation.RunAsync(new Command("segno") { ConnectCommand.Create() }, line.Split(' '), output, error);
        return (exit, error.ToString());
    }
}
