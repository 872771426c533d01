namespace Segno.Resumption.Stores;

/// <summary>Stands before a client's store that the application gave: whatever it throws, there is no session, and the handshake is full.</summary>
internal sealed class FailSafeClientSessionStore(IClientSessionStore inner) : IClientSessionStore
{
    public async ValueTask<TlsClientSession?> TakeAsync(ClientSessionKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await inner.TakeAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    public async ValueTask PutAsync(ClientSessionKey key, TlsClientSession session, CancellationToken cancellationToken)
    {
        try
        {
            await inner.PutAsync(key, session, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The session is the store's from the call on, which may have kept it before it failed: it is not for us to dispose.
        }
    }

    public async ValueTask RemoveAsync(ClientSessionKey key, CancellationToken cancellationToken)
    {
        try
        {
            await inner.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // What the store cannot forget now, the server declines again later.
        }
    }

    public int TicketsWanted(ClientSessionKey key)
    {
        try
        {
            return inner.TicketsWanted(key);
        }
#pragma warning disable CA1031 // A store's failure of whatever kind must not become the connection's.
        catch (Exception)
#pragma warning restore CA1031
        {
            return 1;
        }
    }
}
