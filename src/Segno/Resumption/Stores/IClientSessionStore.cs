namespace Segno;

/// <summary>Keeps a client's sessions by origin: TLS 1.3 tickets as a pool in which each is used once, a TLS 1.2 session as one entry that is used again. Thread-safe.</summary>
public interface IClientSessionStore
{
    /// <summary>The session to offer on a new connection, or null. A TLS 1.3 ticket leaves the store (RFC 8446 App. C.4); of a TLS 1.2 session the caller gets a copy.</summary>
    /// <returns>A session that the caller owns and disposes.</returns>
    ValueTask<TlsClientSession?> TakeAsync(ClientSessionKey key, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps a session. The store owns it once this returns, and disposes it when it lets it go, at once if it does not keep it. One that
    /// throws has not kept it, and it is disposed for it.
    /// </summary>
    ValueTask PutAsync(ClientSessionKey key, TlsClientSession session, CancellationToken cancellationToken);

    /// <summary>Forgets every session of an origin: the server declined one (RFC 9149 §3), or a connection that resumed failed (RFC 5077 §3.2).</summary>
    ValueTask RemoveAsync(ClientSessionKey key, CancellationToken cancellationToken);

    /// <summary>How many tickets a new connection to this origin should ask for (RFC 9149), learned from how many connections are opened at once.</summary>
    int TicketsWanted(ClientSessionKey key);
}
