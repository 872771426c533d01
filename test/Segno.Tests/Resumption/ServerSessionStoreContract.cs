using Microsoft.Extensions.Time.Testing;

namespace Segno.Tests.Resumption;

/// <summary>What every <see cref="IServerSessionStore"/> must do. A store's tests derive from it.</summary>
public abstract class ServerSessionStoreContract
{
    protected FakeTimeProvider Time { get; } = new(Sessions.Start);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract IServerSessionStore CreateStore();

    protected static SessionKey Key(int number, int length = 32)
    {
        byte[] id = new byte[length];
        BitConverter.TryWriteBytes(id, number);
        id[^1] ^= 0x5a;
        return new SessionKey(id);
    }

    protected static byte[] Value(int number, int length) => [.. Enumerable.Range(0, length).Select(i => unchecked((byte)(number + i)))];

    protected static async Task<byte[]?> GetAsync(IServerSessionStore store, SessionKey key)
    {
        byte[] destination = new byte[IServerSessionStore.MaxSessionBytes];
        int length = await store.GetAsync(key, destination, Token);
        return length == 0 ? null : destination[..length];
    }

    protected static async Task<byte[]?> TakeAsync(IServerSessionStore store, SessionKey key)
    {
        byte[] destination = new byte[IServerSessionStore.MaxSessionBytes];
        int length = await store.TakeAsync(key, destination, Token);
        return length == 0 ? null : destination[..length];
    }

    protected async Task<bool> PutAsync(IServerSessionStore store, SessionKey key, byte[] value, TimeSpan? lifetime = null) =>
        await store.PutAsync(key, value, Time.GetUtcNow() + (lifetime ?? TimeSpan.FromHours(1)), Token);

    [Fact]
    public async Task What_was_put_is_got_again_and_again()
    {
        IServerSessionStore store = CreateStore();
        Assert.True(await PutAsync(store, Key(1), Value(1, 111)));
        Assert.Equal(Value(1, 111), await GetAsync(store, Key(1)));
        Assert.Equal(Value(1, 111), await GetAsync(store, Key(1)));
    }

    [Fact]
    public async Task The_bytes_are_copied()
    {
        IServerSessionStore store = CreateStore();
        byte[] value = Value(1, 50);
        byte[] id = Key(1).Id.ToArray();
        await PutAsync(store, new SessionKey(id), value);
        value.AsSpan().Clear();
        id.AsSpan().Clear();
        Assert.Equal(Value(1, 50), await GetAsync(store, Key(1)));
    }

    [Fact]
    public async Task An_unknown_ID_a_prefix_and_an_extension_miss()
    {
        IServerSessionStore store = CreateStore();
        await PutAsync(store, new SessionKey(new byte[] { 1, 2, 3, 0 }), Value(1, 20));
        Assert.Null(await GetAsync(store, new SessionKey(new byte[] { 1, 2, 3 })));
        Assert.Null(await GetAsync(store, new SessionKey(new byte[] { 1, 2, 3, 0, 0 })));
        Assert.Null(await GetAsync(store, new SessionKey(new byte[] { 1, 2, 3, 1 })));
        Assert.NotNull(await GetAsync(store, new SessionKey(new byte[] { 1, 2, 3, 0 })));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    public async Task An_ID_of_any_length_is_found(int length)
    {
        IServerSessionStore store = CreateStore();
        SessionKey key = new(Value(7, length));
        await PutAsync(store, key, Value(1, 20));
        Assert.Equal(Value(1, 20), await GetAsync(store, key));
    }

    [Fact]
    public async Task Taking_removes()
    {
        IServerSessionStore store = CreateStore();
        await PutAsync(store, Key(1), Value(1, 20));
        Assert.Equal(Value(1, 20), await TakeAsync(store, Key(1)));
        Assert.Null(await TakeAsync(store, Key(1)));
        Assert.Null(await GetAsync(store, Key(1)));
    }

    [Fact, Requirement("N46")]
    public async Task Of_16_threads_that_take_one_ID_one_gets_it()
    {
        IServerSessionStore store = CreateStore();
        for (int round = 0; round < 50; round++)
        {
            await PutAsync(store, Key(round), Value(round, 111));
            using Barrier barrier = new(16);
            byte[]?[] taken = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Factory.StartNew(
                async () =>
                {
                    barrier.SignalAndWait(Token);
                    return await TakeAsync(store, Key(round));
                },
                Token,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap()));
            Assert.Equal(Value(round, 111), Assert.Single(taken, value => value is not null));
        }
    }

    [Fact]
    public async Task Removing_forgets_and_may_be_repeated()
    {
        IServerSessionStore store = CreateStore();
        await PutAsync(store, Key(1), Value(1, 20));
        await PutAsync(store, Key(2), Value(2, 20));
        await store.RemoveAsync(Key(1), Token);
        await store.RemoveAsync(Key(1), Token);
        Assert.Null(await GetAsync(store, Key(1)));
        Assert.Equal(Value(2, 20), await GetAsync(store, Key(2)));
    }

    [Fact]
    public async Task A_second_put_replaces()
    {
        IServerSessionStore store = CreateStore();
        await PutAsync(store, Key(1), Value(1, 20));
        Assert.True(await PutAsync(store, Key(1), Value(9, 300)));
        Assert.Equal(Value(9, 300), await GetAsync(store, Key(1)));
        await store.RemoveAsync(Key(1), Token);
        Assert.Null(await GetAsync(store, Key(1)));
    }

    [Fact]
    public async Task It_is_there_at_its_expiry_and_not_a_second_later()
    {
        IServerSessionStore store = CreateStore();
        await PutAsync(store, Key(1), Value(1, 20), TimeSpan.FromSeconds(10));
        Time.Advance(TimeSpan.FromSeconds(10));
        Assert.NotNull(await GetAsync(store, Key(1)));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await GetAsync(store, Key(1)));
        Assert.Null(await TakeAsync(store, Key(1)));
    }

    [Fact]
    public async Task The_largest_session_is_kept_and_a_larger_one_refused()
    {
        IServerSessionStore store = CreateStore();
        Assert.True(await PutAsync(store, Key(1), Value(1, IServerSessionStore.MaxSessionBytes)));
        Assert.Equal(Value(1, IServerSessionStore.MaxSessionBytes), await GetAsync(store, Key(1)));
        Assert.False(await PutAsync(store, Key(2), Value(1, IServerSessionStore.MaxSessionBytes + 1)));
        Assert.Null(await GetAsync(store, Key(2)));
    }
}
