namespace Segno.Integration.Tests.Interop.Drivers;

/// <summary>rustls from the crates that Debian packages.</summary>
internal sealed class RustlsPeer : CompiledPeer
{
    private const string Crates = "/usr/share/cargo/registry";

    public RustlsPeer()
    {
        Lacks("rustls supports psk_dhe_ke only", Way.PskKe);
        Lacks(PeerSide.Client, "rustls remembers the server's group: a second connection needs no HelloRetryRequest", Way.HelloRetry);
        Lacks(PeerSide.Server, "rustls 0.20 does not echo the session ID in its HelloRetryRequest; OpenSSL refuses it too", Way.HelloRetry);
    }

    public override string Name => "Rust (rustls)";

    public override IReadOnlyList<string> Commands => ["cargo", $"{Crates}/rustls-0.20.8/Cargo.toml"];

    public override IReadOnlyList<string> VersionCommand => ["dpkg-query", "-W", "-f", "${Version}", "librust-rustls-dev"];

    protected override IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        ["CARGO_NET_OFFLINE"] = "true",
        ["CARGO_TARGET_DIR"] = Cache("cargo"),
    };

    protected override IReadOnlyList<string> Compile(string program) =>
    [
        "sh", "-c", """
            cargo build --quiet --manifest-path "$1" --config 'source.crates-io.replace-with="debian"' --config "source.debian.directory=\"$2\"" &&
            cp "$CARGO_TARGET_DIR/debug/peer" "$3"
            """,
        "sh", SourceFile("rustls/Cargo.toml"), Crates, program,
    ];
}
