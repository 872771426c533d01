namespace Segno.Bogo;

/// <summary>The built-in cache, counting what is put into it (-expect-session-id).</summary>
internal sealed class ServerSessions(TimeProvider time) : IServerSessionStore
{
    private readonly InMemorySessionStore _inner = new(1024, 1024 * 1024, time);

    public int Count { get; private set; }

    public void BeginConnection() => Count = 0;

    public ValueTask<int> GetAsync(SessionKey key, Memory<byte> destination, CancellationToken cancellationToken) =>
        _inner.GetAsync(key, destination, cancellationToken);

    public ValueTask<int> TakeAsync(SessionKey key, Memory<byte> destination, CancellationToken cancellationToken) =>
        _inner.TakeAsync(key, destination, cancellationToken);

    public ValueTask<bool> PutAsync(SessionKey key, ReadOnlyMemory<byte> session, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        Count++;
        return _inner.PutAsync(key, session, expiresAt, cancellationToken);
    }

    public ValueTask RemoveAsync(SessionKey key, CancellationToken cancellationToken) => _inner.RemoveAsync(key, cancellationToken);
}
