using Segno.Certificates;
using Segno.Crypto;
using Segno.Record;
using Segno.Wire;
using Segno.Wire.Messages;

namespace Segno.Handshake.Server.Tls13;

/// <summary>The client proves that it has its certificate's key (RFC 8446 §4.4.3).</summary>
internal sealed class ExpectCertificateVerify(ClientFlight flight, PeerCertificate peer) : ClientFlightState
{
    public override string Awaits => nameof(HandshakeType.CertificateVerify);

    public override ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken)
    {
        CertificateVerify verify = message.As<CertificateVerify>();
        ServerHandshake hs = flight.Handshake;
        PeerSignature.RequireValid13(verify, peer, hs.Configuration.SignatureSchemes, TlsRole.Client, hs.Transcript);
        hs.Receive(message);
        flight.Facts.PeerSignatureScheme = verify.Scheme;
        return ValueTask.FromResult<HandshakeState>(new ExpectFinished(flight));
    }
}
