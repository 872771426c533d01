using System.Numerics;

namespace Segno.Resumption.Stores;

/// <summary>
/// One shard of <see cref="InMemorySessionStore"/>: a log of entries in pages, and a hash index with a chain in each bucket. Entries are
/// appended at the head and leave at the tail, the oldest first, so that there is no fragmentation and no free list. One that is removed
/// earlier is zeroed at once; its room comes back when the tail passes it. One lock, held for a look-up and a copy.
/// </summary>
internal sealed class SessionShard
{
    /// <summary>Expired entries that one put clears away at most: more than one, so that they become fewer, and few, so that the lock is held shortly.</summary>
    private const int ExpiredPerPut = 4;

    /// <summary>The smallest entry is longer than this; more buckets than bytes / 32 would be waste.</summary>
    private const int BytesPerBucket = 32;

    private readonly Lock _lock = new();
    private readonly int _capacity;
    private readonly SessionLog _log;

    /// <summary>The place of each bucket's first entry; 0: empty.</summary>
    private readonly uint[] _buckets;

    private int _count;
    private bool _closed;

    public SessionShard(int capacity, long maxBytes)
    {
        _capacity = capacity;
        long most = (long)BitOperations.RoundUpToPowerOf2((uint)Math.Min(capacity, 1 << 30));
        long afford = 1L << BitOperations.Log2((ulong)Math.Max(1, maxBytes / BytesPerBucket));
        _buckets = new uint[Math.Min(Math.Min(most, afford), 1 << 28)];
        _log = new SessionLog(maxBytes - IndexBytes);
    }

    public int Count => Volatile.Read(ref _count);

    public long BytesUsed => IndexBytes + _log.BytesUsed;

    /// <summary>The pages, for tests that look for what should be gone.</summary>
    internal IEnumerable<byte[]> Pages => _log.Pages;

    private long IndexBytes => (long)_buckets.Length * sizeof(uint);

    /// <summary>Copies a session out, and removes it if asked to.</summary>
    /// <returns>Its bytes; 0 if there is none, or if it has expired.</returns>
    public int Read(UInt128 fingerprint, Span<byte> destination, uint now, bool remove)
    {
        lock (_lock)
        {
            uint place = Find(fingerprint);
            if (place == 0)
                return 0;
            SessionEntry entry = _log.At(place);
            int length = 0;
            bool expired = entry.ExpiresAt < now;
            if (!expired)
            {
                entry.Session.CopyTo(destination);
                length = entry.Length;
            }
            if (expired || remove)
                Drop(place);
            return length;
        }
    }

    /// <summary>Keeps a session, in the place of one of that fingerprint.</summary>
    /// <returns>False if it is too long for this shard.</returns>
    public bool Put(UInt128 fingerprint, ReadOnlySpan<byte> session, uint expiresAt, uint now)
    {
        lock (_lock)
        {
            if (_closed || !_log.Fits(session.Length))
                return false;
            if (Find(fingerprint) is not 0 and uint old)
                Drop(old);
            for (int i = 0; i < ExpiredPerPut && _log.TryPeekOldest(out uint expired) && !IsLiveAt(expired, now); i++)
                EvictOldest();
            while (_count >= _capacity)
                EvictOldest();
            // Room is made at the pace at which it is used, so that no single put pays for a whole page.
            for (int freed = 0; _count > 0 && _log.IsFull && freed < SessionEntry.SizeOf(session.Length);)
                freed += EvictOldest();
            while (!_log.HasRoom(session.Length))
                EvictOldest();

            uint place = _log.Append(session.Length);
            ref uint bucket = ref BucketOf(fingerprint);
            SessionEntry.Write(_log.At(place), fingerprint, session, expiresAt, next: bucket);
            bucket = place;
            _count++;
            return true;
        }
    }

    public void Remove(UInt128 fingerprint)
    {
        lock (_lock)
        {
            if (Find(fingerprint) is not 0 and uint place)
                Drop(place);
        }
    }

    /// <summary>Clears expired sessions away from the tail; those behind a longer-lived one wait for it, or for a look-up.</summary>
    public void Sweep(uint now)
    {
        const int Batch = 256;
        bool more = true;
        while (more)
        {
            lock (_lock)
            {
                for (int i = 0; i < Batch && more; i++)
                {
                    more = _log.TryPeekOldest(out uint place) && !IsLiveAt(place, now);
                    if (more)
                        EvictOldest();
                }
            }
        }
    }

    /// <summary>Zeroes everything and keeps nothing from here on.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            _count = 0;
            Array.Clear(_buckets);
            _log.Clear();
        }
    }

    private ref uint BucketOf(UInt128 fingerprint) => ref _buckets[(int)((ulong)(fingerprint & ulong.MaxValue) & (ulong)(_buckets.Length - 1))];

    private uint Find(UInt128 fingerprint)
    {
        uint place = BucketOf(fingerprint);
        while (place != 0)
        {
            SessionEntry entry = _log.At(place);
            if (entry.Fingerprint == fingerprint)
                return place;
            place = entry.Next;
        }
        return 0;
    }

    private bool IsLiveAt(uint place, uint now)
    {
        SessionEntry entry = _log.At(place);
        return entry.IsLive && entry.ExpiresAt >= now;
    }

    /// <summary>Takes a live entry out of its chain and zeroes it.</summary>
    private void Drop(uint place)
    {
        SessionEntry entry = _log.At(place);
        ref uint link = ref BucketOf(entry.Fingerprint);
        if (link == place)
        {
            link = entry.Next;
        }
        else
        {
            uint before = link;
            while (_log.At(before).Next != place)
                before = _log.At(before).Next;
            _log.At(before).SetNext(entry.Next);
        }
        entry.Kill();
        _count--;
        if (_count == 0)
            _log.Clear();
    }

    /// <returns>Bytes of room that it gave back.</returns>
    private int EvictOldest()
    {
        if (!_log.TryPeekOldest(out uint place))
            return 0;
        SessionEntry entry = _log.At(place);
        int size = SessionEntry.SizeOf(entry.Length);
        if (entry.IsLive)
            Drop(place);
        _log.DropOldest();
        return size;
    }
}
