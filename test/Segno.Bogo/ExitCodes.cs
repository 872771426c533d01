namespace Segno.Bogo;

/// <summary>What the runner reads from the shim's exit code.</summary>
internal static class ExitCodes
{
    public const int Passed = 0;
    public const int Failed = 1;
    public const int Unimplemented = 89;
}
