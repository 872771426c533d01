namespace Segno.Testing;

/// <summary>A server's session store that never answers at once.</summary>
public sealed class SlowStore(IServerSessionStore inner) : IServerSessionStore
{
    public async ValueTask<int> GetAsync(SessionKey key, Memory<byte> destination, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return await inner.GetAsync(key, destination, cancellationToken);
    }

    public async ValueTask<int> TakeAsync(SessionKey key, Memory<byte> destination, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return await inner.TakeAsync(key, destination, cancellationToken);
    }

    public async ValueTask<bool> PutAsync(SessionKey key, ReadOnlyMemory<byte> session, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return await inner.PutAsync(key, session, expiresAt, cancellationToken);
    }

    public async ValueTask RemoveAsync(SessionKey key, CancellationToken cancellationToken)
    {
        await Task.Yield();
        await inner.RemoveAsync(key, cancellationToken);
    }
}
