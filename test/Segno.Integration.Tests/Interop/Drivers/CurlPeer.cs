using System.Text.RegularExpressions;

namespace Segno.Integration.Tests.Interop.Drivers;

/// <summary>curl has no line that says "resumed"; its trace names the messages, and no Certificate comes in on a resumed connection.</summary>
internal sealed partial class CurlPeer : Peer, IPeerClient
{
    public CurlPeer() =>
        Lacks(PeerSide.Client, "curl switches RFC 5077 tickets off (SSL_OP_NO_TICKET)", Way.Ticket, Way.TicketClientCertificate);

    public override string Name => "curl";

    public override IReadOnlyList<string> Commands => ["curl"];

    public override IReadOnlyList<string> VersionCommand => ["curl", "--version"];

    public override IPeerClient? Client => this;

    [GeneratedRegex(@"^\* TLSv1\.\d \(IN\), TLS handshake, Certificate \(11\):|^\* SSL connection using (TLSv1\.\d)", RegexOptions.Multiline)]
    private static partial Regex Trace { get; }

    public async Task<IReadOnlyList<PeerReport>> ConnectAsync(Way way, int port, CancellationToken cancellationToken)
    {
        string url = $"https://localhost:{port}/";
        List<string> command =
        [
            "curl", "--silent", "--verbose", "--max-time", "20", "--noproxy", "*", "--cacert", PkiFiles.AuthorityFile,
            "--resolve", $"localhost:{port}:127.0.0.1", "--header", "Connection: close", "--http1.1",
            .. way.IsTls13 ? (string[])["--tlsv1.3"] : ["--tls-max", "1.2"], "--output", "/dev/null", "--output", "/dev/null", url, url,
        ];
        if (way.HasClientCertificate)
        {
            command.InsertRange(1, ["--cert", PkiFiles.Client.CertificateFile, "--key", PkiFiles.Client.KeyFile]);
        }

        string output = await PeerProcess.RunAsync(command, cancellationToken, environment: OpenSslSettings.For(way));
        List<PeerReport> reports = [];
        bool certificate = false;
        foreach (Match line in Trace.Matches(output))
        {
            if (!line.Groups[1].Success)
            {
                certificate = true;
                continue;
            }

            reports.Add(PeerReport.Of(!certificate, line.Groups[1].Value));
            certificate = false;
        }

        Assert.True(reports.Count == 2, $"curl printed:\n{output}");
        return reports;
    }
}
