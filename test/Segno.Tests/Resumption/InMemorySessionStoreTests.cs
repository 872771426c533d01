
namespace Segno.Tests.Resumption;

public sealed class InMemorySessionStoreTests : ServerSessionStoreContract, IDisposable
{
    private readonly List<InMemorySessionStore> _stores = [];

    protected override IServerSessionStore CreateStore() => Store();

    public void Dispose()
    {
        foreach (InMemorySessionStore store in _stores)
            store.Dispose();
    }

    private InMemorySessionStore Store(int capacity = 1000, long maxBytes = 1 << 20)
    {
        InMemorySessionStore store = new(capacity, maxBytes, Time);
        _stores.Add(store);
        return store;
    }

    private static bool Contains(InMemorySessionStore store, byte[] value) =>
        store.Shards.Any(shard => shard.Pages.Any(page => page.AsSpan().IndexOf(value) >= 0));

    [Fact]
    public async Task Capacity_is_reached_exactly_and_the_oldest_goes_first()
    {
        InMemorySessionStore store = Store(capacity: 100);
        for (int i = 0; i < 100; i++)
            await PutAsync(store, Key(i), Value(i, 111));
        Assert.Equal(100, store.Count);
        for (int i = 0; i < 100; i++)
            Assert.Equal(Value(i, 111), await GetAsync(store, Key(i)));

        await PutAsync(store, Key(100), Value(100, 111));
        Assert.Equal(100, store.Count);
        Assert.Null(await GetAsync(store, Key(0)));
        Assert.NotNull(await GetAsync(store, Key(1)));
        Assert.NotNull(await GetAsync(store, Key(100)));
    }

    [Fact]
    public async Task A_wall_clock_that_is_set_back_does_not_lengthen_a_sessions_life()
    {
        TwoClocks time = new();
        using InMemorySessionStore store = new(100, 1 << 20, time);
        Assert.True(await store.PutAsync(Key(1), Value(1, 111), time.GetUtcNow().AddHours(1), Token));
        for (int i = 0; i < 2; i++)
        {
            time.Advance(TimeSpan.FromMinutes(30));
            Assert.NotNull(await GetAsync(store, Key(1)));
            time.Wall -= TimeSpan.FromMinutes(30);
            Assert.NotNull(await GetAsync(store, Key(1)));
        }
        // What is put while the wall clock is late lives as long as it shall.
        Assert.True(await store.PutAsync(Key(2), Value(2, 111), time.GetUtcNow().AddMinutes(10), Token));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await GetAsync(store, Key(1)));
        time.Advance(TimeSpan.FromSeconds(599));
        Assert.NotNull(await GetAsync(store, Key(2)));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await GetAsync(store, Key(2)));
    }

    [Fact]
    public async Task A_wall_clock_that_jumps_forward_and_back_shortens_a_sessions_life_at_most()
    {
        TwoClocks time = new();
        using InMemorySessionStore store = new(100, 1 << 20, time);
        time.Wall += TimeSpan.FromHours(5);
        Assert.True(await store.PutAsync(Key(1), Value(1, 111), time.GetUtcNow().AddHours(1), Token));
        time.Wall -= TimeSpan.FromHours(5);
        time.Advance(TimeSpan.FromHours(1));
        Assert.NotNull(await GetAsync(store, Key(1)));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await GetAsync(store, Key(1)));

        // A sleep that the monotonic clock does not count.
        Assert.True(await store.PutAsync(Key(2), Value(2, 111), time.GetUtcNow().AddHours(1), Token));
        time.Wall += TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1);
        Assert.Null(await GetAsync(store, Key(2)));
    }

    /// <summary>A wall clock and a monotonic one, apart.</summary>
    private sealed class TwoClocks : TimeProvider
    {
        private TimeSpan _elapsed;

        public DateTimeOffset Wall { get; set; } = Sessions.Start;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by)
        {
            Wall += by;
            _elapsed += by;
        }

        public override DateTimeOffset GetUtcNow() => Wall;

        public override long GetTimestamp() => _elapsed.Ticks;
    }

    [Theory]
    [InlineData(50, 16 * 1024)]
    [InlineData(100_000, 16 * 1024)]
    [InlineData(500, 200_000)]
    [InlineData(5000, 2 * 1024 * 1024)]
    [InlineData(1_000_000, 4 * 1024 * 1024)]
    public async Task Entries_and_bytes_are_bounded_at_every_instant_and_what_is_found_is_right(int capacity, long maxBytes)
    {
        InMemorySessionStore store = Store(capacity, maxBytes);
        Dictionary<int, int> lengths = [];
        uint state = 12345;
        for (int i = 0; i < 20_000; i++)
        {
            state = unchecked(state * 1664525 + 1013904223);
            int length = (state >> 8) % 50 == 0 ? (int)((state >> 16) % 9000) + 1 : (int)((state >> 16) % 150) + 80;
            int number = (int)(state >> 4) % 4000;
            switch ((state >> 2) % 8)
            {
                case 0:
                    await store.RemoveAsync(Key(number), Token);
                    lengths.Remove(number);
                    break;
                case 1:
                    if (await TakeAsync(store, Key(number)) is { } taken)
                        Assert.Equal(Value(number, lengths[number]), taken);
                    lengths.Remove(number);
                    break;
                default:
                    if (await PutAsync(store, Key(number), Value(number, length), TimeSpan.FromSeconds((state >> 12) % 100 + 1)))
                        lengths[number] = length;
                    break;
            }
            if ((state >> 20) % 100 == 0)
                Time.Advance(Sessions.Second);
            Assert.InRange(store.Count, 0, capacity);
            Assert.InRange(store.BytesUsed, 0, maxBytes);
        }
        int found = 0;
        foreach ((int number, int length) in lengths)
        {
            if (await GetAsync(store, Key(number)) is not { } value)
                continue;
            Assert.Equal(Value(number, length), value);
            found++;
        }
        Assert.InRange(found, 1, capacity);
    }

    [Fact]
    public async Task What_leaves_is_zeroed()
    {
        InMemorySessionStore store = Store(capacity: 3);
        byte[][] values = [.. Enumerable.Range(0, 6).Select(i => Enumerable.Repeat((byte)(0xb0 + i), 111).ToArray())];
        for (int i = 0; i < 3; i++)
            await PutAsync(store, Key(i), values[i]);
        Assert.All(values[..3], value => Assert.True(Contains(store, value)));

        await store.RemoveAsync(Key(1), Token);
        Assert.False(Contains(store, values[1][..16]));
        await TakeAsync(store, Key(2));
        Assert.False(Contains(store, values[2][..16]));
        await PutAsync(store, Key(0), values[3]);
        Assert.False(Contains(store, values[0][..16]));
        for (int i = 4; i < 6; i++)
            await PutAsync(store, Key(i), values[i]);
        await PutAsync(store, Key(7), values[0]);
        Assert.False(Contains(store, values[3][..16]));
        Assert.True(Contains(store, values[4]));

        byte[][] pages = [.. store.Shards.SelectMany(shard => shard.Pages)];
        store.Dispose();
        Assert.All(pages, page => Assert.Equal(-1, page.AsSpan().IndexOfAnyExcept((byte)0)));
    }

    [Fact]
    public async Task An_idle_store_zeroes_what_has_expired()
    {
        InMemorySessionStore store = Store();
        for (int i = 0; i < 500; i++)
            await PutAsync(store, Key(i), Value(5, 111), TimeSpan.FromSeconds(30));
        Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(0, store.Count);
        Assert.False(Contains(store, Value(5, 111)[..16]));
    }

    [Fact]
    public async Task An_expired_session_is_zeroed_when_it_is_asked_for()
    {
        InMemorySessionStore store = Store();
        await PutAsync(store, Key(1), Value(1, 111), TimeSpan.FromSeconds(1));
        Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, store.Count);
        Assert.Null(await GetAsync(store, Key(1)));
        Assert.Equal(0, store.Count);
        Assert.False(Contains(store, Value(1, 111)[..16]));
    }

    [Fact]
    public async Task After_disposal_it_has_nothing_and_keeps_nothing()
    {
        InMemorySessionStore store = Store();
        await PutAsync(store, Key(1), Value(1, 20));
        store.Dispose();
        store.Dispose();
        Assert.Null(await GetAsync(store, Key(1)));
        Assert.False(await PutAsync(store, Key(1), Value(1, 20)));
        await store.RemoveAsync(Key(1), Token);
        Assert.Equal(0, store.Count);
    }

    [Fact]
    public async Task A_store_too_small_for_a_session_refuses_it()
    {
        InMemorySessionStore store = Store(maxBytes: InMemorySessionStore.MinBytes);
        Assert.False(await PutAsync(store, Key(1), Value(1, 5000)));
        Assert.True(await PutAsync(store, Key(2), Value(1, 1000)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new InMemorySessionStore(10, InMemorySessionStore.MinBytes - 1, Time));
        Assert.Throws<ArgumentOutOfRangeException>(() => new InMemorySessionStore(0, 1 << 20, Time));
    }

    [Fact]
    public async Task What_has_expired_on_arrival_is_refused()
    {
        InMemorySessionStore store = Store();
        Assert.True(await PutAsync(store, Key(1), Value(1, 20), TimeSpan.Zero));
        Assert.False(await PutAsync(store, Key(2), Value(1, 20), TimeSpan.FromMilliseconds(-1)));
    }

    [Fact]
    public async Task Many_threads_get_what_they_put_or_nothing()
    {
        InMemorySessionStore store = Store(3000, 600_000);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(
            async () =>
            {
                for (int i = 0; i < 5000; i++)
                {
                    int number = (i * 7 + thread) % 6000;
                    byte[] value = Value(number, 60 + number % 200);
                    await PutAsync(store, Key(number), value);
                    if (await (i % 3 == 0 ? TakeAsync(store, Key(number)) : GetAsync(store, Key(number))) is { } got)
                        Assert.Equal(value, got);
                }
            },
            Token)));
        Assert.InRange(store.Count, 1, 3000);
        Assert.InRange(store.BytesUsed, 1, 600_000);
    }
}
