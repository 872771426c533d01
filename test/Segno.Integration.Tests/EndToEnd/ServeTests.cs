using System.Text.Json;
using Segno.Integration.Tests.Interop;

namespace Segno.Integration.Tests.EndToEnd;

/// <summary><c>segno serve</c> as a process: what it prints, what it serves, and how it stops.</summary>
public sealed class ServeTests
{
    private static string[] Certificate => ["--cert", PkiFiles.EcdsaServer.CertificateFile, "--key", PkiFiles.EcdsaServer.KeyFile];

    [Theory]
    [InlineData(Way.SessionId, "session_id", "Resumed by session ID")]
    [InlineData(Way.Ticket, "ticket", "Resumed by session ticket")]
    [InlineData(Way.PskDhe, "psk_dhe", "Resumed by PSK, with fresh keys")]
    [InlineData(Way.PskKe, "psk", "Resumed by PSK alone")]
    public async Task It_says_of_each_connection_how_it_came_about(Way way, string kind, string verdict)
    {
        await using ServeProcess serve = await ServeProcess.StartAsync([.. Certificate, .. way is Way.PskKe ? ["--psk-modes", "ke"] : Array.Empty<string>()]);
        await using HttpsClient client = new(serve.Port, HttpsClient.Trusting(way));
        await using (TlsStream first = await client.ConnectAsync())
        {
            JsonElement full = await HttpsClient.StatusAsync(first);
            Assert.Equal("full", full.GetProperty("kind").GetString());
            Assert.False(full.GetProperty("resumed").GetBoolean());
            Assert.Equal("not_offered", full.GetProperty("reason").GetString());
            Assert.Equal(ResumptionKind.Full, first.Info.Resumption.Kind);
            Assert.Contains("<h1 class=\"full\">Full handshake</h1>", await HttpsClient.GetLastAsync(first, "/"), StringComparison.Ordinal);
        }

        await using TlsStream second = await client.ConnectAsync();
        JsonElement resumed = await HttpsClient.StatusAsync(second);
        Assert.Equal(kind, resumed.GetProperty("kind").GetString());
        Assert.True(resumed.GetProperty("resumed").GetBoolean());
        Assert.Equal(JsonValueKind.Null, resumed.GetProperty("reason").ValueKind);
        Assert.Equal(way.IsTls13 ? "TLSv1.3" : "TLSv1.2", resumed.GetProperty("version").GetString());
        Assert.Equal(second.Info.CipherSuite.ToString(), resumed.GetProperty("cipher").GetString());
        Assert.Equal(way is not Way.SessionId, resumed.GetProperty("key").ValueKind is JsonValueKind.String);
        Assert.True(resumed.GetProperty("age_seconds").GetDouble() >= 0);
        Assert.True(resumed.GetProperty("saved_bytes").GetInt64() > 0);
        Assert.Equal(1, resumed.GetProperty("server").GetProperty(kind).GetInt32());
        Assert.Equal(way.Kind, second.Info.Resumption.Kind);
        Assert.Contains($"<h1 class=\"resumed\">{verdict}</h1>", await HttpsClient.GetLastAsync(second, "/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_line_says_where_it_listens_and_what_to_type()
    {
        await using ServeProcess both = await ServeProcess.StartAsync();
        Assert.Equal($"Listening on https://127.0.0.1:{both.Port} - try: openssl s_client -connect 127.0.0.1:{both.Port} -reconnect -tls1_2", both.FirstLine);
        await using ServeProcess tls13 = await ServeProcess.StartAsync("--tls", "1.3");
        Assert.Contains("-tls1_3 -sess_out s.pem", tls13.FirstLine, StringComparison.Ordinal);
    }

    [Theory, InlineData(Way.Ticket), InlineData(Way.PskDhe)]
    public async Task Requests_on_one_connection_hear_the_same(Way way)
    {
        await using ServeProcess serve = await ServeProcess.StartAsync(Certificate);
        await using HttpsClient client = new(serve.Port, HttpsClient.Trusting(way));
        foreach (ResumptionKind kind in (ResumptionKind[])[ResumptionKind.Full, way.Kind])
        {
            await using TlsStream tls = await client.ConnectAsync();
            JsonElement first = await HttpsClient.StatusAsync(tls);
            JsonElement second = await HttpsClient.StatusAsync(tls);
            Assert.Equal(kind, tls.Info.Resumption.Kind);
            foreach (string fact in (string[])["kind", "reason", "version", "cipher", "group", "age_seconds", "key", "times_resumed", "saved_bytes", "handshake_milliseconds"])
                Assert.Equal(first.GetProperty(fact).GetRawText(), second.GetProperty(fact).GetRawText());
            Assert.Equal((1, 2), (first.GetProperty("requests").GetInt32(), second.GetProperty("requests").GetInt32()));
            await HttpsClient.GetLastAsync(tls, "/");
        }
    }

    [Fact]
    public async Task Interrupted_it_closes_what_is_open_in_good_order_and_prints_the_sum()
    {
        await using ServeProcess serve = await ServeProcess.StartAsync(Certificate);
        await using HttpsClient client = new(serve.Port, HttpsClient.Trusting(Way.Ticket));
        await using (TlsStream first = await client.ConnectAsync())
            await HttpsClient.GetLastAsync(first, "/");
        await using TlsStream idle = await client.ConnectAsync();
        await HttpsClient.StatusAsync(idle);
        await using HttpsClient stranger = new(serve.Port, new TlsClientOptions());
        await Assert.ThrowsAsync<TlsException>(async () => await stranger.ConnectAsync());

        Task<CommandResult> ending = serve.InterruptAsync();
        // close_notify: an end without it would be an exception.
        Assert.Equal(0, await idle.ReadAsync(new byte[1], TestContext.Current.CancellationToken));
        CommandResult end = (await ending).Exits(0);
        Assert.Contains("Connections: 2. Full 1, resumed 1 (ticket 1).\n", end.Output, StringComparison.Ordinal);
        Assert.Contains("Handshakes that failed: 1 (AlertReceived 1).\n", end.Output, StringComparison.Ordinal);
        Assert.Empty(end.Error);
    }

    [Fact]
    public async Task A_port_that_is_in_use_is_one_line()
    {
        await using ServeProcess serve = await ServeProcess.StartAsync();
        CommandResult second = await SegnoCommand.RunAsync("serve", "--listen", $"127.0.0.1:{serve.Port}");
        second.Exits(1).Says($"127.0.0.1:{serve.Port} is in use.", "--listen 127.0.0.1:0");
    }

    [Fact]
    public async Task A_key_of_another_certificate_is_one_line()
    {
        CommandResult end = await SegnoCommand.RunAsync("serve", "--cert", PkiFiles.EcdsaServer.CertificateFile, "--key", PkiFiles.Client.KeyFile);
        end.Exits(2).Says($"--cert: {PkiFiles.EcdsaServer.CertificateFile} cannot be used", $"Does the key in {PkiFiles.Client.KeyFile} belong to it?");
    }

    [Fact]
    public async Task A_file_without_a_certificate_is_one_line()
    {
        CommandResult end = await SegnoCommand.RunAsync("serve", "--cert", PkiFiles.Client.KeyFile, "--key", PkiFiles.Client.KeyFile);
        end.Exits(2).Says($"--cert: {PkiFiles.Client.KeyFile} holds no certificate in PEM");
    }
}
