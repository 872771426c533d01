using System.Security.Cryptography;

namespace Segno.Resumption.Stores;

/// <summary>Stands before a store that the application gave: if it throws or is late, the answer is <em>unavailable</em>, and the handshake is full. Never an outage.</summary>
internal sealed class FailSafeServerSessionStore(IServerSessionStore inner, ServiceBudget budget) : IServerSessionStore
{
    public ValueTask<int> GetAsync(SessionKey key, Memory<byte> destination, CancellationToken cancellationToken) =>
        ReadAsync(inner.GetAsync, key, destination, cancellationToken);

    public ValueTask<int> TakeAsync(SessionKey key, Memory<byte> destination, CancellationToken cancellationToken) =>
        ReadAsync(inner.TakeAsync, key, destination, cancellationToken);

    public ValueTask<bool> PutAsync(SessionKey key, ReadOnlyMemory<byte> session, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        // Copies: a store that is late must not read what has become something else's.
        byte[] own = session.ToArray();
        SessionKey ownKey = new(key.Id.ToArray());
        return budget.AskAsync(PutOwnAsync, otherwise: false, cancellationToken);

        async ValueTask<bool> PutOwnAsync()
        {
            try
            {
                return await inner.PutAsync(ownKey, own, expiresAt, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(own);
            }
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
        // A buffer of its own, not from a pool: a store that is late may still write into it.
        byte[] own = new byte[IServerSessionStore.MaxSessionBytes];
        SessionKey ownKey = new(key.Id.ToArray());
        int length = await budget.AskAsync(
            () => read(ownKey, own, cancellationToken), IServerSessionStore.Unavailable, cancellationToken, _ => CryptographicOperations.ZeroMemory(own)).ConfigureAwait(false);
        if (length > Math.Min(destination.Length, own.Length))
            length = IServerSessionStore.Unavailable;
        if (length > 0)
            own.AsSpan(0, length).CopyTo(destination.Span);
        CryptographicOperations.ZeroMemory(own);
        return length;
    }
}
