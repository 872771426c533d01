using System.Collections.Concurrent;

namespace Segno.Testing;

/// <summary>A server's session store that counts what is asked of it, and can be told to fail or to answer nothing.</summary>
public sealed class RecordingSessionStore : IServerSessionStore
{
    private readonly ConcurrentDictionary<string, byte[]> _sessions = new();
    private int _gets;
    private int _puts;
    private int _removes;

    public int Count => _sessions.Count;

    public int Gets => _gets;

    public int Puts => _puts;

    public int Removes => _removes;

    /// <summary>Thrown by every method, if set: a store that breaks its contract.</summary>
    public Exception? Failure { get; set; }

    /// <summary>The store is down: nothing is found, nothing is kept.</summary>
    public bool IsDown { get; set; }

    /// <summary>Awaited by every method before it answers, if set.</summary>
    public Func<CancellationToken, Task>? Delay { get; set; }

    /// <summary>Alters every stored session.</summary>
    public void Corrupt(Action<byte[]> change)
    {
        foreach (byte[] session in _sessions.Values)
            change(session);
    }

    public async ValueTask<int> GetAsync(SessionKey key, Memory<byte> destination, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _gets);
        await PrepareAsync(cancellationToken);
        if (IsDown || !_sessions.TryGetValue(NameOf(key), out byte[]? session))
            return 0;
        session.CopyTo(destination);
        return session.Length;
    }

    public async ValueTask<int> TakeAsync(SessionKey key, Memory<byte> destination, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        if (IsDown || !_sessions.TryRemove(NameOf(key), out byte[]? session))
            return 0;
        session.CopyTo(destination);
        return session.Length;
    }

    public async ValueTask<bool> PutAsync(SessionKey key, ReadOnlyMemory<byte> session, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _puts);
        byte[] copy = session.ToArray();
        string name = NameOf(key);
        await PrepareAsync(cancellationToken);
        if (IsDown)
            return false;
        _sessions[name] = copy;
        return true;
    }

    public async ValueTask RemoveAsync(SessionKey key, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _removes);
        string name = NameOf(key);
        await PrepareAsync(cancellationToken);
        _sessions.TryRemove(name, out _);
    }

    private async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        if (Delay is not null)
            await Delay(cancellationToken);
        if (Failure is not null)
            throw Failure;
    }

    private static string NameOf(SessionKey key) => Convert.ToHexString(key.Id.Span);
}
