namespace Segno.Integration.Tests.Interop.Drivers;

internal sealed class GoPeer : CompiledPeer
{
    public GoPeer()
    {
        Lacks("crypto/tls has no session IDs", Way.SessionId);
        Lacks("crypto/tls supports psk_dhe_ke only", Way.PskKe);
        Lacks(PeerSide.Client, "crypto/tls 1.19 sends a wrong binder after HelloRetryRequest; its own server refuses it too", Way.HelloRetry);
    }

    public override string Name => "Go (crypto/tls)";

    public override bool LacksExtendedMasterSecret => true;

    public override IReadOnlyList<string> Commands => ["go"];

    public override IReadOnlyList<string> VersionCommand => ["go", "version"];

    // One file and the standard library: nothing is to be fetched.
    protected override IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        ["GOFLAGS"] = "-mod=mod",
        ["GOPROXY"] = "off",
        ["GOTOOLCHAIN"] = "local",
        ["CGO_ENABLED"] = "0",
        ["GOCACHE"] = Cache("go"),
    };

    protected override IReadOnlyList<string> Compile(string program) => ["go", "build", "-o", program, SourceFile("peer.go")];
}
