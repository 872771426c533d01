using System.Text.RegularExpressions;

namespace Segno.Integration.Tests.Interop.Drivers;

/// <summary>A server of which each connection leaves one match of a pattern in its output or in a log file.</summary>
/// <param name="process">The server.</param>
/// <param name="port">Where it listens.</param>
/// <param name="connection">Matches once a connection.</param>
/// <param name="report">What a match says.</param>
/// <param name="logFile">The log; null for the output.</param>
internal sealed class LoggedServer(PeerProcess process, int port, Regex connection, Func<Match, PeerReport> report, string? logFile = null) : RunningPeer(port)
{
    public override async Task<IReadOnlyList<PeerReport>> ReportsAsync(IReadOnlyList<string> responses, CancellationToken cancellationToken)
    {
        Func<string>? source = logFile is null ? null : () => File.Exists(logFile) ? File.ReadAllText(logFile) : "";
        IReadOnlyList<Match> matches = await process.MatchesAsync(connection, responses.Count, cancellationToken, source);
        return [.. matches.Select(report)];
    }

    public override ValueTask DisposeAsync() => process.DisposeAsync();
}

/// <summary>A server that says in each response how its connection came about.</summary>
internal sealed class AnsweringServer(PeerProcess process, int port, Regex pattern, Func<Match, PeerReport> report) : RunningPeer(port)
{
    public override Task<IReadOnlyList<PeerReport>> ReportsAsync(IReadOnlyList<string> responses, CancellationToken cancellationToken)
    {
        List<PeerReport> reports = [];
        foreach (string response in responses)
        {
            Match match = pattern.Match(response);
            Assert.True(match.Success, $"No /{pattern}/ in the response:\n{response}\nThe peer printed:\n{process.Output}");
            reports.Add(report(match));
        }

        return Task.FromResult<IReadOnlyList<PeerReport>>(reports);
    }

    public override ValueTask DisposeAsync() => process.DisposeAsync();
}
