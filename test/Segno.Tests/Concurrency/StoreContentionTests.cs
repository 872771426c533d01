using System.Buffers.Binary;
using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;
using Segno.Crypto;
using Segno.Tests.Hostile;
using Segno.Tests.Load;
using Segno.Tests.Resumption;
using Segno.Wire;

namespace Segno.Tests.Concurrency;

/// <summary>The stores under many hands: within their bounds at every moment, no session mixed with another, none left behind.</summary>
[Collection(nameof(ProcessWide))]
public sealed class StoreContentionTests
{
    private const int Workers = 8;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Requirement("A10")]
    public async Task The_cache_keeps_its_bounds_and_gives_back_what_was_put()
    {
        const int Capacity = 100;
        FakeTimeProvider clock = TestHosts.Clock();
        using InMemorySessionStore store = new(Capacity, 1 << 20, clock);
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(worker), Token)));
        Assert.InRange(store.Count, 0, Capacity);
        int left = 0;
        byte[] room = new byte[IServerSessionStore.MaxSessionBytes];
        for (int id = 0; id < 2 * Capacity; id++)
            left += await store.TakeAsync(Key(id), room, Token) > 0 ? 1 : 0;
        Assert.Equal(0, store.Count);
        Assert.InRange(left, 1, Capacity);

        async Task WorkAsync(int worker)
        {
            Random random = new(worker);
            byte[] own = new byte[IServerSessionStore.MaxSessionBytes];
            for (int i = 0; i < 5000; i++)
            {
                int id = random.Next(2 * Capacity);
                switch (random.Next(8))
                {
                    case 0:
                        await store.RemoveAsync(Key(id), Token);
                        break;
                    case < 4:
                        byte[] session = new byte[50 + (id * 7 % 200)];
                        session.AsSpan().Fill((byte)(id & 0xff));
                        await store.PutAsync(Key(id), session, clock.GetUtcNow().AddHours(1), Token);
                        break;
                    case 4:
                        Check(id, own.AsSpan(0, await store.TakeAsync(Key(id), own, Token)));
                        break;
                    default:
                        Check(id, own.AsSpan(0, await store.GetAsync(Key(id), own, Token)));
                        break;
                }
                if (store.Count > Capacity || store.BytesUsed > 1 << 20)
                    Assert.Fail($"The cache has {store.Count} sessions in {store.BytesUsed} bytes.");
            }
        }

        static void Check(int id, ReadOnlySpan<byte> session)
        {
            if (session.Length != 0 && (session.Length != 50 + (id * 7 % 200) || session.ContainsAnyExcept((byte)(id & 0xff))))
                Assert.Fail($"Session {id} came back as another.");
        }
    }

    [Fact, Requirement("A15")]
    public async Task Tickets_that_are_put_taken_and_forgotten_at_once_are_each_freed_once()
    {
        const int Capacity = 20;
        long before = SecretBuffer.Outstanding;
        FakeTimeProvider clock = new(Sessions.Start);
        InMemoryClientSessionStore store = new(Capacity, 8, 1 << 20, 8, clock);
        ClientSessionKey[] keys = [.. Enumerable.Range(1, 5).Select(port => new ClientSessionKey("c", "localhost", port, ""))];
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(
            async () =>
            {
                Random random = new(worker);
                for (int i = 0; i < 2000; i++)
                {
                    ClientSessionKey key = keys[random.Next(keys.Length)];
                    int what = random.Next(16);
                    if (what == 0)
                        await store.RemoveAsync(key, Token);
                    else if (what < 8)
                        await store.PutAsync(key, what < 7 ? Sessions.Ticket((byte)(i & 0xff)) : Sessions.Id((byte)(i & 0xff)), Token);
                    else
                        (await store.TakeAsync(key, Token))?.Dispose();
                    if (store.Count > Capacity)
                        Assert.Fail($"The store has {store.Count} sessions.");
                }
            },
            Token)));
        Assert.Equal(before + store.Count, SecretBuffer.Outstanding);
        store.Dispose();
        Assert.Equal(before, SecretBuffer.Outstanding);
    }

    [Fact, Requirement("A15")]
    public async Task Connections_that_receive_tickets_at_once_keep_each_once()
    {
        const int Connections = 24, Tickets = 8;
        FakeTimeProvider clock = TestHosts.Clock();
        await using TlsServer server = new(TestHosts.ServerOptions(clock, SslProtocols.Tls13, resumption: new ServerResumptionOptions { TicketsPerConnection = Tickets }));
        await using TlsClient client = new(TestHosts.ClientOptions(clock, SslProtocols.Tls13, new ClientResumptionOptions { MaxTicketsPerConnection = 0 }));
        InMemoryClientSessionStore store = (InMemoryClientSessionStore)client.Configuration.Store!;
        HandshakePair[] pairs = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => HandshakePair.ConnectAsync(client, server, cancellationToken: Token)));
        long before = SecretBuffer.Outstanding;
        Assert.Equal(0, store.Count);
        // All read at once, and every second is disposed by another hand as soon as it has said a word.
        await Task.WhenAll(pairs.Select((pair, i) => Task.Run(
            async () =>
            {
                await pair.SettleAsync(Token);
                if (i % 2 == 0)
                    await pair.DisposeAsync();
            },
            Token)));
        Assert.Equal(Connections * Tickets, store.Count);
        foreach (HandshakePair pair in pairs)
            await pair.DisposeAsync();
        HashSet<string> names = [];
        ClientSessionKey key = new(client.Configuration.Fingerprint, TestHosts.Name, 443, "");
        while (await store.TakeAsync(key, Token) is { } session)
        {
            Assert.True(names.Add(Convert.ToHexString(session.Ticket.Span)));
            session.Dispose();
        }
        Assert.Equal(Connections * Tickets, names.Count);
        Assert.True(SecretBuffer.Outstanding < before);
    }

    [Fact, Requirement("A10")]
    public async Task Sessions_that_resume_and_fail_at_once_leave_the_cache()
    {
        const int Sessions = 8, PerSession = 6;
        FakeTimeProvider clock = TestHosts.Clock();
        await using TlsServer server = new(TestHosts.ServerOptions(clock, SslProtocols.Tls12, resumption: new ServerResumptionOptions { Tickets = false, SessionIdCapacity = Sessions }));
        InMemorySessionStore cache = (InMemorySessionStore)server.Configuration.SessionIds!;
        List<(byte[] Id, byte[] Master)> made = [];
        for (int i = 0; i < Sessions; i++)
        {
            ScriptedClient12 client = new(server);
            await using TlsStream stream = await client.ConnectAsync();
            made.Add((client.ServerHello!.SessionId, client.Master));
        }
        Assert.Equal(Sessions, cache.Count);
        // Of the connections that resume a session of even number, one ends by a fatal alert (RFC 5246 §7.2.2).
        await Task.WhenAll(Enumerable.Range(0, Sessions * PerSession).Select(i => Task.Run(
            async () =>
            {
                (byte[] id, byte[] master) = made[i % Sessions];
                ScriptedClient12 client = new(server) { Master = master };
                client.Hello.SessionId = id;
                client.SendHello();
                RawHello answer = await client.ReceiveServerHelloAsync();
                if (!answer.SessionId.AsSpan().SequenceEqual(id))
                {
                    client.Records.Transport.CompleteWriting();
                    await Assert.ThrowsAsync<TlsException>(() => client.Accepting);
                    return;
                }
                await client.FinishAbbreviatedAsync();
                await using TlsStream stream = await client.Accepting;
                if (i % 2 != 0 || i / Sessions != 0)
                    return;
                client.Records.Send(ContentType.Handshake, [0xff, 0, 0, 0]);
                await Assert.ThrowsAsync<TlsException>(() => stream.ReadExactlyAsync(new byte[1], Token).AsTask());
            },
            Token)));
        Assert.Equal(Sessions / 2, cache.Count);
        TlsStatistics seen = server.Statistics;
        Assert.Equal(Sessions * (PerSession + 1), seen.Full + seen.SessionId + seen.Failed);
    }

    private static SessionKey Key(int id)
    {
        byte[] bytes = new byte[32];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, id);
        return new SessionKey(bytes);
    }
}
