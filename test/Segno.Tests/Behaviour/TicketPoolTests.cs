using System.Security.Authentication;
using Segno.Testing;

namespace Segno.Tests.Behaviour;

/// <summary>TLS 1.3 tickets in numbers: each is used once, and there are enough.</summary>
public sealed class TicketPoolTests
{
    private const SslProtocols Tls13 = SslProtocols.Tls13;

    [Fact, Requirement("C187", "A18")]
    public async Task A_ticket_is_offered_once()
    {
        await using Arena arena = new(Tls13);
        TlsServer server = arena.Server();
        TlsClient client = arena.Client();
        HashSet<string> identities = [];
        await arena.VisitAsync(client, server);
        for (int i = 0; i < 8; i++)
        {
            arena.ClientSees.Clear();
            Assert.True((await arena.VisitAsync(client, server)).Server.IsResumed);
            Assert.True(identities.Add(OfferedIdentity(arena)), "A ticket went out twice.");
        }
    }

    [Fact]
    public async Task Tickets_that_are_used_up_are_a_full_handshake_and_not_an_old_ticket()
    {
        await using Arena arena = new(Tls13);
        RecordingClientStore store = new();
        TlsClient client = arena.Client(store: store);
        TlsServer server = arena.Server();
        await arena.VisitAsync(client, server);
        Assert.Equal(1, store.Count);
        // Two at once, one ticket: the second is full.
        HandshakePair first = await HandshakePair.ConnectAsync(client, server, cancellationToken: arena.Cancellation);
        HandshakePair second = await HandshakePair.ConnectAsync(client, server, cancellationToken: arena.Cancellation);
        await using (first)
        await using (second)
        {
            Assert.Equal(ResumptionKind.PskDhe, first.Server.Info.Resumption.Kind);
            Assert.Equal((ResumptionKind.Full, false), (second.Server.Info.Resumption.Kind, second.Server.Info.Resumption.Offered));
        }
    }

    [Theory]
    [InlineData(SslProtocols.Tls12), InlineData(Tls13)]
    public async Task After_128_connections_at_once_the_next_128_all_resume(SslProtocols version)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server();
        TlsClient client = arena.Client();
        await BurstAsync(arena, client, server);
        HandshakePair[] pairs = await BurstAsync(arena, client, server);
        Assert.All(pairs, pair => Assert.True(pair.Client.Info.Resumption.IsResumed));
        Assert.All(pairs, pair => Assert.True(pair.Server.Info.Resumption.IsResumed));
        // A TLS 1.2 session serves as often as it is wanted, so that within the first burst the late may resume what the early made.
        long resumed = version == Tls13 ? server.Statistics.PskDhe : server.Statistics.Ticket;
        Assert.Equal(256, resumed + server.Statistics.Full);
        Assert.InRange(resumed, 128, version == Tls13 ? 128 : 255);
    }

    [Theory, Requirement("C235")]
    [InlineData(1, 8, 1), InlineData(5, 8, 5), InlineData(8, 8, 8), InlineData(8, 3, 3), InlineData(8, 0, 0)]
    public async Task A_client_gets_the_tickets_it_asks_for_up_to_the_servers_limit(int wanted, int limit, int expected)
    {
        await using Arena arena = new(Tls13);
        RecordingClientStore store = new() { Wanted = wanted };
        (ResumptionInfo client, ResumptionInfo server) = await arena.VisitAsync(arena.Client(store: store), arena.Server(maxTickets: limit));
        Assert.Equal((expected, expected, expected), (server.TicketsIssued, client.TicketsIssued, store.Puts));
    }

    [Fact]
    public async Task A_client_that_does_not_ask_gets_the_servers_own_number()
    {
        await using Arena arena = new(Tls13);
        TlsClient client = arena.Client(resumption: new ClientResumptionOptions { MaxTicketsPerConnection = 0 });
        Assert.Equal(3, (await arena.VisitAsync(client, arena.Server(tickets: 3))).Server.TicketsIssued);
    }

    [Fact, Requirement("C181", "C182")]
    public async Task The_tickets_of_one_connection_have_different_nonces_and_age_adds()
    {
        await using Arena arena = new(Tls13);
        RecordingClientStore store = new() { Wanted = 8 };
        await arena.VisitAsync(arena.Client(store: store), arena.Server());
        byte[][] tickets = [.. arena.ClientSees.All.Where(sighting => sighting.Type == Segno.Wire.HandshakeType.NewSessionTicket).Select(sighting => sighting.Encoded)];
        Assert.Equal(8, tickets.Length);
        Assert.Equal(8, tickets.Select(ticket => Convert.ToHexString(ticket.AsSpan(8, 4))).Distinct().Count());
        Assert.Equal(8, tickets.Select(ticket => Convert.ToHexString(ticket.AsSpan(12, 1 + ticket[12]))).Distinct().Count());
    }

    [Fact, Requirement("C237")]
    public async Task A_declined_ticket_takes_its_siblings_along()
    {
        await using Arena arena = new(Tls13);
        RecordingClientStore store = new() { Wanted = 4 };
        TlsClient client = arena.Client(store: store);
        await arena.VisitAsync(client, arena.Server());
        Assert.Equal(4, store.Count);
        await arena.VisitAsync(client, arena.Server(TestHosts.Host(scope: "another"), maxTickets: 0));
        Assert.Equal((1, 0), (store.Removes, store.Count));
    }

    private static async Task<HandshakePair[]> BurstAsync(Arena arena, TlsClient client, TlsServer server)
    {
        // All handshakes start before any is finished, and all tickets arrive before any is closed.
        HandshakePair[] pairs = await Task.WhenAll(
            Enumerable.Range(0, 128).Select(_ => HandshakePair.ConnectAsync(client, server, cancellationToken: arena.Cancellation)));
        foreach (HandshakePair pair in pairs)
        {
            await pair.SettleAsync(arena.Cancellation);
            await pair.CloseAsync(arena.Cancellation);
        }
        return pairs;
    }

    /// <summary>The first identity of the last ClientHello: pre_shared_key is its last extension.</summary>
    private static string OfferedIdentity(Arena arena)
    {
        byte[] hello = arena.ClientSees.First(Segno.Wire.HandshakeType.ClientHello);
        RawHello parsed = RawHello.Parse(hello.AsSpan(4));
        return Convert.ToHexString(parsed.Extension(Segno.Wire.ExtensionType.PreSharedKey)!.AsSpan(4, 64));
    }
}
