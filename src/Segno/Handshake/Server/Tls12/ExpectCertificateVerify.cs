using Segno.Certificates;
using Segno.Record;
using Segno.Wire;
using Segno.Wire.Messages;

namespace Segno.Handshake.Server.Tls12;

/// <summary>The client proves that it has its certificate's key, over all messages so far (RFC 5246 §7.4.8).</summary>
internal sealed class ExpectCertificateVerify(Connection connection, FullKeys keys, PeerCertificate peer) : HandshakeState
{
    public override string Awaits => nameof(HandshakeType.CertificateVerify);

    public override ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken)
    {
        CertificateVerify verify = message.As<CertificateVerify>();
        ServerHandshake hs = connection.Handshake;
        PeerSignature.RequireValid(
            verify.Scheme, verify.Signature.Span, hs.Transcript.Messages.Span, peer, hs.Configuration.SignatureSchemes, ProtocolVersion.Tls12);
        hs.Receive(message);
        hs.Transcript.DropMessages();
        connection.Facts.PeerSignatureScheme = verify.Scheme;
        return ValueTask.FromResult<HandshakeState>(
            new ExpectChangeCipherSpec(connection, keys.ClientWrite, keys.MasterSecret, resumed: false) { ServerWrite = keys.ServerWrite });
    }
}
