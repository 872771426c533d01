namespace Segno.Testing;

/// <summary>A client's session store that never answers at once.</summary>
internal sealed class SlowClientStore(IClientSessionStore inner, PendingCalls? pending = null) : IClientSessionStore
{
    private readonly PendingCalls _pending = pending ?? new();

    public async ValueTask<TlsClientSession?> TakeAsync(ClientSessionKey key, CancellationToken cancellationToken)
    {
        await Task.Yield();
        // A connection does not wait for what it puts; a test that takes wants what was put before.
        await _pending.WhenQuietAsync();
        return await inner.TakeAsync(key, cancellationToken);
    }

    public ValueTask PutAsync(ClientSessionKey key, TlsClientSession session, CancellationToken cancellationToken) =>
        new(_pending.Add(LaterAsync(() => inner.PutAsync(key, session, cancellationToken))));

    public ValueTask RemoveAsync(ClientSessionKey key, CancellationToken cancellationToken) =>
        new(_pending.Add(LaterAsync(() => inner.RemoveAsync(key, cancellationToken))));

    public int TicketsWanted(ClientSessionKey key) => inner.TicketsWanted(key);

    private static async Task LaterAsync(Func<ValueTask> call)
    {
        await Task.Yield();
        await call();
    }
}
