namespace Segno.Bogo;

/// <summary>The newest session, whatever client it was made by: the runner means another configuration by the same flags with another prefix.</summary>
internal sealed class ClientSessions : IClientSessionStore
{
    private readonly List<TlsClientSession> _fresh = [];
    private TlsClientSession? _offer;

    /// <summary>Sessions that came since the connection began.</summary>
    public int Count => _fresh.Count;

    /// <summary>The newest of them.</summary>
    public TlsClientSession Newest => _fresh[^1];

    /// <summary>The next connection offers what the last one got last; what it did not get, it cannot offer.</summary>
    public void BeginConnection()
    {
        _offer = _fresh.Count > 0 ? _fresh[^1] : null;
        _fresh.Clear();
    }

    public ValueTask<TlsClientSession?> TakeAsync(ClientSessionKey key, CancellationToken cancellationToken)
    {
        TlsClientSession? taken = _offer;
        _offer = null;
        return ValueTask.FromResult(taken);
    }

    public ValueTask PutAsync(ClientSessionKey key, TlsClientSession session, CancellationToken cancellationToken)
    {
        _fresh.Add(session);
        return ValueTask.CompletedTask;
    }

    public ValueTask RemoveAsync(ClientSessionKey key, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public int TicketsWanted(ClientSessionKey key) => 1;
}
