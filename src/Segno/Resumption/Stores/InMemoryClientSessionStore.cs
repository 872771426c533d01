using Segno.Resumption.Stores;
using Segno.Wire;

namespace Segno;

/// <summary>
/// The built-in store of a client: for each origin a pool of TLS 1.3 tickets, of which each is used once, the newest first, and at most one
/// TLS 1.2 session, which is used again. Bounded in sessions and bytes; the origin that was not used for longest goes first, and no origin has
/// more than its share of either: a server chooses how large its tickets and its chain are. Every call completes at once.
/// </summary>
/// <remarks>Expired sessions go when their origin is next asked for or added to, or within a minute; all of them go on disposal, and what goes is zeroed.</remarks>
internal sealed class InMemoryClientSessionStore : IClientSessionStore, IDisposable
{
    private static readonly TimeSpan s_sweepInterval = TimeSpan.FromMinutes(1);

    /// <summary>An origin's share of the bytes, and the least that it has, so that a small store still keeps sessions.</summary>
    private const int OriginShare = 16;
    private const long MinOriginBytes = 64 * 1024;

    private readonly int _capacity;
    private readonly int _perOrigin;
    private readonly long _maxBytes;
    private readonly long _maxOriginBytes;
    private readonly int _maxTicketsPerConnection;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly Dictionary<ClientSessionKey, LinkedListNode<ClientOrigin>> _origins = [];

    /// <summary>The most recently used first.</summary>
    private readonly LinkedList<ClientOrigin> _byUse = [];

    private int _count;
    private long _bytes;
    private bool _disposed;

    /// <param name="capacity">The most sessions, and the most origins.</param>
    /// <param name="perOrigin">The most TLS 1.3 tickets of one origin.</param>
    /// <param name="maxBytes">The most bytes.</param>
    /// <param name="maxTicketsPerConnection">The most that <see cref="TicketsWanted"/> says.</param>
    /// <param name="time">Where time comes from.</param>
    public InMemoryClientSessionStore(int capacity, int perOrigin, long maxBytes, int maxTicketsPerConnection, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        ArgumentOutOfRangeException.ThrowIfNegative(perOrigin);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(maxTicketsPerConnection);
        _capacity = capacity;
        _perOrigin = perOrigin;
        _maxBytes = maxBytes;
        _maxOriginBytes = Math.Max(MinOriginBytes, maxBytes / OriginShare);
        _maxTicketsPerConnection = maxTicketsPerConnection;
        _time = time;
        // Weak: a timer must not keep a store that was forgotten rather than disposed.
        _timer = time.CreateTimer(static state => OnTimer(state), new WeakReference<InMemoryClientSessionStore>(this), s_sweepInterval, s_sweepInterval);
    }

    /// <summary>Sessions kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _count;
        }
    }

    /// <summary>Bytes taken, as far as they can be counted.</summary>
    public long BytesUsed
    {
        get
        {
            lock (_lock)
                return _bytes;
        }
    }

    public ValueTask<TlsClientSession?> TakeAsync(ClientSessionKey key, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        lock (_lock)
        {
            if (_disposed)
                return ValueTask.FromResult<TlsClientSession?>(null);
            ClientOrigin origin = Use(key);
            TlsClientSession? session = null;
            Account(origin, origin => session = origin.Take(now));
            origin.Demand.OnConnection(hit: session is not null, now);
            Shrink();
            return ValueTask.FromResult(session);
        }
    }

    public ValueTask PutAsync(ClientSessionKey key, TlsClientSession session, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        lock (_lock)
        {
            if (_disposed || session.ExpiresAt < now)
            {
                session.Dispose();
                return ValueTask.CompletedTask;
            }
            ClientOrigin origin = Use(key);
            Account(origin, origin => origin.Put(session, session.Session.Version == ProtocolVersion.Tls13 ? _perOrigin : 1, _maxOriginBytes, now));
            origin.Demand.OnTickets(now);
            Shrink();
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask RemoveAsync(ClientSessionKey key, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // What was learned of the demand stays: the origin's connections will be as many as before.
            if (_origins.TryGetValue(key, out LinkedListNode<ClientOrigin>? node))
                Account(node.Value, static origin => origin.DropAll());
        }
        return ValueTask.CompletedTask;
    }

    public int TicketsWanted(ClientSessionKey key)
    {
        lock (_lock)
        {
            int wanted = _origins.TryGetValue(key, out LinkedListNode<ClientOrigin>? node)
                ? node.Value.Demand.TicketsWanted(node.Value.Tickets, _time.GetUtcNow())
                : TicketDemand.Initial;
            return Math.Min(wanted, _maxTicketsPerConnection);
        }
    }

    /// <summary>Zeroes everything. The store then answers as if it had nothing.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (ClientOrigin origin in _byUse)
                origin.DropAll();
            _origins.Clear();
            _byUse.Clear();
            _count = 0;
            _bytes = 0;
        }
        _timer.Dispose();
    }

    private static void OnTimer(object? state)
    {
        if (!((WeakReference<InMemoryClientSessionStore>)state!).TryGetTarget(out InMemoryClientSessionStore? store))
            return;
        DateTimeOffset now = store._time.GetUtcNow();
        lock (store._lock)
        {
            foreach (ClientOrigin origin in store._byUse)
                store.Account(origin, origin => origin.DropExpired(now));
        }
    }

    private ClientOrigin Use(ClientSessionKey key)
    {
        if (_origins.TryGetValue(key, out LinkedListNode<ClientOrigin>? node))
        {
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value;
        }
        ClientOrigin origin = new(key);
        _origins.Add(key, _byUse.AddFirst(origin));
        _bytes += origin.Bytes;
        return origin;
    }

    private void Account(ClientOrigin origin, Action<ClientOrigin> change)
    {
        int count = origin.Count;
        long bytes = origin.Bytes;
        change(origin);
        _count += origin.Count - count;
        _bytes += origin.Bytes - bytes;
    }

    /// <summary>Drops the origins that were not used for longest, and of the last one its oldest sessions, until the bounds hold.</summary>
    private void Shrink()
    {
        while (_byUse.Last is { } last && (_count > _capacity || _bytes > _maxBytes || _origins.Count > Math.Max(1, _capacity)))
        {
            if (last == _byUse.First && last.Value.Count > 0)
            {
                Account(last.Value, static origin => origin.DropOldest());
                continue;
            }
            Account(last.Value, static origin => origin.DropAll());
            _bytes -= last.Value.Bytes;
            _origins.Remove(last.Value.Key);
            _byUse.RemoveLast();
        }
    }
}
