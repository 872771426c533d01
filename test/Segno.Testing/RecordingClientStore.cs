using System.Collections.Concurrent;

namespace Segno.Testing;

/// <summary>A client's session store that keeps everything, counts what is asked of it, and hands sessions out once: the newest first.</summary>
public sealed class RecordingClientStore : IClientSessionStore
{
    private readonly ConcurrentDictionary<ClientSessionKey, ConcurrentStack<TlsClientSession>> _sessions = new();
    private int _puts;
    private int _removes;

    public int Count => _sessions.Values.Sum(pool => pool.Count);

    public int Puts => _puts;

    public int Removes => _removes;

    /// <summary>Whether a session that was taken is left in the store for others.</summary>
    public bool Reuse { get; set; }

    /// <summary>What <see cref="TicketsWanted"/> answers.</summary>
    public int Wanted { get; set; } = 1;

    /// <summary>Thrown by every method, if set.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Thrown when a session is kept already, if set.</summary>
    public Exception? FailsAfterPut { get; set; }

    /// <summary>Whether sessions are disposed while the store has them: a store that breaks its contract.</summary>
    public bool DisposesWhatItKeeps { get; set; }

    public ValueTask<TlsClientSession?> TakeAsync(ClientSessionKey key, CancellationToken cancellationToken)
    {
        if (Failure is not null)
            throw Failure;
        if (!_sessions.TryGetValue(key, out ConcurrentStack<TlsClientSession>? pool) || !pool.TryPop(out TlsClientSession? session))
            return ValueTask.FromResult<TlsClientSession?>(null);
        if (Reuse)
            pool.Push(session.Clone());
        return ValueTask.FromResult<TlsClientSession?>(session);
    }

    public ValueTask PutAsync(ClientSessionKey key, TlsClientSession session, CancellationToken cancellationToken)
    {
        if (Failure is not null)
            throw Failure;
        Interlocked.Increment(ref _puts);
        _sessions.GetOrAdd(key, _ => new ConcurrentStack<TlsClientSession>()).Push(session);
        if (DisposesWhatItKeeps)
            session.Dispose();
        return FailsAfterPut is null ? ValueTask.CompletedTask : throw FailsAfterPut;
    }

    public ValueTask RemoveAsync(ClientSessionKey key, CancellationToken cancellationToken)
    {
        if (Failure is not null)
            throw Failure;
        Interlocked.Increment(ref _removes);
        _sessions.TryRemove(key, out _);
        return ValueTask.CompletedTask;
    }

    public int TicketsWanted(ClientSessionKey key) => Wanted;
}
