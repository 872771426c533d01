using System.Text.RegularExpressions;

namespace Segno.Integration.Tests.Interop.Drivers;

internal sealed partial class GnuTlsPeer : Peer, IPeerClient, IPeerServer
{
    public override string Name => "GnuTLS (gnutls-cli, gnutls-serv)";

    public override IReadOnlyList<string> Commands => ["gnutls-cli", "gnutls-serv"];

    public override IReadOnlyList<string> VersionCommand => ["gnutls-cli", "--version"];

    public override IPeerClient? Client => this;

    public override IPeerServer? Server => this;

    // The server's line before the description is there on a resumed connection only; the client's comes after it.
    [GeneratedRegex(@"(\*\*\* This is a resumed session(?:(?!- Description: )[\s\S])*)?^- Description: \((TLS1\.\d)", RegexOptions.Multiline)]
    private static partial Regex ServerSession { get; }

    [GeneratedRegex(@"^- Description: \((TLS1\.\d)(?:[\s\S](?!- Description))*?Handshake was completed\s*(\*\*\* This is a resumed session)?", RegexOptions.Multiline)]
    private static partial Regex ClientSession { get; }

    public async Task<IReadOnlyList<PeerReport>> ConnectAsync(Way way, int port, CancellationToken cancellationToken)
    {
        List<string> command =
        [
            "gnutls-cli", "--resume", "--waitresumption", "--port", $"{port}", "--x509cafile", PkiFiles.AuthorityFile,
            "--priority", Priority(way, "SECP256R1"), "localhost",
        ];
        if (way is Way.SessionId)
        {
            command.Insert(1, "--noticket");
        }

        if (way.HasClientCertificate)
        {
            command.InsertRange(1, ["--x509certfile", PkiFiles.Client.CertificateFile, "--x509keyfile", PkiFiles.Client.KeyFile]);
        }

        // The second connection is the one that carries the input. The first is closed as soon as the ticket is there.
        string output = await PeerProcess.RunAsync(command, cancellationToken, "GET / HTTP/1.0\r\n\r\n");
        IReadOnlyList<PeerReport> reports = [.. ClientSession.Matches(output).Select(static session => PeerReport.Of(session.Groups[2].Success, session.Groups[1].Value))];
        Assert.True(reports.Count == 2, $"gnutls-cli printed:\n{output}");
        return reports;
    }

    public async Task<RunningPeer> StartAsync(Way way, CancellationToken cancellationToken)
    {
        int port = PeerProcess.FreePort();
        PemPair pair = PkiFiles.ServerFor(way);
        List<string> command =
        [
            "gnutls-serv", "--http", "--port", $"{port}", "--x509certfile", pair.CertificateFile, "--x509keyfile", pair.KeyFile, "--priority", Priority(way, "SECP384R1") + (way is Way.PskKe ? ":+PSK" : ""),
        ];
        if (way is Way.SessionId)
        {
            command.Add("--noticket");
        }

        command.AddRange(way.HasClientCertificate
            ? ["--x509cafile", PkiFiles.AuthorityFile, "--require-client-cert", "--verify-client-cert"]
            : ["--disable-client-cert"]);
        PeerProcess process = PeerProcess.Start(command);
        await process.ListensAsync(port, cancellationToken);
        return new LoggedServer(process, port, ServerSession, static session => PeerReport.Of(session.Groups[1].Success, session.Groups[2].Value));
    }

    // A server takes psk_ke only where plain PSK is enabled. A client sends a share of its first group of each kind: of two of one kind, of the first alone.
    private static string Priority(Way way, string firstGroup) => (way.IsTls13 ? "NORMAL:-VERS-ALL:+VERS-TLS1.3" : "NORMAL:-VERS-ALL:+VERS-TLS1.2")
        + (way is Way.HelloRetry ? ":-GROUP-ALL:+GROUP-" + firstGroup + ":+GROUP-SECP384R1" : "");
}
