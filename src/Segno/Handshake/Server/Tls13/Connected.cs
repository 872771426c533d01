using Segno.Crypto;
using Segno.Record;
using Segno.Wire;

namespace Segno.Handshake.Server.Tls13;

/// <summary>An established TLS 1.3 connection, the server's side. Of post-handshake messages only KeyUpdate may come.</summary>
internal sealed class Connected : ConnectedState
{
    private readonly HandshakeFacts _facts;
    private readonly SecretBuffer _exporter;
    private readonly TrafficUpdates _updates;

    public Connected(IHandshakeOutput output, HandshakeFacts facts, ServerSecrets secrets, ResumptionInfo resumption)
    {
        _facts = facts;
        _exporter = secrets.Exporter;
        _updates = new TrafficUpdates(output, facts.Suite, secrets.ClientApplicationTraffic, secrets.ServerApplicationTraffic);
        Info = facts.ToConnectionInfo(resumption);
    }

    public override ConnectionInfo Info { get; }

    public override IReadOnlyList<ReadOnlyMemory<byte>> PeerCertificates => _facts.PeerCertificates;

    public override ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken)
    {
        RequireWelcome(message.Type);
        _updates.OnKeyUpdate(message);
        return ValueTask.FromResult<HandshakeState>(this);
    }

    public override bool IsWelcome(HandshakeType type) => type == HandshakeType.KeyUpdate;

    public override bool UpdateWriteKeys(bool requestPeerUpdate)
    {
        _updates.UpdateWriteKeys(requestPeerUpdate);
        return true;
    }

    protected override void Export(string label, ReadOnlySpan<byte> context, bool hasContext, Span<byte> destination) =>
        TrafficSecrets.Export(_facts.Suite.Hash, _exporter.Span, label, context, destination);

    protected override void DisposeSecrets()
    {
        _exporter.Dispose();
        _updates.Dispose();
    }
}
