namespace Segno;

/// <summary>
/// Keeps encoded sessions by ID for a server. A store is an optimisation: one that is slow, full or down answers as if it had
/// nothing, and the handshake is full. Implementations are thread-safe and do not throw for what a peer can cause.
/// </summary>
/// <remarks>An encoded session holds secrets in clear: a store that leaves the process seals them first.</remarks>
public interface IServerSessionStore
{
    /// <summary>Copies the session to <paramref name="destination"/> (at least <see cref="MaxSessionBytes"/> bytes) and leaves it in the store.</summary>
    /// <returns>The bytes written; 0 if there is none; <see cref="Unavailable"/> if the store cannot say.</returns>
    ValueTask<int> GetAsync(SessionKey key, Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>As <see cref="GetAsync"/>, and removes it in the same atomic step: of several callers one gets it.</summary>
    /// <returns>The bytes written; 0 if there is none; <see cref="Unavailable"/> if the store cannot say.</returns>
    ValueTask<int> TakeAsync(SessionKey key, Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>Keeps a session until <paramref name="expiresAt"/>, or until room is needed. The bytes are copied.</summary>
    /// <returns>False if the store does not keep it: it is too large, or the store is down.</returns>
    ValueTask<bool> PutAsync(SessionKey key, ReadOnlyMemory<byte> session, DateTimeOffset expiresAt, CancellationToken cancellationToken);

    /// <summary>Forgets a session: a fatal alert ended its connection (RFC 5246 §7.2.2).</summary>
    ValueTask RemoveAsync(SessionKey key, CancellationToken cancellationToken);

    /// <summary>What <see cref="GetAsync"/> and <see cref="TakeAsync"/> answer when the store is down or late.</summary>
    const int Unavailable = -1;

    /// <summary>The most bytes that an encoded session has.</summary>
    const int MaxSessionBytes = 16384;
}
