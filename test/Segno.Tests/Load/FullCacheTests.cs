using System.Buffers.Binary;
using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;
using Segno.Tests.Hostile;

namespace Segno.Tests.Load;

/// <summary>The cache for session IDs against floods: it stays within its bounds, makes room for one by letting go of one, and keeps only what may resume.</summary>
public sealed class FullCacheTests
{
    private const int Capacity = 16;

    private readonly FakeTimeProvider _clock = TestHosts.Clock();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Requirement("N125", "A10")]
    public async Task A_million_sessions_pass_through_a_full_cache_one_for_one()
    {
        const int Entries = 2000;
        using InMemorySessionStore store = new(Entries, 1 << 20, _clock);
        byte[] session = new byte[180];
        for (int i = 0; i < 1_000_000; i++)
        {
            byte[] id = new byte[32];
            BinaryPrimitives.WriteInt32LittleEndian(id, i);
            if (!await store.PutAsync(new SessionKey(id), session, _clock.GetUtcNow().AddHours(1), Token))
                Assert.Fail($"Session {i} was not kept.");
            // Shards fill at their own pace: from here on they are all full, and each lets go of as many as it takes.
            if (i >= 3 * Entries && store.Count != Entries)
                Assert.Fail($"After session {i} the cache has {store.Count}.");
        }
        Assert.InRange(store.BytesUsed, 1, 1 << 20);
    }

    [Fact, Requirement("N125", "A10")]
    public async Task Sessions_of_any_size_pass_through_a_cache_that_is_bounded_in_bytes()
    {
        const long MostBytes = 64 * 1024;
        using InMemorySessionStore store = new(1_000_000, MostBytes, _clock);
        int least = int.MaxValue;
        for (int i = 0; i < 100_000; i++)
        {
            byte[] id = new byte[32];
            BinaryPrimitives.WriteInt32LittleEndian(id, i);
            int before = store.Count;
            await store.PutAsync(new SessionKey(id), new byte[100 + (i * 37 % 300)], _clock.GetUtcNow().AddHours(1), Token);
            if (store.BytesUsed > MostBytes)
                Assert.Fail($"After session {i} the cache takes {store.BytesUsed} bytes.");
            least = Math.Min(least, store.Count - before);
        }
        // One of 400 bytes takes the room of at most five of 100, and of what a page ends with.
        Assert.InRange(least, -8, 1);
    }

    [Fact, Requirement("N125", "A10")]
    public async Task Full_handshakes_with_made_up_session_ids_keep_the_cache_at_its_bound()
    {
        await using TlsServer server = Server(null);
        InMemorySessionStore cache = (InMemorySessionStore)server.Configuration.SessionIds!;
        for (int i = 0; i < 5 * Capacity; i++)
        {
            ScriptedClient12 client = new(server);
            client.Hello.SessionId = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
            await using TlsStream stream = await client.ConnectAsync();
            Assert.Equal(ResumptionDecline.UnknownSession, stream.Info.Resumption.Decline);
            Assert.NotEqual(client.Hello.SessionId, client.ServerHello!.SessionId);
            Assert.Equal(Math.Min(i + 1, Capacity), cache.Count);
        }
        Assert.InRange(cache.BytesUsed, 1, 256 * 1024);
    }

    [Fact, Requirement("N125", "A10")]
    public async Task What_may_not_resume_is_never_kept()
    {
        RecordingSessionStore store = new();
        await using TlsServer server = Server(store);

        // Without extended_master_secret (RFC 7627 §5.4).
        await using (TlsStream stream = await new ScriptedClient12(server, ems: false).ConnectAsync())
            Assert.Equal(TicketRefusal.NotResumable, stream.Info.Resumption.NotIssued);
        // TLS 1.3, whose session IDs name nothing (OpenSSL's cache took them in: CVE-2024-2511).
        ScriptedClient13 current = new(server);
        current.Hello.SessionId = new byte[32];
        await using (TlsStream stream = await current.ConnectAsync())
            Assert.Equal(0, store.Puts);
        // With a ticket in its place.
        await using (TlsStream stream = await new ScriptedClient12(server, ticket: []).ConnectAsync())
            Assert.Equal(1, stream.Info.Resumption.TicketsIssued);
        // A handshake that does not end.
        ScriptedClient12 failing = new(server);
        failing.SendHello();
        await failing.ReceiveServerHelloAsync();
        failing.Records.Transport.CompleteWriting();
        await Assert.ThrowsAsync<TlsException>(() => failing.Accepting);
        Assert.Equal((0, 0), (store.Puts, store.Count));

        // And one that resumes keeps what there is, and adds nothing.
        ScriptedClient12 first = new(server);
        await using (TlsStream stream = await first.ConnectAsync())
            Assert.Equal(1, store.Puts);
        ScriptedClient12 second = new(server) { Master = first.Master };
        second.Hello.SessionId = first.ServerHello!.SessionId;
        await using (TlsStream stream = await second.ConnectAsync(expectResumption: true))
            Assert.Equal(ResumptionKind.SessionId, stream.Info.Resumption.Kind);
        Assert.Equal((1, 1), (store.Puts, store.Count));
    }

    private TlsServer Server(RecordingSessionStore? store) => new(TestHosts.ServerOptions(
        _clock,
        SslProtocols.Tls12 | SslProtocols.Tls13,
        resumption: new ServerResumptionOptions { SessionStore = store, SessionIdCapacity = Capacity, SessionIdMaxBytes = 256 * 1024 }));
}
