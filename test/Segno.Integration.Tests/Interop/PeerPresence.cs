namespace Segno.Integration.Tests.Interop;

/// <summary>A peer that a user's machine lacks is skipped; in CI it is a failure.</summary>
internal static class PeerPresence
{
    private static readonly bool s_inContinuousIntegration = Environment.GetEnvironmentVariable("CI") == "true";

    public static void Require(Peer peer)
    {
        if (peer.Missing() is { } reason)
        {
            if (s_inContinuousIntegration)
            {
                Assert.Fail(reason);
            }

            Assert.Skip(reason);
        }
    }
}
