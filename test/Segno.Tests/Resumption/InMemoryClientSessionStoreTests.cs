using Microsoft.Extensions.Time.Testing;

namespace Segno.Tests.Resumption;

public sealed class InMemoryClientSessionStoreTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(Sessions.Start);
    private readonly List<IDisposable> _owned = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _owned.ForEach(owned => owned.Dispose());

    private static ClientSessionKey Key(string name = "a.test", string configuration = "c", int port = 443, string partition = "") =>
        new(configuration, name, port, partition);

    private InMemoryClientSessionStore Store(int capacity = 1000, int perOrigin = 256, long maxBytes = 16 << 20, int maxTickets = 8)
    {
        InMemoryClientSessionStore store = new(capacity, perOrigin, maxBytes, maxTickets, _time);
        _owned.Add(store);
        return store;
    }

    private async Task<TlsClientSession?> TakeAsync(InMemoryClientSessionStore store, ClientSessionKey? key = null)
    {
        TlsClientSession? session = await store.TakeAsync(key ?? Key(), Token);
        if (session is not null)
            _owned.Add(session);
        return session;
    }

    /// <summary>The name of the ticket or ID that is taken; null if there is none.</summary>
    private async Task<int?> TakeNameAsync(InMemoryClientSessionStore store, ClientSessionKey? key = null) =>
        await TakeAsync(store, key) is { } session ? (session.Ticket.IsEmpty ? session.SessionId : session.Ticket).Span[0] : null;

    private static async Task PutAsync(InMemoryClientSessionStore store, TlsClientSession session, ClientSessionKey? key = null) =>
        await store.PutAsync(key ?? Key(), session, Token);

    [Fact, Requirement("C187")]
    public async Task Tickets_are_used_once_and_the_newest_first()
    {
        InMemoryClientSessionStore store = Store();
        for (byte i = 1; i <= 3; i++)
            await PutAsync(store, Sessions.Ticket(i));
        Assert.Equal(3, await TakeNameAsync(store));
        Assert.Equal(2, await TakeNameAsync(store));
        Assert.Equal(1, await TakeNameAsync(store));
        Assert.Null(await TakeNameAsync(store));
        Assert.Equal(0, store.Count);
    }

    [Fact]
    public async Task A_Tls12_session_is_used_again_as_a_copy_and_replaced_by_a_newer_one()
    {
        InMemoryClientSessionStore store = Store();
        await PutAsync(store, Sessions.Id(1));
        TlsClientSession first = (await TakeAsync(store))!;
        first.Dispose();
        Assert.Equal(0xa0, (await TakeAsync(store))!.Session.Secret.Span[0]);
        await PutAsync(store, Sessions.Id(2));
        Assert.Equal(2, await TakeNameAsync(store));
        Assert.Equal(2, await TakeNameAsync(store));
        Assert.Equal(1, store.Count);
    }

    [Fact]
    public async Task Sessions_of_other_keys_are_not_found()
    {
        InMemoryClientSessionStore store = Store();
        await PutAsync(store, Sessions.Ticket(1));
        Assert.Null(await TakeNameAsync(store, Key("b.test")));
        Assert.Null(await TakeNameAsync(store, Key(configuration: "d")));
        Assert.Null(await TakeNameAsync(store, Key(port: 444)));
        Assert.Null(await TakeNameAsync(store, Key(partition: "p")));
        Assert.Equal(1, await TakeNameAsync(store, Key()));
    }

    [Fact, Requirement("C137")]
    public async Task A_session_is_there_at_its_expiry_and_not_a_second_later()
    {
        InMemoryClientSessionStore store = Store();
        await PutAsync(store, Sessions.Ticket(1, lifetime: TimeSpan.FromSeconds(10)));
        await PutAsync(store, Sessions.Ticket(2, lifetime: TimeSpan.FromSeconds(9)));
        await PutAsync(store, Sessions.Id(3, lifetime: TimeSpan.FromSeconds(9)));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, await TakeNameAsync(store));
        Assert.Null(await TakeNameAsync(store));

        await PutAsync(store, Sessions.Ticket(4, receivedAt: _time.GetUtcNow(), lifetime: TimeSpan.FromSeconds(10)));
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Null(await TakeNameAsync(store));
        Assert.Equal(0, store.Count);
    }

    [Fact]
    public async Task An_idle_store_zeroes_what_has_expired()
    {
        InMemoryClientSessionStore store = Store();
        TlsClientSession ticket = Sessions.Ticket(1, lifetime: TimeSpan.FromSeconds(10)), id = Sessions.Id(2, lifetime: TimeSpan.FromSeconds(10));
        await PutAsync(store, ticket);
        await PutAsync(store, id);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, store.Count);
        Assert.Throws<ObjectDisposedException>(() => ticket.Session.Secret.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => id.Session.Secret.Span.Length);
    }

    [Fact]
    public async Task A_ticket_that_a_copy_claimed_is_dropped()
    {
        InMemoryClientSessionStore store = Store();
        TlsClientSession session = Sessions.Ticket(1);
        using TlsClientSession copy = session.Clone();
        await PutAsync(store, session);
        Assert.True(copy.TryClaim());
        Assert.Null(await TakeNameAsync(store));
        Assert.Throws<ObjectDisposedException>(() => session.Session.Secret.Span.Length);
    }

    [Fact]
    public async Task What_the_store_hands_out_is_claimed()
    {
        InMemoryClientSessionStore store = Store();
        TlsClientSession session = Sessions.Ticket(1);
        using TlsClientSession copy = session.Clone();
        await PutAsync(store, session);
        Assert.Equal(1, await TakeNameAsync(store));
        Assert.False(copy.TryClaim());
    }

    [Fact, Requirement("C237")]
    public async Task Removing_forgets_every_session_of_an_origin()
    {
        InMemoryClientSessionStore store = Store();
        TlsClientSession session = Sessions.Ticket(1);
        await PutAsync(store, session);
        await PutAsync(store, Sessions.Id(2));
        await PutAsync(store, Sessions.Ticket(3), Key("b.test"));
        await store.RemoveAsync(Key(), Token);
        Assert.Null(await TakeNameAsync(store));
        Assert.Equal(3, await TakeNameAsync(store, Key("b.test")));
        Assert.Throws<ObjectDisposedException>(() => session.Session.Secret.Span.Length);
    }

    [Fact]
    public async Task The_pool_of_an_origin_is_bounded_and_its_oldest_goes()
    {
        InMemoryClientSessionStore store = Store(perOrigin: 2);
        for (byte i = 1; i <= 3; i++)
            await PutAsync(store, Sessions.Ticket(i));
        Assert.Equal(2, store.Count);
        Assert.Equal(3, await TakeNameAsync(store));
        Assert.Equal(2, await TakeNameAsync(store));
        Assert.Null(await TakeNameAsync(store));
    }

    [Fact]
    public async Task The_origin_that_was_not_used_for_longest_goes_first()
    {
        InMemoryClientSessionStore store = Store(capacity: 4);
        await PutAsync(store, Sessions.Ticket(1), Key("a.test"));
        await PutAsync(store, Sessions.Ticket(2), Key("b.test"));
        await PutAsync(store, Sessions.Ticket(3), Key("a.test"));
        await PutAsync(store, Sessions.Ticket(4), Key("c.test"));
        await PutAsync(store, Sessions.Ticket(5), Key("d.test"));
        Assert.Null(await TakeNameAsync(store, Key("b.test")));
        Assert.Equal(3, await TakeNameAsync(store, Key("a.test")));
        Assert.Equal(5, await TakeNameAsync(store, Key("d.test")));
    }

    [Fact]
    public async Task Entries_and_bytes_are_bounded_at_every_instant()
    {
        InMemoryClientSessionStore store = Store(capacity: 50, perOrigin: 20, maxBytes: 40_000);
        for (int i = 0; i < 2000; i++)
        {
            ClientSessionKey key = Key($"host{i * 7 % 90}.test");
            if (i % 3 == 0)
                await TakeAsync(store, key);
            await PutAsync(store, i % 5 == 0 ? Sessions.Id((byte)(i % 256)) : Sessions.Ticket((byte)(i % 256), length: i % 11 * 300 + 1), key);
            Assert.InRange(store.Count, 0, 50);
            Assert.InRange(store.BytesUsed, 0, 40_000);
        }
        Assert.InRange(store.Count, 1, 50);
    }

    [Fact]
    public async Task One_origin_alone_keeps_to_the_bounds()
    {
        InMemoryClientSessionStore store = Store(capacity: 3);
        for (byte i = 1; i <= 5; i++)
            await PutAsync(store, Sessions.Ticket(i));
        Assert.Equal(3, store.Count);
        Assert.Equal(5, await TakeNameAsync(store));

        InMemoryClientSessionStore tiny = Store(maxBytes: 100);
        await PutAsync(tiny, Sessions.Ticket(1));
        Assert.Equal(0, tiny.Count);
        Assert.InRange(tiny.BytesUsed, 0, 100);
    }

    [Fact]
    public async Task One_origin_does_not_displace_the_others_however_large_its_tickets()
    {
        InMemoryClientSessionStore store = Store(capacity: 4096);
        for (int i = 0; i < 100; i++)
            await PutAsync(store, Sessions.Ticket(1, length: 200), Key($"good{i}.test"));
        long others = store.BytesUsed;
        for (int i = 0; i < 1024; i++)
            await PutAsync(store, Large(new byte[60_000]), Key("evil.test"));
        Assert.InRange(store.BytesUsed - others, 0, (16 << 20) / 16);
        for (int i = 0; i < 100; i++)
            Assert.NotNull(await TakeAsync(store, Key($"good{i}.test")));
        Assert.NotNull(await TakeAsync(store, Key("evil.test")));
    }

    [Fact]
    public async Task A_chain_that_tickets_of_one_connection_share_counts_once()
    {
        InMemoryClientSessionStore store = Store();
        await PutAsync(store, Sessions.Ticket(1));
        long before = store.BytesUsed;
        ReadOnlyMemory<byte> chain = new byte[60_000];
        TlsClientSession first = Large(chain);
        await PutAsync(store, first);
        await PutAsync(store, first.Clone());
        Assert.InRange(store.BytesUsed - before, 60_000, 100_000);
        await store.RemoveAsync(Key(), Token);
        await PutAsync(store, Sessions.Ticket(1));
        Assert.Equal(before, store.BytesUsed);
    }

    /// <summary>As large as a ticket and a chain may be.</summary>
    private static TlsClientSession Large(ReadOnlyMemory<byte> certificate) =>
        new(Sessions.Tls13(certificates: [certificate]), default, new byte[16384], Sessions.Start);

    [Fact]
    public async Task A_session_that_is_put_expired_or_after_disposal_is_disposed()
    {
        InMemoryClientSessionStore store = Store();
        TlsClientSession expired = Sessions.Ticket(1, receivedAt: Sessions.Start.AddHours(-2));
        await PutAsync(store, expired);
        Assert.Equal(0, store.Count);
        Assert.Throws<ObjectDisposedException>(() => expired.Session.Secret.Span.Length);

        TlsClientSession kept = Sessions.Ticket(2), late = Sessions.Ticket(3);
        await PutAsync(store, kept);
        store.Dispose();
        await PutAsync(store, late);
        Assert.Throws<ObjectDisposedException>(() => kept.Session.Secret.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => late.Session.Secret.Span.Length);
        Assert.Null(await TakeNameAsync(store));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task After_a_warm_up_of_128_connections_at_once_128_at_once_all_resume_again_and_again(int serverGives)
    {
        InMemoryClientSessionStore store = Store();
        for (int round = 0; round < 5; round++)
        {
            int resumed = 0;
            for (int i = 0; i < 128; i++)
            {
                if (await TakeAsync(store) is not null)
                    resumed++;
            }
            Assert.Equal(round == 0 ? 0 : 128, resumed);
            for (int i = 0; i < 128 * serverGives; i++)
                await PutAsync(store, Sessions.Ticket((byte)i, receivedAt: _time.GetUtcNow()));
            _time.Advance(TimeSpan.FromMinutes(5));
        }
    }

    [Fact]
    public async Task Of_many_threads_no_two_get_one_ticket()
    {
        InMemoryClientSessionStore store = Store();
        for (int i = 0; i < 200; i++)
            await PutAsync(store, Sessions.Ticket((byte)i));
        TlsClientSession?[] taken = await Task.WhenAll(Enumerable.Range(0, 256).Select(_ => Task.Run(async () => await store.TakeAsync(Key(), Token), Token)));
        Assert.Equal(200, taken.Count(session => session is not null));
        Assert.Equal(200, taken.Where(session => session is not null).Select(session => session!.Ticket.Span[0]).Distinct().Count());
        _owned.AddRange(taken.OfType<IDisposable>());
    }

    [Fact, Requirement("C235")]
    public async Task An_unknown_origin_is_asked_for_two_tickets_within_the_limit()
    {
        Assert.Equal(2, Store().TicketsWanted(Key()));
        Assert.Equal(1, Store(maxTickets: 1).TicketsWanted(Key()));
        InMemoryClientSessionStore store = Store();
        Assert.Null(await TakeNameAsync(store));
        Assert.Equal(2, store.TicketsWanted(Key()));
    }

    [Fact]
    public async Task One_connection_after_the_other_asks_for_one()
    {
        InMemoryClientSessionStore store = Store();
        await TakeAsync(store);
        await PutAsync(store, Sessions.Ticket(1));
        await PutAsync(store, Sessions.Ticket(2));
        for (byte i = 0; i < 10; i++)
        {
            Assert.NotNull(await TakeAsync(store));
            Assert.Equal(1, store.TicketsWanted(Key()));
            await PutAsync(store, Sessions.Ticket(i));
        }
    }

    [Fact]
    public async Task A_burst_that_found_too_few_tickets_raises_the_wish_and_time_lowers_it()
    {
        InMemoryClientSessionStore store = Store();
        await TakeAsync(store);
        await PutAsync(store, Sessions.Ticket(1));
        // Six at once with one ticket between them: five miss, and the peak is remembered when the pool is empty again.
        for (int i = 0; i < 6; i++)
            await TakeAsync(store);
        await PutAsync(store, Sessions.Ticket(2));
        await TakeAsync(store);
        Assert.Equal(6, store.TicketsWanted(Key()));
        for (byte i = 0; i < 12; i++)
            await PutAsync(store, Sessions.Ticket(i));
        Assert.Equal(1, store.TicketsWanted(Key()));

        await store.RemoveAsync(Key(), Token);
        Assert.Equal(6, store.TicketsWanted(Key()));
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(3, store.TicketsWanted(Key()));
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, store.TicketsWanted(Key()));
    }
}
