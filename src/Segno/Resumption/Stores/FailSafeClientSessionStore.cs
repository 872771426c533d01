namespace Segno.Resumption.Stores;

/// <summary>Stands before a client's store that the application gave: if it throws or is late, there is no session, and the handshake is full.</summary>
internal sealed class FailSafeClientSessionStore(IClientSessionStore inner, ServiceBudget budget) : IClientSessionStore
{
    public ValueTask<TlsClientSession?> TakeAsync(ClientSessionKey key, CancellationToken cancellationToken) =>
        budget.AskAsync(() => inner.TakeAsync(key, cancellationToken), otherwise: null, cancellationToken, static late => late?.Dispose());

    /// <summary>A store that throws, when it was waited for or later, has not kept the session: its secret ends here.</summary>
    public async ValueTask PutAsync(ClientSessionKey key, TlsClientSession session, CancellationToken cancellationToken)
    {
        await budget.TellAsync(PutOrDisposeAsync, cancellationToken).ConfigureAwait(false);

        async ValueTask PutOrDisposeAsync()
        {
            try
            {
                await inner.PutAsync(key, session, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                session.Dispose();
                throw;
            }
        }
    }

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
