using System.Text.RegularExpressions;

namespace Segno.Integration.Tests.Interop.Drivers;

internal sealed partial class OpenSslPeer : Peer, IPeerClient, IPeerServer
{
    public override string Name => "OpenSSL (s_client, s_server)";

    public override IReadOnlyList<string> Commands => ["openssl"];

    public override IReadOnlyList<string> VersionCommand => ["openssl", "version"];

    public override IPeerClient? Client => this;

    public override IPeerServer? Server => this;

    [GeneratedRegex(@"^(New|Reused), (TLSv1\.\d)", RegexOptions.Multiline)]
    private static partial Regex Session { get; }

    public async Task<IReadOnlyList<PeerReport>> ConnectAsync(Way way, int port, CancellationToken cancellationToken)
    {
        string file = PkiFiles.NewFile("session.pem");
        List<PeerReport> reports = [];
        foreach (string direction in (string[])["-sess_out", "-sess_in"])
        {
            List<string> command =
            [
                "openssl", "s_client", "-connect", $"127.0.0.1:{port}", "-servername", "localhost",
                "-CAfile", PkiFiles.AuthorityFile, "-verify_return_error", direction, file, "-ign_eof", .. Options(way),
            ];
            if (way.HasClientCertificate)
            {
                command.AddRange(["-cert", PkiFiles.Client.CertificateFile, "-key", PkiFiles.Client.KeyFile]);
            }

            string output = await PeerProcess.RunAsync(command, cancellationToken, "GET / HTTP/1.0\r\n\r\n");
            Match session = Session.Match(output);
            Assert.True(session.Success, $"s_client printed:\n{output}");
            reports.Add(Report(session));
        }

        return reports;
    }

    public async Task<RunningPeer> StartAsync(Way way, CancellationToken cancellationToken)
    {
        int port = PeerProcess.FreePort();
        PemPair pair = PkiFiles.ServerFor(way);
        List<string> command =
        [
            "openssl", "s_server", "-accept", $"127.0.0.1:{port}", "-cert", pair.CertificateFile, "-key", pair.KeyFile, "-www", .. Options(way),
        ];
        if (way is Way.HelloRetry)
        {
            command.AddRange(["-groups", "P-384"]);
        }

        if (way.HasClientCertificate)
        {
            command.AddRange(["-Verify", "2", "-CAfile", PkiFiles.AuthorityFile, "-verify_return_error"]);
        }

        PeerProcess process = PeerProcess.Start(command);
        await process.ListensAsync(port, cancellationToken);
        return new AnsweringServer(process, port, Session, Report);
    }

    private static PeerReport Report(Match session) => PeerReport.Of(session.Groups[1].Value == "Reused", session.Groups[2].Value);

    private static IReadOnlyList<string> Options(Way way) => way switch
    {
        Way.SessionId => ["-tls1_2", "-no_ticket"],
        Way.PskKe => ["-tls1_3", "-allow_no_dhe_kex"],
        _ => [way.IsTls13 ? "-tls1_3" : "-tls1_2"],
    };
}
