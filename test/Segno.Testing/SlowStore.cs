namespace Segno.Testing;

/// <summary>A server's session store that never answers at once.</summary>
internal sealed class SlowStore(IServerSessionStore inner, PendingCalls? pending = null) : IServerSessionStore
{
    private readonly PendingCalls _pending = pending ?? new();

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

    public ValueTask RemoveAsync(SessionKey key, CancellationToken cancellationToken) => new(_pending.Add(RemoveLaterAsync(key, cancellationToken)));

    private async Task RemoveLaterAsync(SessionKey key, CancellationToken cancellationToken)
    {
        await Task.Yield();
        await inner.RemoveAsync(key, cancellationToken);
    }
}
