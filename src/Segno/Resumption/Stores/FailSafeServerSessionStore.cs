namespace Segno.Resumption.Stores;

/// <summary>Stands before a store that the application gave: whatever it throws, the answer is <em>unavailable</em>, and the handshake is full. Never an outage.</summary>
internal sealed class FailSafeServerSessionStore(IServerSessionStore inner) : IServerSessionStore
{
    public ValueTask<int> GetAsync(SessionKey key, Memory<byte> destination, CancellationToken cancellationToken) =>
        ReadAsync(inner.GetAsync, key, destination, cancellationToken);

    public ValueTask<int> TakeAsync(SessionKey key, Memory<byte> destination, CancellationToken cancellationToken) =>
        ReadAsync(inner.TakeAsync, key, destination, cancellationToken);

    public async ValueTask<bool> PutAsync(SessionKey key, ReadOnlyMemory<byte> session, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        try
        {
            return await inner.PutAsync(key, session, expiresAt, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    public async ValueTask RemoveAsync(SessionKey key, CancellationToken cancellationToken)
    {
        try
        {
            await inner.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The entry lives on until it expires; there is nobody to tell within the protocol.
        }
    }

    private static async ValueTask<int> ReadAsync(
        Func<SessionKey, Memory<byte>, CancellationToken, ValueTask<int>> read, SessionKey key, Memory<byte> destination, CancellationToken cancellationToken)
    {
        try
        {
            int length = await read(key, destination, cancellationToken).ConfigureAwait(false);
            return length <= destination.Length ? length : IServerSessionStore.Unavailable;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return IServerSessionStore.Unavailable;
        }
    }
}
