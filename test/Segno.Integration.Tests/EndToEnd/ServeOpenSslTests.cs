using System.Text.Json;
using System.Text.RegularExpressions;
using Segno.Integration.Tests.Interop;
using Segno.Integration.Tests.Interop.Drivers;

namespace Segno.Integration.Tests.EndToEnd;

/// <summary>What the first line of <c>segno serve</c> says to type: <c>Reused</c> in s_client's words, and <c>/status.json</c> agrees on how.</summary>
public sealed partial class ServeOpenSslTests
{
    private const string Request = "GET /status.json HTTP/1.0\r\n\r\n";

    [GeneratedRegex(@"^(New|Reused), (TLSv1\.\d)", RegexOptions.Multiline)]
    private static partial Regex Session { get; }

    [Theory]
    [InlineData("-tls1_2", "ticket")]
    [InlineData("-tls1_2 -no_ticket", "session_id")]
    public async Task Reconnecting_resumes(string options, string kind)
    {
        PeerPresence.Require(new OpenSslPeer());
        await using ServeProcess serve = await ServeProcess.StartAsync();
        string output = await RunAsync(serve, ["-reconnect", .. options.Split(' ')]);

        string[] sessions = [.. Session.Matches(output).Select(static match => match.Value)];
        Assert.Equal(["New, TLSv1.2", .. Enumerable.Repeat("Reused, TLSv1.2", 5)], sessions);
        JsonElement status = Status(output);
        Assert.Equal(kind, status.GetProperty("kind").GetString());
        Assert.Equal(1, status.GetProperty("server").GetProperty("full").GetInt32());
        Assert.Equal(5, status.GetProperty("server").GetProperty(kind).GetInt32());
    }

    [Fact]
    public async Task A_saved_session_resumes_in_tls_1_3()
    {
        PeerPresence.Require(new OpenSslPeer());
        string file = PkiFiles.NewFile("session.pem");
        await using ServeProcess serve = await ServeProcess.StartAsync();
        string first = await RunAsync(serve, ["-tls1_3", "-sess_out", file]);
        Assert.Equal("New, TLSv1.3", Session.Match(first).Value);
        Assert.Equal("full", Status(first).GetProperty("kind").GetString());

        string second = await RunAsync(serve, ["-tls1_3", "-sess_in", file]);
        Assert.Equal("Reused, TLSv1.3", Session.Match(second).Value);
        Assert.Equal("psk_dhe", Status(second).GetProperty("kind").GetString());
    }

    private static async Task<string> RunAsync(ServeProcess serve, IReadOnlyList<string> options) => await PeerProcess.RunAsync(
        ["openssl", "s_client", "-connect", $"127.0.0.1:{serve.Port}", "-ign_eof", .. options], TestContext.Current.CancellationToken, Request);

    private static JsonElement Status(string output)
    {
        int start = output.IndexOf("\n{\n", StringComparison.Ordinal);
        int end = output.IndexOf("\n}\n", Math.Max(start, 0), StringComparison.Ordinal);
        Assert.True(start > 0 && end > start, $"There is no /status.json in:\n{output}");
        return JsonElement.Parse(output.AsSpan(start, end + 2 - start).ToString());
    }
}
