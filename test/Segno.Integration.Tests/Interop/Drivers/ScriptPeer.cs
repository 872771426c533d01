using System.Text.RegularExpressions;

namespace Segno.Integration.Tests.Interop.Drivers;

/// <summary>A peer that is a program under Peers/: all of them take the same arguments and print the same lines.</summary>
internal abstract partial class ScriptPeer : Peer, IPeerClient, IPeerServer
{
    public override IPeerClient? Client => this;

    public override IPeerServer? Server => this;

    /// <summary>The command that runs the program, without its arguments.</summary>
    protected abstract Task<IReadOnlyList<string>> ProgramAsync(CancellationToken cancellationToken);

    public async Task<IReadOnlyList<PeerReport>> ConnectAsync(Way way, int port, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> program = await ProgramAsync(cancellationToken);
        string output = await PeerProcess.RunAsync(
            [.. program, "client", $"{port}", way.Code, PkiFiles.AuthorityFile, PkiFiles.Client.CertificateFile, PkiFiles.Client.KeyFile],
            cancellationToken);
        IReadOnlyList<PeerReport> reports = Reports(output);
        return reports.Count >= 2 ? reports : throw new InvalidOperationException($"{Name} printed:\n{output}");
    }

    public async Task<RunningPeer> StartAsync(Way way, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> program = await ProgramAsync(cancellationToken);
        PemPair pair = PkiFiles.ServerFor(way);
        PeerProcess process = PeerProcess.Start([.. program, "server", way.Code, PkiFiles.AuthorityFile, pair.CertificateFile, pair.KeyFile]);
        try
        {
            IReadOnlyList<Match> listening = await process.MatchesAsync(Listening, 1, cancellationToken);
            return new RunningProgram(process, int.Parse(listening[0].Groups[1].ValueSpan, provider: null));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    protected static string SourceFile(string name) => Path.Combine(AppContext.BaseDirectory, "Interop", "Peers", name);

    [GeneratedRegex(@"^listening (\d+)$", RegexOptions.Multiline)]
    private static partial Regex Listening { get; }

    [GeneratedRegex(@"^connection resumed=(true|false) version=(\S+)$", RegexOptions.Multiline)]
    private static partial Regex Connection { get; }

    private static IReadOnlyList<PeerReport> Reports(string output) =>
        [.. Connection.Matches(output).Select(static match => PeerReport.Of(match.Groups[1].Value == "true", match.Groups[2].Value))];

    private sealed class RunningProgram(PeerProcess process, int port) : RunningPeer(port)
    {
        public override async Task<IReadOnlyList<PeerReport>> ReportsAsync(IReadOnlyList<string> responses, CancellationToken cancellationToken)
        {
            await process.MatchesAsync(Connection, responses.Count, cancellationToken);
            return Reports(process.Output);
        }

        public override ValueTask DisposeAsync() => process.DisposeAsync();
    }
}
