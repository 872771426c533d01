using System.Text.Json;
using Segno.Integration.Tests.Interop;

namespace Segno.Integration.Tests.EndToEnd;

/// <summary><c>segno connect</c> against <c>segno serve</c>, each a process.</summary>
public sealed class ConnectTests
{
    private static string[] Certificate => ["--cert", PkiFiles.EcdsaServer.CertificateFile, "--key", PkiFiles.EcdsaServer.KeyFile];

    [Theory]
    [InlineData("--tls 1.2 --no-tickets", "session_id", "TLSv1.2")]
    [InlineData("--tls 1.2", "ticket", "TLSv1.2")]
    [InlineData("--tls 1.3", "psk_dhe", "TLSv1.3")]
    [InlineData("", "psk_dhe", "TLSv1.3")]
    public async Task Every_connection_after_the_first_resumes(string options, string kind, string version)
    {
        await using ServeProcess serve = await ServeProcess.StartAsync(Certificate);
        CommandResult run = (await ConnectAsync(serve, ["--count", "3", "--json", "--expect", "resumed", .. Words(options)])).Exits(0);
        Assert.Equal(["full", kind, kind], run.Kinds);
        Assert.All(run.Json, report => Assert.Equal(version, report.GetProperty("version").GetString()));
        Assert.Equal(JsonValueKind.Null, run.Json[0].GetProperty("as_expected").ValueKind);
        Assert.All(run.Json[1..], static report => Assert.True(report.GetProperty("as_expected").GetBoolean()));
        Assert.All(run.Json[1..], static report => Assert.True(report.GetProperty("saved_bytes").GetInt64() > 0));
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task Text_is_a_line_a_connection()
    {
        await using ServeProcess serve = await ServeProcess.StartAsync(Certificate);
        CommandResult run = (await ConnectAsync(serve, "--tls", "1.2")).Exits(0);
        Assert.Equal(2, run.Lines.Length);
        Assert.Matches(@"^#1   full       TLSv1\.2  TLS_\w+  \w+  2 round trips  .* ms$", run.Lines[0]);
        Assert.Matches(@"^#2   ticket     TLSv1\.2  TLS_\w+  \w+  1 round trip  .* ms  saved .* bytes, 1 round trip$", run.Lines[1]);
    }

    [Fact]
    public async Task What_is_not_as_expected_is_exit_code_3()
    {
        await using ServeProcess serve = await ServeProcess.StartAsync(Certificate);
        CommandResult full = (await ConnectAsync(serve, "--count", "3", "--expect", "full")).Exits(3);
        Assert.Equal("segno: 2 of 2 judged connections resumed a session.\n", full.Error);
        Assert.Equal(2, full.Lines.Count(static line => line.EndsWith("NOT AS EXPECTED", StringComparison.Ordinal)));

        await using ServeProcess forgetful = await ServeProcess.StartAsync([.. Certificate, "--tickets", "off", "--session-ids", "off"]);
        CommandResult resumed = (await ConnectAsync(forgetful, "--expect", "resumed")).Exits(3);
        Assert.Equal("segno: 1 of 1 judged connection did not resume a session.\n", resumed.Error);
        (await ConnectAsync(forgetful, "--expect", "full")).Exits(0);
    }

    [Fact]
    public async Task Modes_that_do_not_meet_are_a_full_handshake()
    {
        await using ServeProcess serve = await ServeProcess.StartAsync([.. Certificate, "--psk-modes", "ke"]);
        CommandResult run = (await ConnectAsync(serve, "--tls", "1.3", "--json", "--expect", "full")).Exits(0);
        Assert.Equal(["full", "full"], run.Kinds);
    }

    [Theory]
    [InlineData("--tls 1.2 --no-tickets", "session_id")]
    [InlineData("--tls 1.2", "ticket")]
    [InlineData("--tls 1.3", "psk_dhe")]
    public async Task A_saved_session_resumes_in_another_process(string options, string kind)
    {
        string file = PkiFiles.NewFile("session");
        await using ServeProcess serve = await ServeProcess.StartAsync(Certificate);
        (await ConnectAsync(serve, ["--count", "1", "--session-out", file, .. Words(options)])).Exits(0);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));

        CommandResult run = (await ConnectAsync(serve, ["--count", "2", "--session-in", file, "--expect", "resumed", "--json", .. Words(options)])).Exits(0);
        Assert.Equal([kind, kind], run.Kinds);
        Assert.All(run.Json, static report => Assert.True(report.GetProperty("as_expected").GetBoolean()));

        await using ServeProcess other = await ServeProcess.StartAsync(Certificate);
        CommandResult elsewhere = (await ConnectAsync(other, ["--count", "1", "--session-in", file, "--expect", "resumed", .. Words(options)])).Exits(3);
        Assert.Equal("segno: 1 of 1 judged connection did not resume a session.\n", elsewhere.Error);
    }

    [Theory, InlineData("h2,http/1.1", "h2"), InlineData("http/1.1", "http/1.1"), InlineData("http/1.1,h2", "h2")]
    public async Task The_server_chooses_the_protocol(string offered, string chosen)
    {
        await using ServeProcess serve = await ServeProcess.StartAsync(Certificate);
        CommandResult run = (await ConnectAsync(serve, "--alpn", offered, "--json")).Exits(0);
        Assert.All(run.Json, report => Assert.Equal(chosen, report.GetProperty("alpn").GetString()));
        Assert.Equal(["full", "psk_dhe"], run.Kinds);
    }

    [Fact]
    public async Task No_protocol_in_common_is_one_line()
    {
        await using ServeProcess serve = await ServeProcess.StartAsync(Certificate);
        (await ConnectAsync(serve, "--alpn", "imap")).Exits(1).Says("Try another --alpn.");
    }

    [Theory, InlineData("--tls 1.2", "ticket"), InlineData("--tls 1.2 --no-tickets", "session_id"), InlineData("--tls 1.3", "psk_dhe")]
    public async Task A_client_certificate_survives_resumption(string options, string kind)
    {
        await using ServeProcess serve = await ServeProcess.StartAsync([.. Certificate, "--client-ca", PkiFiles.AuthorityFile]);
        string[] identity = ["--cert", PkiFiles.Client.CertificateFile, "--key", PkiFiles.Client.KeyFile];
        CommandResult run = (await ConnectAsync(
            serve, ["--json", "--expect", "resumed", "--send", @"GET /status.json HTTP/1.0\r\n\r\n", .. identity, .. Words(options)])).Exits(0);
        Assert.Equal(["full", kind], run.Kinds);
        Assert.All(run.Json, static report => Assert.Contains("\"client_certificate\": \"CN=segno client\"", report.GetProperty("response").GetString(), StringComparison.Ordinal));

        (await ConnectAsync(serve, Words(options))).Exits(1).Says("127.0.0.1", "client certificate");
    }

    [Fact]
    public async Task A_certificate_of_nobody_s_is_one_line()
    {
        await using ServeProcess serve = await ServeProcess.StartAsync(Certificate);
        (await SegnoCommand.RunAsync("connect", $"127.0.0.1:{serve.Port}")).Exits(1).Says("--ca FILE", "--insecure");
    }

    [Fact]
    public async Task A_certificate_of_another_name_is_one_line()
    {
        await using ServeProcess serve = await ServeProcess.StartAsync(Certificate);
        (await ConnectAsync(serve, "--server-name", "other.example")).Exits(1).Says("checked against other.example", "--server-name NAME");
    }

    [Fact]
    public async Task Insecure_is_said_aloud()
    {
        await using ServeProcess serve = await ServeProcess.StartAsync();
        CommandResult run = (await SegnoCommand.RunAsync("connect", $"127.0.0.1:{serve.Port}", "--insecure", "--expect", "resumed")).Exits(0);
        Assert.StartsWith("WARNING: --insecure", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_on_which_nobody_listens_is_one_line()
    {
        int port = PeerProcess.FreePort();
        (await SegnoCommand.RunAsync("connect", $"127.0.0.1:{port}")).Exits(1).Says($"127.0.0.1:{port} refused the connection", "Is the server running");
    }

    [Fact]
    public async Task An_unknown_host_is_one_line() =>
        (await SegnoCommand.RunAsync("connect", "nobody.invalid:443")).Exits(1).Says("nobody.invalid");

    [Fact]
    public async Task Wrong_usage_is_exit_code_2() =>
        (await SegnoCommand.RunAsync("connect", "127.0.0.1:1", "--count", "none")).Exits(2).Says("--count: 'none'");

    private static string[] Words(string options) => options.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static Task<CommandResult> ConnectAsync(ServeProcess serve, params IReadOnlyList<string> options) =>
        SegnoCommand.RunAsync(["connect", $"127.0.0.1:{serve.Port}", "--ca", PkiFiles.AuthorityFile, .. options]);
}
