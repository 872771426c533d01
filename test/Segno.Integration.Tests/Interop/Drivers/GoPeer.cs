namespace Segno.Integration.Tests.Interop.Drivers;

internal sealed class GoPeer : ScriptPeer
{
    private static readonly SemaphoreSlim s_building = new(1);
    private static string? s_program;

    public GoPeer()
    {
        Lacks("crypto/tls has no session IDs", Way.SessionId);
        Lacks("crypto/tls supports psk_dhe_ke only", Way.PskKe);
        Lacks(PeerSide.Client, "crypto/tls before 1.21 sends a wrong binder after HelloRetryRequest: its own server refuses it too", Way.HelloRetry);
    }

    public override string Name => "Go (crypto/tls)";

    public override IReadOnlyList<string> Commands => ["go"];

    public override IReadOnlyList<string> VersionCommand => ["go", "version"];

    protected override async Task<IReadOnlyList<string>> ProgramAsync(CancellationToken cancellationToken)
    {
        await s_building.WaitAsync(cancellationToken);
        try
        {
            s_program ??= await BuildAsync(cancellationToken);
            return [s_program];
        }
        finally
        {
            s_building.Release();
        }
    }

    private static async Task<string> BuildAsync(CancellationToken cancellationToken)
    {
        string program = TestPki.NewFile("go-peer");
        string output = await PeerProcess.RunAsync(["go", "build", "-o", program, SourceFile("peer.go")], cancellationToken, environment: new Dictionary<string, string>
        {
            // One file and the standard library: nothing is to be fetched.
            ["GOFLAGS"] = "-mod=mod",
            ["GOPROXY"] = "off",
            ["GO111MODULE"] = "auto",
            ["GOTOOLCHAIN"] = "local",
            ["CGO_ENABLED"] = "0",
            ["GOCACHE"] = Path.Combine(Path.GetTempPath(), $"segno-interop-go-{Environment.UserName}"),
        });
        return File.Exists(program) ? program : throw new InvalidOperationException($"go build printed:\n{output}");
    }
}
