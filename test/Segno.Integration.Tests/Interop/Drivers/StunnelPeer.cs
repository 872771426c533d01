using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Segno.Integration.Tests.Interop.Drivers;

/// <summary>stunnel in client and in server mode. Behind the server is a listener of the test's own.</summary>
internal sealed partial class StunnelPeer : Peer, IPeerClient, IPeerServer
{
    public override string Name => "stunnel";

    public override IReadOnlyList<string> Commands => ["stunnel"];

    public override IReadOnlyList<string> VersionCommand => ["stunnel", "-version"];

    public override IPeerClient? Client => this;

    public override IPeerServer? Server => this;

    // stunnel names the version after the session.
    [GeneratedRegex(@"TLS (?:accepted|connected): (new session negotiated|previous session reused)[\s\S]*?(TLSv1\.\d) ciphersuite")]
    private static partial Regex Session { get; }

    public async Task<IReadOnlyList<PeerReport>> ConnectAsync(Way way, int port, CancellationToken cancellationToken)
    {
        int front = PeerProcess.FreePort();
        await using PeerProcess process = Start(way, $"""
            [client]
            client = yes
            accept = 127.0.0.1:{front}
            connect = 127.0.0.1:{port}
            sni = localhost
            CAfile = {PkiFiles.AuthorityFile}
            verifyChain = yes
            checkHost = localhost
            {Options(way)}
            {(way.HasClientCertificate ? $"cert = {PkiFiles.Client.CertificateFile}\nkey = {PkiFiles.Client.KeyFile}" : "")}
            """);
        await process.ListensAsync(front, cancellationToken);
        for (int i = 0; i < 2; i++)
        {
            using TcpClient browser = new();
            await browser.ConnectAsync("127.0.0.1", front, cancellationToken);
            await browser.GetStream().WriteAsync("GET / HTTP/1.0\r\n\r\n"u8.ToArray(), cancellationToken);
            await browser.GetStream().CopyToAsync(Stream.Null, cancellationToken);
        }

        return [.. (await process.MatchesAsync(Session, 2, cancellationToken)).Select(Report)];
    }

    public async Task<RunningPeer> StartAsync(Way way, CancellationToken cancellationToken)
    {
        int port = PeerProcess.FreePort();
        PemPair pair = PkiFiles.ServerFor(way);
        PlainBackend backend = new();
        PeerProcess process = Start(way, $"""
            [server]
            accept = 127.0.0.1:{port}
            connect = 127.0.0.1:{backend.Port}
            cert = {pair.CertificateFile}
            key = {pair.KeyFile}
            {(way is Way.HelloRetry ? "curves = P-384" : "")}
            {Options(way)}
            {(way.HasClientCertificate ? $"CAfile = {PkiFiles.AuthorityFile}\nverifyChain = yes" : "")}
            """);
        await process.ListensAsync(port, cancellationToken);
        return new RunningStunnel(backend, new LoggedServer(process, port, Session, Report));
    }

    private static PeerReport Report(Match session) =>
        PeerReport.Of(session.Groups[1].Value.StartsWith("previous", StringComparison.Ordinal), session.Groups[2].Value);

    private static string Options(Way way) =>
        $"sslVersion = {(way.IsTls13 ? "TLSv1.3" : "TLSv1.2")}" + (way is Way.SessionId ? "\noptions = NO_TICKET" : "");

    private static PeerProcess Start(Way way, string service) => PeerProcess.Start(
        ["stunnel", PkiFiles.Save(PkiFiles.NewFile("stunnel.conf"), $"foreground = yes\npid =\nsyslog = no\ndebug = 7\n{service}\n")], environment: OpenSslSettings.For(way));

    private sealed class RunningStunnel(PlainBackend backend, LoggedServer server) : RunningPeer(server.Port)
    {
        public override Task<IReadOnlyList<PeerReport>> ReportsAsync(IReadOnlyList<string> responses, CancellationToken cancellationToken) =>
            server.ReportsAsync(responses, cancellationToken);

        public override async ValueTask DisposeAsync()
        {
            await server.DisposeAsync();
            await backend.DisposeAsync();
        }
    }
}
