namespace Segno.Cli;

/// <summary>What a resumed handshake cost less than a full one of the same version. Time may be negative: it is measured, not computed.</summary>
internal readonly record struct Saving(TimeSpan Time, long Bytes, int RoundTrips)
{
    public static Saving Between(ConnectionInfo full, ConnectionInfo resumed) => new(
        full.HandshakeDuration - resumed.HandshakeDuration,
        BothWays(full) - BothWays(resumed),
        full.RoundTrips - resumed.RoundTrips);

    private static long BothWays(ConnectionInfo info) => info.HandshakeBytesSent + info.HandshakeBytesReceived;
}
