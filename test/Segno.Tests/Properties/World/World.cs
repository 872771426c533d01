using Microsoft.Extensions.Time.Testing;
using Segno.Crypto;
using Segno.Resumption.Stores;

namespace Segno.Tests.Properties.World;

/// <summary>Servers and clients of any terms, made when they are first needed, what they share, and the model beside them.</summary>
internal sealed class World : IAsyncDisposable
{
    private readonly Dictionary<ServerTerms, TlsServer> _servers = [];
    private readonly Dictionary<ClientTerms, TlsClient> _clients = [];
    private readonly List<IAsyncDisposable> _retired = [];
    private readonly List<TlsClientSession> _handles = [];
    private readonly List<IDisposable> _services = [];
    private readonly FakeTimeProvider _clock = TestHosts.Clock();
    private readonly RecordingObserver _serverSees = new();
    private readonly RecordingObserver _clientSees = new();
    private readonly WalkCounts _counts;
    private readonly Model _model = new();
    private readonly InMemoryClientSessionStore _clientStore;
    private StekTicketProtector _keys;
    private InMemorySessionStore _sessions;

    public World(WalkCounts counts)
    {
        _counts = counts;
        _clientStore = Serve(new InMemoryClientSessionStore(1000, 256, 1 << 24, 8, _clock));
        _keys = NewKeys();
        _sessions = NewSessions();
    }

    public void Wait(TimeSpan time) => _clock.Advance(time);

    public void LoseKeys()
    {
        Retire();
        _keys = NewKeys();
    }

    public void LoseSessions()
    {
        Retire();
        _sessions = NewSessions();
    }

    /// <summary>Makes one connection and compares it with what the model says.</summary>
    public async Task VisitAsync(Visit visit, CancellationToken cancellationToken)
    {
        TlsServer server = ServerOf(visit.Server);
        TlsClient client = ClientOf(visit.Client);
        DateTimeOffset now = _clock.GetUtcNow();
        int handleIndex = visit.Handle >= 0 && _handles.Count > 0 ? visit.Handle % _handles.Count : -1;
        ModelHandle? handle = handleIndex < 0 ? null : _model.Handles[handleIndex];
        object clientStore = visit.Client.SharesStore ? _clientStore : client, keys = visit.Server.Shares ? _keys : server;
        object? sessions = !visit.Server.SessionIds ? null : visit.Server.Shares ? _sessions : server;
        Prediction prediction = _model.Predict(visit, handle, clientStore, keys, sessions, now);

        _serverSees.Clear();
        _clientSees.Clear();
        TlsConnectOptions connect = new() { ServerName = visit.Name, Port = 443 + visit.Port, Session = handle is null ? null : _handles[handleIndex] };
        HandshakeOutcome outcome = await HandshakePair.TryConnectAsync(client, server, connect, cancellationToken: cancellationToken);
        if (outcome.Pair is not { } pair)
        {
            if (outcome.LonelyClient is { } lonely)
                await lonely.DisposeAsync();
            Assert.True(prediction.Fails, $"It fails: {outcome.Cause}");
            Assert.IsType<TlsException>(outcome.Cause);
            _model.Fail(visit, handle, clientStore, prediction);
            return;
        }
        await using (pair)
        {
            Assert.False(prediction.Fails, "It does not fail.");
            await pair.SettleAsync(cancellationToken);
            new Comparison(visit, prediction, pair, _clientSees, _serverSees, now).Require();
            _model.Decline(visit, handle, clientStore, prediction);
            Holding? kept = _model.Keep(visit, handle, clientStore, prediction, pair.Server.Info.Resumption.TicketsIssued, keys, sessions, now);
            _counts.Add(prediction);
            if (visit.Exports)
                Export(pair.Client, kept, visit.Saves);
            await pair.CloseAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Retire();
        foreach (IAsyncDisposable one in _retired.Concat(_servers.Values).Concat(_clients.Values))
            await one.DisposeAsync();
        foreach (IDisposable one in _services.Concat(_handles))
            one.Dispose();
    }

    private void Export(TlsStream stream, Holding? kept, bool saves)
    {
        TlsClientSession? session = stream.ExportSession();
        Assert.Equal(kept is not null, session is not null);
        if (session is null)
            return;
        if (saves)
        {
            byte[] saved = session.Export();
            session.Dispose();
            Assert.True(TlsClientSession.TryImport(saved, out session));
            Assert.Equal(saved, session.Export());
        }
        _handles.Add(session);
        if (kept!.Session.IsTls13)
            kept.IsTaken = true;
        _model.Handles.Add(new ModelHandle(new Holding(kept.Session)));
    }

    /// <summary>Those that share something start again.</summary>
    private void Retire()
    {
        foreach (ServerTerms terms in _servers.Keys.Where(terms => terms.Shares).ToArray())
        {
            _retired.Add(_servers[terms]);
            _servers.Remove(terms);
        }
    }

    private TlsServer ServerOf(ServerTerms terms)
    {
        if (!_servers.TryGetValue(terms, out TlsServer? server))
            _servers.Add(terms, server = TestPeers.Server(Options.Of(terms, _clock, _serverSees, _keys, _sessions)));
        return server;
    }

    private TlsClient ClientOf(ClientTerms terms)
    {
        if (!_clients.TryGetValue(terms, out TlsClient? client))
            _clients.Add(terms, client = TestPeers.Client(Options.Of(terms, _clock, _clientSees, _clientStore)));
        return client;
    }

    private StekTicketProtector NewKeys() => Serve(new StekTicketProtector(TimeSpan.FromHours(1), Model.SharedTicketLifetime, _clock, TlsRandom.System));

    private InMemorySessionStore NewSessions() => Serve(new InMemorySessionStore(1000, 1 << 20, _clock));

    private T Serve<T>(T service)
        where T : IDisposable
    {
        _services.Add(service);
        return service;
    }
}
