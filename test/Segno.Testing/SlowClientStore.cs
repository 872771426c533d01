namespace Segno.Testing;

/// <summary>A client's session store that never answers at once.</summary>
public sealed class SlowClientStore(IClientSessionStore inner) : IClientSessionStore
{
    public async ValueTask<TlsClientSession?> TakeAsync(ClientSessionKey key, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return await inner.TakeAsync(key, cancellationToken);
    }

    public async ValueTask PutAsync(ClientSessionKey key, TlsClientSession session, CancellationToken cancellationToken)
    {
        await Task.Yield();
        await inner.PutAsync(key, session, cancellationToken);
    }

    public async ValueTask RemoveAsync(ClientSessionKey key, CancellationToken cancellationToken)
    {
        await Task.Yield();
        await inner.RemoveAsync(key, cancellationToken);
    }

    public int TicketsWanted(ClientSessionKey key) => inner.TicketsWanted(key);
}
