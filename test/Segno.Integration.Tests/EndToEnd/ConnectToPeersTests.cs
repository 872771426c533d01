using System.Text.Json;
using Segno.Integration.Tests.Interop;

namespace Segno.Integration.Tests.EndToEnd;

/// <summary><c>segno connect --expect resumed</c> against real servers, three ways.</summary>
public sealed class ConnectToPeersTests
{
    public static IEnumerable<TheoryDataRow<string, Way>> Rows =>
        from peer in (string[])["OpenSSL", "GnuTLS", "nginx"]
        from way in (Way[])[Way.SessionId, Way.Ticket, Way.PskDhe]
        select new TheoryDataRow<string, Way>(peer, way);

    [Theory, MemberData(nameof(Rows))]
    public async Task It_resumes_with_real_servers(string name, Way way)
    {
        Peer peer = InteropTable.Peers.Single(peer => peer.Name.StartsWith(name, StringComparison.Ordinal));
        PeerPresence.Require(peer);
        await using RunningPeer server = await peer.Server!.StartAsync(way, TestContext.Current.CancellationToken);
        CommandResult run = await SegnoCommand.RunAsync(
        [
            "connect", $"localhost:{server.Port}", "--ca", PkiFiles.AuthorityFile, "--count", "3", "--expect", "resumed", "--json",
            "--send", @"GET / HTTP/1.0\r\n\r\n", "--tls", way.IsTls13 ? "1.3" : "1.2", .. way is Way.SessionId ? ["--no-tickets"] : Array.Empty<string>(),
        ]);

        run.Exits(0);
        string kind = way switch { Way.SessionId => "session_id", Way.Ticket => "ticket", _ => "psk_dhe" };
        Assert.Equal(["full", kind, kind], run.Kinds);
        string[] responses = [.. run.Json.Select(static report => report.GetProperty("response").GetString() ?? "")];
        IReadOnlyList<PeerReport> reports = await server.ReportsAsync(responses, TestContext.Current.CancellationToken);
        Assert.Equal([false, true, true], reports.Select(static report => report.Resumed));
        Assert.All(reports, report => Assert.Equal(way.Protocol, report.Protocol));
    }
}
