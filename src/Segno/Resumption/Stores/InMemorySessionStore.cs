using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using Segno.Crypto;
using Segno.Resumption.Stores;

namespace Segno;

/// <summary>
/// The built-in store of a server: shards of a flat slab, bounded in entries and bytes, from which the oldest session goes when room is needed.
/// Every call completes at once. Sessions are zeroed when they leave, when they have expired, and on disposal.
/// </summary>
/// <remarks>
/// A session is found by a fingerprint of its ID: 16 bytes of HMAC-SHA-256 under a key of this store. The whole ID would take 33 bytes of
/// the 160 that a session may cost. The HMAC, about a microsecond, buys two things: 128 bits among which no two IDs meet by accident or,
/// without the key, by intent; and buckets that no client can choose. An expiry is kept in whole seconds, rounded up; a session says more
/// exactly itself when it ends. It is counted by a <see cref="ForwardClock"/>: a wall clock that is set back does not lengthen a session's life.
/// </remarks>
internal sealed class InMemorySessionStore : IServerSessionStore, IDisposable
{
    /// <summary>The least that may be given as bytes: room for a page and an index.</summary>
    public const long MinBytes = 16 * 1024;

    private const int KeyLength = 32;
    private const int MinShardCapacity = 1024;
    private const long MinShardBytes = 512 * 1024;

    private static readonly TimeSpan s_sweepInterval = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private readonly ForwardClock _clock;

    /// <summary>
    /// Pinned and not a SecretBuffer: a look-up that runs while the store is disposed may read it half zeroed, and misses, where a
    /// SecretBuffer's slot could belong to somebody else by then.
    /// </summary>
    private readonly byte[] _fingerprintKey = GC.AllocateArray<byte>(KeyLength, pinned: true);

    private readonly SessionShard[] _shards;
    private readonly ITimer _timer;

    /// <param name="capacity">The most sessions.</param>
    /// <param name="maxBytes">The most bytes, index and all; at least <see cref="MinBytes"/>.</param>
    /// <param name="time">Where time comes from.</param>
    public InMemorySessionStore(int capacity, long maxBytes, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        if (maxBytes < MinBytes)
            throw new ArgumentOutOfRangeException(nameof(maxBytes), $"A session store needs at least {MinBytes} bytes; give it more, or switch session IDs off with a capacity of 0.");
        _time = time;
        _clock = new ForwardClock(time);
        TlsRandom.System.Fill(_fingerprintKey);
        int shards = ShardCount(capacity, maxBytes);
        _shards = new SessionShard[shards];
        for (int i = 0; i < shards; i++)
            _shards[i] = new SessionShard(capacity / shards + (i < capacity % shards ? 1 : 0), maxBytes / shards);
        // Weak: a timer must not keep a store that was forgotten rather than disposed.
        _timer = time.CreateTimer(static state => OnTimer(state), new WeakReference<InMemorySessionStore>(this), s_sweepInterval, s_sweepInterval);
    }

    /// <summary>Sessions kept.</summary>
    public int Count => _shards.Sum(static shard => shard.Count);

    /// <summary>Bytes taken, index and pages.</summary>
    public long BytesUsed => _shards.Sum(static shard => shard.BytesUsed);

    internal IReadOnlyList<SessionShard> Shards => _shards;

    public ValueTask<int> GetAsync(SessionKey key, Memory<byte> destination, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Read(key, destination.Span, remove: false));

    public ValueTask<int> TakeAsync(SessionKey key, Memory<byte> destination, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Read(key, destination.Span, remove: true));

    public ValueTask<bool> PutAsync(SessionKey key, ReadOnlyMemory<byte> session, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        DateTimeOffset wall = _time.GetUtcNow();
        if (session.Length is 0 or > IServerSessionStore.MaxSessionBytes || expiresAt < wall)
            return ValueTask.FromResult(false);
        DateTimeOffset now = _clock.Now(wall);
        UInt128 fingerprint = Fingerprint(key);
        return ValueTask.FromResult(ShardOf(fingerprint).Put(fingerprint, session.Span, SecondsUp(now + (expiresAt - wall)), Seconds(now)));
    }

    public ValueTask RemoveAsync(SessionKey key, CancellationToken cancellationToken)
    {
        UInt128 fingerprint = Fingerprint(key);
        ShardOf(fingerprint).Remove(fingerprint);
        return ValueTask.CompletedTask;
    }

    /// <summary>Zeroes everything. The store then answers as if it had nothing.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        foreach (SessionShard shard in _shards)
            shard.Close();
        CryptographicOperations.ZeroMemory(_fingerprintKey);
    }

    private static void OnTimer(object? state)
    {
        if (!((WeakReference<InMemorySessionStore>)state!).TryGetTarget(out InMemorySessionStore? store))
            return;
        uint now = store.NowInSeconds();
        foreach (SessionShard shard in store._shards)
            shard.Sweep(now);
    }

    /// <summary>A power of two: as many as there are processors, as far as each still has a share worth having.</summary>
    private static int ShardCount(int capacity, long maxBytes)
    {
        long most = Math.Min(capacity / MinShardCapacity, maxBytes / MinShardBytes);
        long wanted = Math.Clamp(BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount), 1, 256);
        return (int)Math.Min(wanted, most < 1 ? 1 : 1L << BitOperations.Log2((ulong)most));
    }

    private uint NowInSeconds() => Seconds(_clock.Now(_time.GetUtcNow()));

    private static uint Seconds(DateTimeOffset time) => (uint)Math.Clamp(time.ToUnixTimeSeconds(), 0, uint.MaxValue);

    private static uint SecondsUp(DateTimeOffset time) => (uint)Math.Clamp((time.ToUnixTimeMilliseconds() + 999) / 1000, 0, uint.MaxValue);

    private int Read(SessionKey key, Span<byte> destination, bool remove)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, IServerSessionStore.MaxSessionBytes, nameof(destination));
        UInt128 fingerprint = Fingerprint(key);
        return ShardOf(fingerprint).Read(fingerprint, destination, NowInSeconds(), remove);
    }

    private SessionShard ShardOf(UInt128 fingerprint) => _shards[(int)((uint)(fingerprint >> 96) & (uint)(_shards.Length - 1))];

    private UInt128 Fingerprint(SessionKey key)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_fingerprintKey, key.Id.Span, mac);
        return BinaryPrimitives.ReadUInt128LittleEndian(mac);
    }
}
