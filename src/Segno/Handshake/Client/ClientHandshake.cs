using Segno.Crypto;
using Segno.Crypto.KeyShares;
using Segno.Record;
using Segno.Wire;

namespace Segno.Handshake.Client;

/// <summary>What all client states of one connection share.</summary>
internal sealed class ClientHandshake(ClientConfiguration configuration, TlsConnectOptions connect, string serverName, IHandshakeOutput output)
    : HandshakeContext(output, configuration.KeyLog)
{
    /// <summary>Bounds the sessions of one connection that a slow store has not taken yet; more are dropped.</summary>
    private const int MaxPendingPuts = 8;

    private int _pendingPuts;

    public ClientConfiguration Configuration { get; } = configuration;

    public TlsConnectOptions Connect { get; } = connect;

    /// <summary>The name or address that the server must be, normalised.</summary>
    public string ServerName { get; } = serverName;

    /// <summary>When the handshake began.</summary>
    public DateTimeOffset Now { get; } = configuration.Time.GetUtcNow();

    /// <summary>The session that is offered; null if none.</summary>
    public TlsClientSession? Offered { get; set; }

    /// <summary>The ephemeral keys of the shares that were sent.</summary>
    public List<IKeyShare> KeyShares { get; } = [];

    public ClientSessionKey SessionKey { get; } = new(configuration.Fingerprint, serverName, connect.Port, connect.Partition);

    /// <summary>The server chose a full handshake.</summary>
    /// <exception cref="TlsException">The application demands a resumption.</exception>
    public async ValueTask OnDeclinedAsync(CancellationToken cancellationToken)
    {
        if (Offered is not null)
        {
            Account.Declined(ResumptionDecline.DeclinedByPeer);
            // RFC 9149 §3: what was declined once will be declined again, and so will its siblings.
            if (Connect.Session is null && Configuration.Store is { } store)
                await store.RemoveAsync(SessionKey, cancellationToken).ConfigureAwait(false);
        }
        if (Connect.MustResume)
            throw new TlsException(TlsFaults.ResumptionRequired, Offered is null ? "there was no session to offer" : "the server declined the session");
    }

    /// <summary>Keeps a session that this connection made: in the handle that the application gave, for its next connections, or in the store.</summary>
    /// <param name="session">Copied.</param>
    /// <param name="cancellationToken">The handshake's, or the read's.</param>
    public async ValueTask KeepAsync(TlsClientSession session, CancellationToken cancellationToken)
    {
        if (Connect.Session is { } handle)
            handle.AddFresh(session.Clone());
        else if (Configuration.Store is { } store)
            await store.PutAsync(SessionKey, session.Clone(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same after the handshake, for a session that came between application data, which does not wait for a store.</summary>
    public void KeepInBackground(TlsClientSession session)
    {
        if (Volatile.Read(ref _pendingPuts) >= MaxPendingPuts)
            return;
        ValueTask keeping = KeepAsync(session, CancellationToken.None);
        if (keeping.IsCompleted)
            keeping.GetAwaiter().GetResult();
        else
            _ = FinishAsync(keeping);
    }

    /// <summary>A handshake that offered a TLS 1.2 session failed: it is not offered again (RFC 5077 §3.2). A TLS 1.3 ticket has left the store already.</summary>
    public ValueTask ForgetOfferedAsync(CancellationToken cancellationToken) =>
        Offered is { Session.Version: ProtocolVersion.Tls12 } ? ForgetAsync(cancellationToken) : ValueTask.CompletedTask;

    /// <summary>A fatal alert ended the connection: its session must not resume (RFC 5246 §7.2.2).</summary>
    public ValueTask ForgetAsync(CancellationToken cancellationToken)
    {
        if (Connect.Session is { } handle)
            handle.Forget();
        else if (Configuration.Store is { } store)
            return store.RemoveAsync(SessionKey, cancellationToken);
        return ValueTask.CompletedTask;
    }

    public override void Dispose()
    {
        base.Dispose();
        foreach (IKeyShare share in KeyShares)
            share.Dispose();
        Offered?.Dispose();
    }

    private async Task FinishAsync(ValueTask keeping)
    {
        Interlocked.Increment(ref _pendingPuts);
        try
        {
            await keeping.ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _pendingPuts);
        }
    }
}
