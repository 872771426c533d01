namespace Segno.Cli;

/// <summary>What the exit codes mean, for scripts.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>A connection or a handshake failed, or the server could not start.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage, or a file that cannot be read.</summary>
    public const int Usage = 2;

    /// <summary>A connection did not come about as <c>--expect</c> says.</summary>
    public const int Unexpected = 3;
}
