using System.Collections.Concurrent;

namespace Segno.Testing;

/// <summary>A client's session store that never answers at once.</summary>
public sealed class SlowClientStore(IClientSessionStore inner) : IClientSessionStore
{
    private readonly ConcurrentQueue<Task> _puts = new();

    public async ValueTask<TlsClientSession?> TakeAsync(ClientSessionKey key, CancellationToken cancellationToken)
    {
        await Task.Yield();
        // A connection does not wait for what it puts; a test that takes wants what was put before.
        while (_puts.TryDequeue(out Task? put))
            await put;
        return await inner.TakeAsync(key, cancellationToken);
    }

    public ValueTask PutAsync(ClientSessionKey key, TlsClientSession session, CancellationToken cancellationToken)
    {
        Task put = PutLaterAsync(key, session, cancellationToken);
        _puts.Enqueue(put);
        return new ValueTask(put);
    }

    public async ValueTask RemoveAsync(ClientSessionKey key, CancellationToken cancellationToken)
    {
        await Task.Yield();
        await inner.RemoveAsync(key, cancellationToken);
    }

    public int TicketsWanted(ClientSessionKey key) => inner.TicketsWanted(key);

    private async Task PutLaterAsync(ClientSessionKey key, TlsClientSession session, CancellationToken cancellationToken)
    {
        await Task.Yield();
        await inner.PutAsync(key, session, cancellationToken);
    }
}
