using System.CommandLine;
using System.CommandLine.Invocation;

namespace Segno.Cli;

/// <summary>Runs what was typed. Every foreseeable error is one line on stderr and an exit code.</summary>
internal static class Invocation
{
    // "@file" and "-abc" have no meaning here: --send takes any text.
    private static readonly ParserConfiguration s_parsing = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    public static async Task<int> RunAsync(Command root, IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        ParseResult parsed = root.Parse(args, s_parsing);
        if (parsed.Action is ParseErrorAction)
        {
            string command = parsed.CommandResult.Command == root ? root.Name : $"{root.Name} {parsed.CommandResult.Command.Name}";
            await error.WriteLineAsync($"{root.Name}: {OneLine(parsed.Errors[0].Message)} See: {command} --help");
            return ExitCodes.Usage;
        }

        InvocationConfiguration invocation = new()
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            // The host of "serve" has its own way to stop; "connect" has nothing to tidy up.
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(invocation);
        }
        catch (CliException e)
        {
            await error.WriteLineAsync($"{root.Name}: {OneLine(e.Message)}");
            return e.ExitCode;
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
