using System.Text.Json;
using Spectre.Console;

namespace Segno.Cli.Connecting;

/// <summary>Writes a line a connection: text, coloured where the terminal can, or JSON.</summary>
internal sealed class ReportWriter
{
    private readonly TextWriter _output;
    private readonly bool _json;
    private readonly IAnsiConsole _console;

    public ReportWriter(TextWriter output, bool json)
    {
        _output = output;
        _json = json;
        bool terminal = output == Console.Out && !Console.IsOutputRedirected;
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        // A line stays a line, however narrow the terminal.
        _console.Profile.Width = 10_000;
    }

    public void Write(ConnectionReport report, string? reasonSentence)
    {
        if (_json)
        {
            _output.WriteLine(JsonSerializer.Serialize(report, ConnectJsonContext.Default.ConnectionReport));
        }
        else
        {
            (string number, string kind) = ReportText.Head(report);
            string colour = report.Resumed ? "green" : "yellow";
            _console.MarkupLine($"{number.EscapeMarkup()} [{colour}]{kind}[/] {ReportText.Rest(report, reasonSentence).EscapeMarkup()}");
        }
        _output.Flush();
    }
}
