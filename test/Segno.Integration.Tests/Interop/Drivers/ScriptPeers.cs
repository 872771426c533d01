namespace Segno.Integration.Tests.Interop.Drivers;

/// <summary>A peer whose program an interpreter runs.</summary>
internal abstract class InterpretedPeer(string name, string interpreter, string source, string versionOption) : ScriptPeer
{
    public override string Name => name;

    public override IReadOnlyList<string> Commands => [interpreter];

    public override IReadOnlyList<string> VersionCommand => [interpreter, versionOption];

    protected override Task<IReadOnlyList<string>> ProgramAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([interpreter, SourceFile(source)]);
}

internal sealed class JavaPeer : InterpretedPeer
{
    public JavaPeer() : base("Java (JSSE)", "java", "Peer.java", "--version") =>
        Lacks("JSSE supports psk_dhe_ke only", Way.PskKe);

    protected override Task<IReadOnlyList<string>> ProgramAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>(["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", SourceFile("Peer.java")]);
}

internal sealed class NodePeer() : InterpretedPeer("Node.js (tls)", "node", "peer.js", "--version");

// Debian's own: a python3 earlier in PATH may have been built against some other library.
internal sealed class PythonPeer() : InterpretedPeer("Python (ssl)", "/usr/bin/python3", "peer.py", "--version");

internal sealed class PerlPeer() : InterpretedPeer("Perl (IO::Socket::SSL)", "/usr/bin/perl", "peer.pl", "-v")
{
    // The module's, not the interpreter's.
    public override IReadOnlyList<string> VersionCommand => ["/usr/bin/perl", "-MIO::Socket::SSL", "-e", "print IO::Socket::SSL->VERSION"];
}

internal sealed class RubyPeer() : InterpretedPeer("Ruby (openssl)", "ruby", "peer.rb", "--version");

internal sealed class ErlangPeer : InterpretedPeer
{
    public ErlangPeer() : base("Erlang (ssl)", "escript", "peer.escript", "-version")
    {
        Lacks("ssl has no RFC 5077 tickets", Way.Ticket, Way.TicketClientCertificate);
        Lacks("ssl supports psk_dhe_ke only", Way.PskKe);
        Lacks(PeerSide.Client, "ssl of OTP 25 sends a wrong ClientHello after HelloRetryRequest; its own server refuses it too", Way.HelloRetry);
    }

    public override bool LacksExtendedMasterSecret => true;

    public override IReadOnlyList<string> VersionCommand =>
        ["erl", "-noshell", "-eval", "io:format(\"OTP ~s.0~n\", [erlang:system_info(otp_release)]), halt()."];
}
