namespace Segno.Resumption.Stores;

/// <summary>Stands before a store that the application gave: if it throws or is late, the answer is <em>unavailable</em>, and the handshake is full. Never an outage.</summary>
internal sealed class FailSafeServerSessionStore(IServerSessionStore inner, ServiceBudget budget) : IServerSessionStore
{
    public ValueTask<int> GetAsync(SessionKey key, Memory<byte> destination, CancellationToken cancellationToken) =>
        ReadAsync(inner.GetAsync, key, destination, cancellationToken);

    public ValueTask<int> TakeAsync(SessionKey key, Memory<byte> destination, CancellationToken cancellationToken) =>
        ReadAsync(inner.TakeAsync, key, destination, cancellationToken);

    public async ValueTask<bool> PutAsync(SessionKey key, ReadOnlyMemory<byte> session, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        // Copies: a store that is late must not read what has become something else's.
        LentArray lent = new();
        Memory<byte> own = lent.Memory(session.Length);
        session.CopyTo(own);
        SessionKey ownKey = new(key.Id.ToArray());
        try
        {
            return await budget.AskAsync(
                () => lent.LendAsync(() => inner.PutAsync(ownKey, own, expiresAt, cancellationToken)), otherwise: false, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lent.Release();
        }
    }

    public async ValueTask RemoveAsync(SessionKey key, CancellationToken cancellationToken)
    {
        SessionKey ownKey = new(key.Id.ToArray());
        // If it fails, the entry lives on until it expires; there is nobody to tell within the protocol.
        await budget.TellAsync(() => inner.RemoveAsync(ownKey, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<int> ReadAsync(
        Func<SessionKey, Memory<byte>, CancellationToken, ValueTask<int>> read, SessionKey key, Memory<byte> destination, CancellationToken cancellationToken)
    {
        // A buffer of its own: a store that is late may still write into it.
        LentArray lent = new();
        Memory<byte> own = lent.Memory(IServerSessionStore.MaxSessionBytes);
        SessionKey ownKey = new(key.Id.ToArray());
        try
        {
            int length = await budget.AskAsync(
                () => lent.LendAsync(() => read(ownKey, own, cancellationToken)), IServerSessionStore.Unavailable, cancellationToken).ConfigureAwait(false);
            if (length > Math.Min(destination.Length, own.Length))
                length = IServerSessionStore.Unavailable;
            if (length > 0)
                own[..length].CopyTo(destination);
            return length;
        }
        finally
        {
            lent.ZeroAndRelease();
        }
    }
}
