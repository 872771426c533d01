namespace Segno.Bogo;

/// <summary>The test has failed as the application sees it, or asks for what Segno does not have.</summary>
internal sealed class ShimException(string message, int exitCode = ExitCodes.Failed) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public static ShimException Unimplemented(string what) => new($"unimplemented: {what}", ExitCodes.Unimplemented);

    public static void Require(bool condition, string message)
    {
        if (!condition)
            throw new ShimException(message);
    }
}
