using Segno.Crypto;
using Segno.Record;
using Segno.Wire;

namespace Segno.Handshake.Server.Tls12;

/// <summary>An established TLS 1.2 connection, the server's side. Nothing more of the handshake may come: a ClientHello would be renegotiation.</summary>
internal sealed class Connected : ConnectedState
{
    private readonly HandshakeFacts _facts;
    private readonly IServerSessionStore? _store;
    private readonly ReadOnlyMemory<byte> _sessionId;
    private readonly Exporter12 _exporter;

    public Connected(Connection connection, SecretBuffer masterSecret)
    {
        ServerHandshake hs = connection.Handshake;
        _facts = connection.Facts;
        _store = hs.Configuration.SessionIds;
        _sessionId = connection.SessionId;
        _exporter = new Exporter12(_facts, masterSecret, hs.ClientRandom, hs.ServerRandom);
        Info = _facts.ToConnectionInfo(hs.Account.ToInfo());
    }

    public override ConnectionInfo Info { get; }

    public override IReadOnlyList<ReadOnlyMemory<byte>> PeerCertificates => _facts.PeerCertificates;

    public override ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken) =>
        throw Refuse(message.Type);

    public override bool IsWelcome(HandshakeType type) => false;

    public override ValueTask OnFailureAsync(CancellationToken cancellationToken) =>
        _store is null || _sessionId.IsEmpty ? ValueTask.CompletedTask : _store.RemoveAsync(new SessionKey(_sessionId), cancellationToken);

    public override bool UpdateWriteKeys(bool requestPeerUpdate) => false;

    protected override TlsException Refuse(HandshakeType type) =>
        type == HandshakeType.ClientHello ? new TlsException(TlsFaults.RenegotiationRefused) : base.Refuse(type);

    protected override void Export(string label, ReadOnlySpan<byte> context, bool hasContext, Span<byte> destination) =>
        _exporter.Export(label, context, hasContext, destination);

    protected override void DisposeSecrets() => _exporter.Dispose();
}
