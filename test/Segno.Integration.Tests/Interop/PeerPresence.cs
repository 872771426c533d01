namespace Segno.Integration.Tests.Interop;

/// <summary>A peer that a user's machine lacks is skipped; in CI it is a failure.</summary>
internal static class PeerPresence
{
    private static readonly bool s_inContinuousIntegration = Environment.GetEnvironmentVariable("CI") == "true";

    public static void Require(Peer peer) => Require(peer.Missing());

    /// <summary>For programs that are no row of the table.</summary>
    /// <param name="name">How the reason calls it.</param>
    /// <param name="commands">What must be there.</param>
    /// <param name="otherwise">Another reason for which it cannot run; null if there is none.</param>
    public static void Require(string name, IEnumerable<string> commands, string? otherwise = null) => Require(Missing(name, commands) ?? otherwise);

    /// <summary>Why a program cannot be tested on this machine; null if it can.</summary>
    public static string? Missing(string name, IEnumerable<string> commands)
    {
        IEnumerable<string> missing = commands.Where(static command => !PeerProcess.Exists(command));
        return missing.Any() ? $"{name} is not installed: {string.Join(", ", missing)} not found; eng/install-peers installs it on Debian 12" : null;
    }

    private static void Require(string? reason)
    {
        if (reason is null)
        {
            return;
        }

        if (s_inContinuousIntegration)
        {
            Assert.Fail(reason);
        }

        Assert.Skip(reason);
    }
}
