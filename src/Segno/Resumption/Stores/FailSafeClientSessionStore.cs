namespace Segno.Resumption.Stores;

/// <summary>Stands before a client's store that the application gave: if it throws or is late, there is no session, and the handshake is full.</summary>
internal sealed class FailSafeClientSessionStore(IClientSessionStore inner, ServiceBudget budget) : IClientSessionStore
{
    public ValueTask<TlsClientSession?> TakeAsync(ClientSessionKey key, CancellationToken cancellationToken) =>
        budget.AskAsync(() => inner.TakeAsync(key, cancellationToken), otherwise: null, cancellationToken, static late => late?.Dispose());

    /// <summary>The session is the store's from the call on, which may have kept it before it failed: it is not for us to dispose.</summary>
    public async ValueTask PutAsync(ClientSessionKey key, TlsClientSession session, CancellationToken cancellationToken) =>
        await budget.TellAsync(() => inner.PutAsync(key, session, cancellationToken), cancellationToken).ConfigureAwait(false);

    /// <summary>What the store cannot forget now, the server declines again later.</summary>
    public async ValueTask RemoveAsync(ClientSessionKey key, CancellationToken cancellationToken) =>
        await budget.TellAsync(() => inner.RemoveAsync(key, cancellationToken), cancellationToken).ConfigureAwait(false);

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
