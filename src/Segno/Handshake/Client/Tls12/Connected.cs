using Segno.Crypto;
using Segno.Record;
using Segno.Wire;

namespace Segno.Handshake.Client.Tls12;

/// <summary>An established TLS 1.2 connection, the client's side. Nothing more of the handshake may come: a HelloRequest would be renegotiation.</summary>
internal sealed class Connected : ConnectedState
{
    private readonly ClientHandshake _hs;
    private readonly HandshakeFacts _facts;
    private readonly Exporter12 _exporter;
    private readonly TlsClientSession? _session;

    public Connected(Connection connection, SecretBuffer masterSecret, TlsClientSession? session)
    {
        _hs = connection.Handshake;
        _facts = connection.Facts;
        _session = session;
        _exporter = new Exporter12(_facts, masterSecret, _hs.ClientRandom, _hs.ServerRandom);
        Info = _facts.ToConnectionInfo(_hs.Account.ToInfo());
    }

    public override ConnectionInfo Info { get; }

    public override IReadOnlyList<ReadOnlyMemory<byte>> PeerCertificates => _facts.PeerCertificates;

    public override ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken) =>
        throw Refuse(message.Type);

    public override bool IsWelcome(HandshakeType type) => false;

    public override TlsClientSession? ExportSession() => _session?.TryClone();

    public override ValueTask OnFailureAsync(CancellationToken cancellationToken) => _hs.ForgetAsync(cancellationToken);

    public override bool UpdateWriteKeys(bool requestPeerUpdate) => false;

    protected override TlsException Refuse(HandshakeType type) =>
        type == HandshakeType.HelloRequest ? new TlsException(TlsFaults.RenegotiationRefused) : base.Refuse(type);

    protected override void Export(string label, ReadOnlySpan<byte> context, bool hasContext, Span<byte> destination) =>
        _exporter.Export(label, context, hasContext, destination);

    protected override void DisposeSecrets()
    {
        _exporter.Dispose();
        _session?.Dispose();
    }
}
