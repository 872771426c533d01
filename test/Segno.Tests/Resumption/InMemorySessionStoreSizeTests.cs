using Microsoft.Extensions.Time.Testing;

namespace Segno.Tests.Resumption;

/// <summary>Alone, since one of them asks the garbage collector what the whole process takes.</summary>
[CollectionDefinition(nameof(MemoryCollection), DisableParallelization = true)]
public sealed class MemoryCollection;

[Collection(nameof(MemoryCollection))]
public sealed class InMemorySessionStoreSizeTests
{
    private readonly FakeTimeProvider _time = new(Sessions.Start);

    /// <summary>Puts sessions without client certificates, for a name of nine bytes and with h2.</summary>
    private async Task FillAsync(InMemorySessionStore store, int count)
    {
        using Segno.Resumption.Sessions.Session session = Sessions.Tls12(serverName: "localhost", protocol: "h2");
        byte[] encoded = Sessions.Encode(session);
        byte[] id = new byte[32];
        DateTimeOffset expiresAt = _time.GetUtcNow().AddHours(1);
        for (int i = 0; i < count; i++)
        {
            BitConverter.TryWriteBytes(id, i);
            await store.PutAsync(new SessionKey(id), encoded, expiresAt, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_million_sessions_take_at_most_160_bytes_each_by_its_own_count()
    {
        using InMemorySessionStore store = new(1_000_000, 160_000_000, _time);
        await FillAsync(store, 1_000_000);
        // Shards fill unevenly; a full one lets its oldest go.
        Assert.InRange(store.Count, 995_000, 1_000_000);
        Assert.InRange((double)store.BytesUsed / store.Count, 140, 160);
    }

    [Fact]
    public async Task A_hundred_thousand_sessions_take_at_most_160_bytes_each_by_the_collectors_count()
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        using InMemorySessionStore store = new(100_000, 64 << 20, _time);
        await FillAsync(store, 100_000);
        long after = GC.GetTotalMemory(forceFullCollection: true);
        Assert.InRange(store.Count, 99_000, 100_000);
        Assert.InRange((double)(after - before) / store.Count, 130, 160);
        Assert.InRange((double)store.BytesUsed / store.Count, 140, 160);
    }
}
