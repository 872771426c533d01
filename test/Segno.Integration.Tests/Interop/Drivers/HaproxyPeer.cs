using System.Text.RegularExpressions;

namespace Segno.Integration.Tests.Interop.Drivers;

/// <summary>HAProxy as an HTTPS server, and as a client of its backend.</summary>
internal sealed partial class HaproxyPeer : Peer, IPeerClient, IPeerServer
{
    public override string Name => "HAProxy (frontend, backend)";

    public override IReadOnlyList<string> Commands => ["haproxy"];

    public override IReadOnlyList<string> VersionCommand => ["haproxy", "-v"];

    public override IPeerClient? Client => this;

    public override IPeerServer? Server => this;

    [GeneratedRegex(@"resumed=(\d) version=(\S+)")]
    private static partial Regex Answer { get; }

    public async Task<IReadOnlyList<PeerReport>> ConnectAsync(Way way, int port, CancellationToken cancellationToken)
    {
        int front = PeerProcess.FreePort();
        string certificate = way.HasClientCertificate ? $"crt {PkiFiles.Client.CombinedFile}" : "";
        await using PeerProcess process = Start(way, $"""
            frontend plain
              bind 127.0.0.1:{front}
              default_backend ours
            backend ours
              http-response set-header X-Session "resumed=%[ssl_bc_is_resumed] version=%[ssl_bc_protocol]"
              http-reuse never
              server ours 127.0.0.1:{port} ssl verify required ca-file {PkiFiles.AuthorityFile} sni str(localhost) {Version(way)} {(way is Way.SessionId ? "no-tls-tickets" : "")} {certificate}
            """);
        await process.ListensAsync(front, cancellationToken);
        using HttpClient browser = new();
        List<PeerReport> reports = [];
        for (int i = 0; i < 2; i++)
        {
            using HttpResponseMessage response = await browser.GetAsync(new Uri($"http://127.0.0.1:{front}/"), cancellationToken);
            Assert.True(response.Headers.TryGetValues("X-Session", out IEnumerable<string>? values), $"{response}\nHAProxy printed:\n{process.Output}");
            reports.Add(Report(Answer.Match(values.Single())));
        }

        return reports;
    }

    public async Task<RunningPeer> StartAsync(Way way, CancellationToken cancellationToken)
    {
        int port = PeerProcess.FreePort();
        string client = way.HasClientCertificate ? $"verify required ca-file {PkiFiles.AuthorityFile}" : "";
        PeerProcess process = Start(way, $"""
            frontend secure
              bind 127.0.0.1:{port} ssl crt {PkiFiles.ServerFor(way).CombinedFile} {Version(way)} {(way is Way.SessionId ? "no-tls-tickets" : "")} {(way is Way.HelloRetry ? "curves secp384r1" : "")} {client}
              http-request return status 200 content-type text/plain lf-string "resumed=%[ssl_fc_is_resumed] version=%[ssl_fc_protocol]\n"
            """);
        await process.ListensAsync(port, cancellationToken);
        return new AnsweringServer(process, port, Answer, Report);
    }

    private static PeerReport Report(Match answer) => PeerReport.Of(answer.Groups[1].Value == "1", answer.Groups[2].Value);

    private static string Version(Way way) => way.IsTls13 ? "force-tlsv13" : "force-tlsv12";

    // One thread: a backend's sessions are each thread's own, and the next connection may be another's.
    private static PeerProcess Start(Way way, string proxies) => PeerProcess.Start(
    [
        "haproxy", "-db", "-f", PkiFiles.Save(PkiFiles.NewFile("haproxy.cfg"), $"""
            global
              nbthread 1
            defaults
              mode http
              timeout connect 5s
              timeout client 10s
              timeout server 10s
            {proxies}

            """),
    ], environment: OpenSslSettings.For(way));
}
