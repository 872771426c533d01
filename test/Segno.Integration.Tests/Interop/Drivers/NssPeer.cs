using System.Text.RegularExpressions;

namespace Segno.Integration.Tests.Interop.Drivers;

internal sealed partial class NssPeer : Peer, IPeerClient, IPeerServer
{
    private static readonly SemaphoreSlim s_making = new(1);
    private static string? s_database;

    public NssPeer() => Lacks("NSS supports psk_dhe_ke only", Way.PskKe);

    public override string Name => "NSS (tstclnt, selfserv)";

    public override IReadOnlyList<string> Commands => ["tstclnt", "selfserv", "certutil", "pk12util", "openssl"];

    public override IReadOnlyList<string> VersionCommand => ["dpkg-query", "-W", "-f", "${Version}", "libnss3-tools"];

    public override IPeerClient? Client => this;

    public override IPeerServer? Server => this;

    // The counters are the process's: a connection is resumed when its hits are more than those before it.
    // They come on another stream than the version, so that the two have no order.
    [GeneratedRegex(@"(\d+) cache hits; \d+ cache misses")]
    private static partial Regex Hits { get; }

    [GeneratedRegex(@"SSL version (3\.\d)")]
    private static partial Regex Version { get; }

    public async Task<IReadOnlyList<PeerReport>> ConnectAsync(Way way, int port, CancellationToken cancellationToken)
    {
        string request = PkiFiles.Save(PkiFiles.NewFile("request"), "GET / HTTP/1.0\r\n\r\n");
        List<string> command =
        [
            "tstclnt", "-4", "-h", "localhost", "-p", $"{port}", "-d", await DatabaseAsync(cancellationToken),
            "-V", Versions(way), "-G", "-L", "2", "-A", request, "-v", "-I", "x25519,P256,P384",
        ];
        if (way is not Way.SessionId)
        {
            command.Add("-u");
        }

        if (way.HasClientCertificate)
        {
            command.AddRange(["-n", "client"]);
        }

        string output = await PeerProcess.RunAsync(command, cancellationToken);
        List<PeerReport> reports = Reports(Version.Matches(output), Hits.Matches(output));
        Assert.True(reports.Count == 2, $"tstclnt printed:\n{output}");
        return reports;
    }

    public async Task<RunningPeer> StartAsync(Way way, CancellationToken cancellationToken)
    {
        int port = PeerProcess.FreePort();
        string nickname = PkiFiles.ServerFor(way).Name;
        List<string> command =
        [
            "selfserv", "-p", $"{port}", "-d", await DatabaseAsync(cancellationToken), nickname.Contains("ecdsa", StringComparison.Ordinal) ? "-e" : "-n", nickname,
            "-V", Versions(way), "-G", "-v",
        ];
        if (way is not Way.SessionId)
        {
            command.Add("-u");
        }

        if (way is Way.HelloRetry)
        {
            command.AddRange(["-I", "P384"]);
        }

        if (way.HasClientCertificate)
        {
            command.AddRange(["-r", "-r"]);
        }

        PeerProcess process = PeerProcess.Start(command);
        await process.ListensAsync(port, cancellationToken);
        return new RunningSelfserv(process, port);
    }

    private static string Versions(Way way) => way.IsTls13 ? "tls1.3:tls1.3" : "tls1.2:tls1.2";

    private static List<PeerReport> Reports(IEnumerable<Match> versions, IEnumerable<Match> counters)
    {
        List<PeerReport> reports = [];
        int before = 0;
        foreach ((Match version, Match counter) in versions.Zip(counters))
        {
            int hits = int.Parse(counter.Groups[1].ValueSpan, provider: null);
            reports.Add(PeerReport.Of(hits > before, version.Groups[1].Value == "3.4" ? "TLS1.3" : "TLS1.2"));
            before = hits;
        }

        return reports;
    }

    private static async Task<string> DatabaseAsync(CancellationToken cancellationToken)
    {
        await s_making.WaitAsync(cancellationToken);
        try
        {
            return s_database ??= await MakeDatabaseAsync(cancellationToken);
        }
        finally
        {
            s_making.Release();
        }
    }

    private static async Task<string> MakeDatabaseAsync(CancellationToken cancellationToken)
    {
        string database = $"sql:{Directory.CreateDirectory(PkiFiles.NewFile("nss")).FullName}";
        await PeerProcess.RunAsync(["certutil", "-N", "-d", database, "--empty-password"], cancellationToken);
        await PeerProcess.RunAsync(["certutil", "-A", "-d", database, "-n", "authority", "-t", "CT,,", "-i", PkiFiles.AuthorityFile], cancellationToken);
        foreach (PemPair pair in (PemPair[])[PkiFiles.EcdsaServer, PkiFiles.RsaServer, PkiFiles.Client])
        {
            string file = PkiFiles.NewFile("pair.p12");
            await PeerProcess.RunAsync(
                ["openssl", "pkcs12", "-export", "-in", pair.CertificateFile, "-inkey", pair.KeyFile, "-name", pair.Name, "-passout", "pass:", "-out", file],
                cancellationToken);
            await PeerProcess.RunAsync(["pk12util", "-i", file, "-d", database, "-W", "", "-K", ""], cancellationToken);
        }

        return database;
    }

    private sealed class RunningSelfserv(PeerProcess process, int port) : RunningPeer(port)
    {
        public override async Task<IReadOnlyList<PeerReport>> ReportsAsync(IReadOnlyList<string> responses, CancellationToken cancellationToken) =>
            Reports(
                await process.MatchesAsync(Version, responses.Count, cancellationToken),
                await process.MatchesAsync(Hits, responses.Count, cancellationToken));

        public override ValueTask DisposeAsync() => process.DisposeAsync();
    }
}
