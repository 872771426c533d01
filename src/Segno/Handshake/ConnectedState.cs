using Segno.Crypto;
using Segno.Wire;

namespace Segno.Handshake;

/// <summary>
/// The handshake is done. What the application may ask of a connection lies here; post-handshake messages arrive
/// through <see cref="HandshakeState.OnMessageAsync"/>, which returns <c>this</c>.
/// </summary>
internal abstract class ConnectedState : HandshakeState, IDisposable
{
    private readonly Lock _secrets = new();
    private bool _disposed;

    public sealed override string Awaits => "application data";

    public sealed override ApplicationDataMode ApplicationData => ApplicationDataMode.Established;

    /// <summary>How the connection came about.</summary>
    public abstract ConnectionInfo Info { get; }

    /// <summary>The peer's certificates in DER, its own first, also on a resumed connection; empty if it showed none.</summary>
    public abstract IReadOnlyList<ReadOnlyMemory<byte>> PeerCertificates { get; }

    /// <summary>Whether a message of this type may follow the handshake.</summary>
    public abstract bool IsWelcome(HandshakeType type);

    /// <summary>Refuses a message by its type, so that nothing is kept of one that would be refused when it is whole.</summary>
    public void RequireWelcome(HandshakeType type)
    {
        if (!IsWelcome(type))
            throw Refuse(type);
    }

    /// <summary>The newest session of a client, as a copy that the caller owns; null if there is none, and on servers.</summary>
    public virtual TlsClientSession? ExportSession() => null;

    /// <summary>
    /// Sends KeyUpdate and installs the next write keys (RFC 8446 §4.6.3). The engine calls it under its write lock, for the application
    /// and when a key nears its usage limit (RFC 8446 §5.5). Returns false where the version has no KeyUpdate.
    /// </summary>
    public abstract bool UpdateWriteKeys(bool requestPeerUpdate);

    /// <summary>Fills <paramref name="destination"/> with exported keying material (RFC 8446 §7.5, RFC 5705).</summary>
    /// <exception cref="InvalidOperationException">TLS 1.2 without extended_master_secret (RFC 7627 §5.4).</exception>
    /// <exception cref="ObjectDisposedException">The connection is over.</exception>
    public void ExportKeyingMaterial(string label, ReadOnlySpan<byte> context, bool hasContext, Span<byte> destination)
    {
        using Lock.Scope scope = EnterSecrets();
        Export(label, context, hasContext, destination);
        DeadStack.Zero();
    }

    /// <summary>Zeroes the secrets that the connection still owns.</summary>
    public void Dispose()
    {
        lock (_secrets)
        {
            if (_disposed)
                return;
            _disposed = true;
            DisposeSecrets();
        }
    }

    /// <summary>
    /// Keeps the connection's secrets from being zeroed, and their memory from becoming another connection's, while they are used: a failure
    /// on the other direction, or the application, may end the connection at any moment. Nothing of the output may be called meanwhile.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The connection is over.</exception>
    protected Lock.Scope EnterSecrets()
    {
        Lock.Scope scope = _secrets.EnterScope();
        if (!_disposed)
            return scope;
        scope.Dispose();
        throw new ObjectDisposedException(nameof(TlsStream));
    }

    /// <summary>Whether the secrets are zeroed; asked with the secrets held, as <see cref="HoldSecrets"/> holds them of a connection that may be over.</summary>
    protected bool IsOver => _disposed;

    /// <summary>The same as <see cref="EnterSecrets"/> for who has something to say of a connection that is over.</summary>
    protected Lock.Scope HoldSecrets() => _secrets.EnterScope();

    /// <summary>The refusal of a message that may not follow the handshake.</summary>
    protected virtual TlsException Refuse(HandshakeType type) => HandshakeMessageExtensions.Unexpected(type, Awaits);

    /// <summary>What <see cref="ExportKeyingMaterial"/> does, with the secrets held.</summary>
    protected abstract void Export(string label, ReadOnlySpan<byte> context, bool hasContext, Span<byte> destination);

    /// <summary>What <see cref="Dispose"/> does, once, with the secrets held.</summary>
    protected abstract void DisposeSecrets();
}
