using Segno.Wire.Messages;

namespace Segno.Handshake;

/// <summary>The last eight bytes of ServerHello.random that tell a TLS 1.3 client that the server could have done better (RFC 8446 §4.1.3).</summary>
internal static class DowngradeSentinel
{
    public static void Write(Span<byte> serverRandom) => ServerHello.DowngradeSentinelTls12.CopyTo(serverRandom[^8..]);

    public static bool IsPresent(ReadOnlySpan<byte> serverRandom) =>
        serverRandom.EndsWith(ServerHello.DowngradeSentinelTls12) || serverRandom.EndsWith(ServerHello.DowngradeSentinelTls11);
}
