namespace Segno.Cli;

/// <summary>A foreseeable error: one line that says what, and what to do.</summary>
internal sealed class CliException(string message, int exitCode, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}
