namespace Segno.MemorySearch;

/// <summary>A store and a protector of the application's, which take their time: while the engine waits, the collector moves what can be moved.</summary>
internal static class MovingServices
{
    public static IServerSessionStore Move(IServerSessionStore inner) => new Store(inner);

    public static ITicketProtector Move(ITicketProtector inner) => new Protector(inner);

    private static async Task MoveAsync()
    {
        await Task.Yield();
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
    }

    private sealed class Store(IServerSessionStore inner) : IServerSessionStore
    {
        public ValueTask<int> GetAsync(SessionKey key, Memory<byte> destination, CancellationToken cancellationToken) =>
            MovedAsync(inner.GetAsync(key, destination, cancellationToken));

        public ValueTask<int> TakeAsync(SessionKey key, Memory<byte> destination, CancellationToken cancellationToken) =>
            MovedAsync(inner.TakeAsync(key, destination, cancellationToken));

        public ValueTask<bool> PutAsync(SessionKey key, ReadOnlyMemory<byte> session, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
            MovedAsync(inner.PutAsync(key, session, expiresAt, cancellationToken));

        public ValueTask RemoveAsync(SessionKey key, CancellationToken cancellationToken) => inner.RemoveAsync(key, cancellationToken);
    }

    private sealed class Protector(ITicketProtector inner) : ITicketProtector
    {
        public ValueTask<TicketSealing> SealAsync(ReadOnlyMemory<byte> session, TicketContext context, Memory<byte> ticket, CancellationToken cancellationToken) =>
            MovedAsync(inner.SealAsync(session, context, ticket, cancellationToken));

        public ValueTask<TicketOpening> OpenAsync(ReadOnlyMemory<byte> ticket, TicketContext context, Memory<byte> session, CancellationToken cancellationToken) =>
            MovedAsync(inner.OpenAsync(ticket, context, session, cancellationToken));

        public ValueTask<bool> SpendAsync(TicketReceipt receipt, CancellationToken cancellationToken) => inner.SpendAsync(receipt, cancellationToken);
    }

    /// <summary>The answer is there already, and what it consists of lies in the engine's buffers while the collector runs.</summary>
    private static async ValueTask<T> MovedAsync<T>(ValueTask<T> answer)
    {
        T result = await answer;
        await MoveAsync();
        return result;
    }
}
