using System.Text;
using Segno.Cli.Files;
using Segno.Cli.Naming;
using Segno.Cli.Options;

namespace Segno.Cli.Connecting;

/// <summary>The connections of one <c>segno connect</c>, one after the other, and the judgement on them.</summary>
internal sealed class ConnectRun(ConnectSettings settings, TextWriter output, TextWriter error, TimeProvider time)
{
    /// <summary>Bounds what <c>--json</c> keeps of an answer.</summary>
    private const int MaxJsonResponse = 1024 * 1024;

    private ConnectionInfo? _firstFull;
    private int _firstFullNumber;
    private TlsClientSession? _session;
    private int _unexpected;

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using TlsClient client = ClientFactory.Create(settings);
        if (settings.SessionOut is { } path)
            SessionFile.RequireWritable(path);
        _session = settings.SessionIn is null ? null : SessionFile.Read(settings.SessionIn);
        if (settings.Insecure)
            await error.WriteLineAsync("WARNING: --insecure accepts any certificate: whoever answers may be anybody.");

        Connector connector = new(client, settings, time);
        ReportWriter reports = new(output, settings.Json);
        try
        {
            for (int number = 1; number <= settings.Count; number++)
                await OneAsync(connector, reports, number, cancellationToken);
            SaveSession();
        }
        finally
        {
            _session?.Dispose();
        }
        return await JudgeAsync();
    }

    private async Task OneAsync(Connector connector, ReportWriter reports, int number, CancellationToken cancellationToken)
    {
        using MemoryStream kept = new();
        // A session from a file is a handle that collects what its connections get; without one the client's store does.
        // What is exported, the store no longer offers: so only the last connection's session is.
        bool export = settings is { SessionIn: null, SessionOut: not null } && number == settings.Count;
        Connection connection;
        await using (Stream answer = Answer(kept))
            connection = await connector.ConnectAsync(_session, export, answer, cancellationToken);
        _session ??= connection.Session;

        ConnectionInfo info = connection.Info;
        bool? asExpected = settings.Judge(number, info.Resumption.IsResumed);
        ConnectionReport report = ConnectionReport.Of(number, info, _firstFull, _firstFullNumber, asExpected);
        if (settings is { Json: true, Send: not null })
            report = report with { Response = Encoding.UTF8.GetString(kept.GetBuffer().AsSpan(0, (int)kept.Length)) };
        reports.Write(report, Sentences.Of(info.Resumption.Decline));
        if (asExpected == false)
            _unexpected++;
        if (!info.Resumption.IsResumed && _firstFull is null)
            (_firstFull, _firstFullNumber) = (info, number);
    }

    /// <summary>Where an answer goes: to the terminal as it comes, into the report, or nowhere if nothing was asked.</summary>
    private Stream Answer(MemoryStream kept)
    {
        if (settings.Send is null)
            return Stream.Null;
        return settings.Json ? new BoundedStream(kept, MaxJsonResponse) : new TextWriterStream(output);
    }

    private void SaveSession()
    {
        if (settings.SessionOut is not { } path)
            return;
        if (_session is null)
            throw new CliException($"--session-out: the server gave no session to save; {path} was not written.", ExitCodes.Failed);
        SessionFile.Write(path, _session);
    }

    private async Task<int> JudgeAsync()
    {
        if (_unexpected == 0)
            return ExitCodes.Ok;
        int judged = settings.SessionIn is null ? settings.Count - 1 : settings.Count;
        await error.WriteLineAsync($"segno: {_unexpected} of {judged} judged connection{(judged == 1 ? "" : "s")} {(settings.Expect == Expectation.Resumed ? "did not resume a session" : "resumed a session")}.");
        return ExitCodes.Unexpected;
    }
}
