using System.CommandLine;
using Segno.Cli;
using Segno.Cli.Commands;

namespace Segno.Integration.Tests.Cli;

/// <summary>What may be foreseen is one line on stderr, and an exit code.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("serve --tls 1.1", "--tls: '1.1'")]
    [InlineData("serve --tickets maybe", "--tickets: 'maybe' is neither on nor off")]
    [InlineData("serve --session-ids many", "--session-ids: 'many'")]
    [InlineData("serve --ticket-lifetime 0s", "--ticket-lifetime: a ticket lives from 1s to 6d23h")]
    [InlineData("serve --ticket-lifetime 7d", "--ticket-lifetime: a ticket lives from 1s to 6d23h")]
    [InlineData("serve --psk-modes none", "--psk-modes: 'none'")]
    [InlineData("serve --listen nowhere", "--listen: 'nowhere' has no port")]
    [InlineData("serve --client-auth require", "--client-auth needs --client-ca")]
    [InlineData("serve --client-auth often", "--client-auth: 'often'")]
    [InlineData("serve --cert a.pem", "--cert needs --key")]
    [InlineData("serve --key a.pem", "--key needs --cert")]
    [InlineData("serve --pfx a.pfx --cert a.pem --key b.pem", "exclude each other")]
    [InlineData("serve --password-file p", "--password-file needs --pfx")]
    [InlineData("serve --cert /nonexistent/c.pem --key /nonexistent/k.pem", "--cert: there is no file /nonexistent/c.pem")]
    [InlineData("serve --pfx /nonexistent/c.pfx", "--pfx: there is no file /nonexistent/c.pfx")]
    [InlineData("serve --client-ca /nonexistent/c.pem", "--client-ca: there is no file /nonexistent/c.pem")]
    [InlineData("connect", "HOST:PORT")]
    [InlineData("connect example.org", "write example.org:443")]
    [InlineData("connect 127.0.0.1:1 --expect often", "--expect: 'often'")]
    [InlineData("connect 127.0.0.1:1 --count 0", "--count: '0'")]
    [InlineData("connect 127.0.0.1:1 --ca a.pem --insecure", "exclude each other")]
    [InlineData("connect 127.0.0.1:1 --ca /nonexistent/ca.pem", "--ca: there is no file /nonexistent/ca.pem")]
    [InlineData("connect 127.0.0.1:1 --session-in /nonexistent/s", "--session-in: there is no file /nonexistent/s")]
    [InlineData("connect 127.0.0.1:1 --session-out /nonexistent/s", "--session-out: there is no directory /nonexistent")]
    [InlineData("connect 127.0.0.1:1 --unknown", "'--unknown'")]
    [InlineData("resume", "segno --help")]
    [InlineData("", "segno --help")]
    public async Task Wrong_usage_is_one_line_and_exit_code_2(string line, string says)
    {
        (int exit, string output, string error) = await RunAsync(line);
        Assert.Equal(2, exit);
        Assert.Empty(output);
        Assert.StartsWith("segno: ", error, StringComparison.Ordinal);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task A_file_that_is_no_certificate_is_said_to_be_none()
    {
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, "not a certificate", TestContext.Current.CancellationToken);
            (int exit, _, string error) = await RunAsync($"serve --cert {path} --key {path}");
            Assert.Equal(2, exit);
            Assert.Equal($"segno: --cert: {path} holds no certificate in PEM; it must have a block \"-----BEGIN CERTIFICATE-----\".\n", error);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_file_that_is_no_session_is_said_to_be_none()
    {
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, "not a session", TestContext.Current.CancellationToken);
            (int exit, _, string error) = await RunAsync($"connect 127.0.0.1:1 --session-in {path}");
            Assert.Equal(2, exit);
            Assert.StartsWith($"segno: --session-in: {path} is no session", error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("serve --tickets off --session-ids off --psk-modes dhe,ke --tls 1.2 --tls 1.3 --alpn h2 --ticket-lifetime 6d23h")]
    [InlineData("connect example.org:443 --expect resumed --send - --json --no-tickets --count 3")]
    [InlineData("connect [::1]:443 --expect full --send @text")]
    public void What_help_shows_can_be_typed(string line)
    {
        ParseResult parsed = Root().Parse(line.Split(' '), new ParserConfiguration { ResponseFileTokenReplacer = null });
        Assert.Empty(parsed.Errors);
    }

    private static Command Root() => new("segno") { ServeCommand.Create(), ConnectCommand.Create() };

    private static async Task<(int Exit, string Output, string Error)> RunAsync(string line)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter error = new() { NewLine = "\n" };
        string[] args = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int exit = await Invocation.RunAsync(Root(), args, output, error);
        return (exit, output.ToString(), error.ToString());
    }
}
