namespace Segno.Integration.Tests.Interop.Drivers;

internal sealed class WolfSslPeer : CompiledPeer
{
    public WolfSslPeer() =>
        Lacks(PeerSide.Client, "wolfSSL remembers the server's group: a second connection needs no HelloRetryRequest", Way.HelloRetry);

    public override string Name => "wolfSSL";

    public override IReadOnlyList<string> Commands => ["cc", "/usr/include/wolfssl/ssl.h"];

    public override IReadOnlyList<string> VersionCommand => ["dpkg-query", "-W", "-f", "${Version}", "libwolfssl-dev"];

    protected override IReadOnlyList<string> Compile(string program) => ["cc", "-O1", "-o", program, SourceFile("wolfssl.c"), "-lwolfssl"];
}
