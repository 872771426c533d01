using System.Collections.Concurrent;
using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;
using Segno.Crypto;
using Segno.Resumption.Tickets;

namespace Segno.Tests.Concurrency;

/// <summary>One session and many connections at once: all resume where a session may be used again, exactly one where it may not, and the counts are exact.</summary>
public sealed class SharedSessionTests : IAsyncDisposable
{
    private const int Connections = 64;

    private readonly FakeTimeProvider _clock = TestHosts.Clock();
    private readonly StekTicketProtector _keys;
    private readonly List<IAsyncDisposable> _owned = [];

    public SharedSessionTests() => _keys = new StekTicketProtector(TimeSpan.FromHours(1), TimeSpan.FromHours(1), _clock, TlsRandom.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable owned in _owned)
            await owned.DisposeAsync();
        _keys.Dispose();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, false, ResumptionKind.SessionId)]
    [InlineData(SslProtocols.Tls12, true, ResumptionKind.Ticket)]
    [InlineData(SslProtocols.Tls13, true, ResumptionKind.PskDhe)]
    public async Task A_handle_that_64_connections_use_at_once_resumes_all_of_them(SslProtocols version, bool tickets, ResumptionKind kind)
    {
        TlsServer server = Server(version, new ServerResumptionOptions { Tickets = tickets });
        TlsClient client = Client(version, new ClientResumptionOptions { Tickets = tickets });
        using TlsClientSession handle = await ObtainAsync(client, server);
        ResumptionKind[] kinds = await ConnectAllAsync(client, server, () => handle);
        Assert.All(kinds, seen => Assert.Equal(kind, seen));
        RequireCounts(server.Statistics, kind, Connections, full: 1);
        RequireCounts(client.Statistics, kind, Connections, full: 1);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, ResumptionKind.Ticket)]
    [InlineData(SslProtocols.Tls13, ResumptionKind.PskDhe)]
    public async Task Of_64_connections_with_a_ticket_that_is_good_for_one_exactly_one_resumes(SslProtocols version, ResumptionKind kind)
    {
        TlsServer server = Server(version, new ServerResumptionOptions { TicketProtector = new SingleUse(_keys) });
        TlsClient client = Client(version, new ClientResumptionOptions());
        using TlsClientSession handle = await ObtainAsync(client, server);
        // Copies, as after a restart from a file: one handle would take fresh tickets in, of those that came second.
        byte[] saved = handle.Export();
        ResumptionKind[] kinds = await ConnectAllAsync(
            client, server, () => TlsClientSession.TryImport(saved, out TlsClientSession? copy) ? copy : throw new InvalidOperationException("The copy is none."));
        Assert.Single(kinds, seen => seen == kind);
        Assert.Equal(Connections - 1, kinds.Count(seen => seen == ResumptionKind.Full));
        RequireCounts(server.Statistics, kind, 1, full: Connections);
        Assert.Equal(Connections - 1, server.Statistics.Declines[ResumptionDecline.Spent]);
        Assert.Equal(Connections - 1, client.Statistics.Declines[ResumptionDecline.DeclinedByPeer]);
    }

    [Fact]
    public async Task A_pool_of_8_tickets_resumes_8_of_64_connections_at_once()
    {
        const int Tickets = 8;
        TlsServer server = Server(SslProtocols.Tls13, new ServerResumptionOptions { TicketsPerConnection = Tickets });
        TlsClient client = Client(SslProtocols.Tls13, new ClientResumptionOptions { MaxTicketsPerConnection = 0 });
        await using (HandshakePair first = await HandshakePair.ConnectAsync(client, server, cancellationToken: Token))
            await first.SettleAsync(Token);
        // Nobody reads before all are done, so that no fresh ticket takes part.
        ResumptionKind[] kinds = await ConnectAllAsync(client, server, () => null);
        Assert.Equal(Tickets, kinds.Count(seen => seen == ResumptionKind.PskDhe));
        RequireCounts(server.Statistics, ResumptionKind.PskDhe, Tickets, full: 1 + Connections - Tickets);
        Assert.Empty(server.Statistics.Declines);
    }

    [Fact]
    public async Task Of_64_takers_of_a_session_in_the_cache_exactly_one_gets_it()
    {
        using InMemorySessionStore store = new(100, 1 << 20, _clock);
        SessionKey key = new(new byte[32]);
        for (int round = 0; round < 50; round++)
        {
            await store.PutAsync(key, new byte[100], _clock.GetUtcNow().AddHours(1), Token);
            int[] taken = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(
                async () => await store.TakeAsync(key, new byte[IServerSessionStore.MaxSessionBytes], Token), Token)));
            Assert.Equal(100, Assert.Single(taken, length => length != 0));
        }
        Assert.Equal(0, store.Count);
    }

    private TlsServer Server(SslProtocols version, ServerResumptionOptions resumption) => Own(new TlsServer(TestHosts.ServerOptions(_clock, version, resumption: resumption)));

    private TlsClient Client(SslProtocols version, ClientResumptionOptions resumption) => Own(new TlsClient(TestHosts.ClientOptions(_clock, version, resumption)));

    private T Own<T>(T owned)
        where T : IAsyncDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    private static async Task<TlsClientSession> ObtainAsync(TlsClient client, TlsServer server)
    {
        await using HandshakePair pair = await HandshakePair.ConnectAsync(client, server, cancellationToken: Token);
        await pair.SettleAsync(Token);
        return pair.Client.ExportSession() ?? throw new InvalidOperationException("There is no session.");
    }

    /// <summary>All at once, and none disposed before all are done.</summary>
    private static async Task<ResumptionKind[]> ConnectAllAsync(TlsClient client, TlsServer server, Func<TlsClientSession?> session)
    {
        TlsClientSession?[] offered = [.. Enumerable.Range(0, Connections).Select(_ => session())];
        HandshakePair[] pairs = await Task.WhenAll(offered.Select(one => Task.Run(
            () => HandshakePair.ConnectAsync(client, server, new TlsConnectOptions { ServerName = TestHosts.Name, Session = one }, cancellationToken: Token), Token)));
        foreach (HandshakePair pair in pairs)
            Assert.Equal(pair.Server.Info.Resumption.Kind, pair.Client.Info.Resumption.Kind);
        // What each says is its own: no two have keys in common.
        Assert.Equal(Connections, pairs.Select(pair => Convert.ToHexString(pair.Client.Exported())).Distinct().Count());
        foreach (HandshakePair pair in pairs)
        {
            await pair.SettleAsync(Token);
            await pair.DisposeAsync();
        }
        foreach (TlsClientSession? one in offered)
            one?.Dispose();
        return [.. pairs.Select(pair => pair.Server.Info.Resumption.Kind)];
    }

    private static void RequireCounts(TlsStatistics seen, ResumptionKind kind, int resumed, int full)
    {
        Assert.Equal((full, 0), (seen.Full, seen.Failed));
        Assert.Equal(resumed, kind switch { ResumptionKind.SessionId => seen.SessionId, ResumptionKind.Ticket => seen.Ticket, _ => seen.PskDhe });
        Assert.Equal(resumed, seen.SessionId + seen.Ticket + seen.PskDhe + seen.Psk);
    }

    /// <summary>Tickets that are good for one connection each.</summary>
    private sealed class SingleUse(ITicketProtector inner) : ITicketProtector
    {
        private readonly ConcurrentDictionary<string, bool> _spent = new();

        public ValueTask<TicketSealing> SealAsync(ReadOnlyMemory<byte> session, TicketContext context, Memory<byte> ticket, CancellationToken cancellationToken) =>
            inner.SealAsync(session, context, ticket, cancellationToken);

        public async ValueTask<TicketOpening> OpenAsync(ReadOnlyMemory<byte> ticket, TicketContext context, Memory<byte> session, CancellationToken cancellationToken)
        {
            string name = Convert.ToHexString(ticket.Span);
            TicketOpening opening = await inner.OpenAsync(ticket, context, session, cancellationToken);
            return opening with { Receipt = new TicketReceipt(0, name) };
        }

        public ValueTask<bool> SpendAsync(TicketReceipt receipt, CancellationToken cancellationToken) =>
            ValueTask.FromResult(_spent.TryAdd((string)receipt.Handle!, true));
    }
}
