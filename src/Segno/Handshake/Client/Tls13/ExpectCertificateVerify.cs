using Segno.Certificates;
using Segno.Record;
using Segno.Wire;
using Segno.Wire.Messages;

namespace Segno.Handshake.Client.Tls13;

/// <summary>The server proves that it has its certificate's key (RFC 8446 §4.4.3).</summary>
internal sealed class ExpectCertificateVerify(ServerFlight flight, PeerCertificate peer) : ServerFlightState
{
    public override string Awaits => nameof(HandshakeType.CertificateVerify);

    public override ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken)
    {
        CertificateVerify verify = message.As<CertificateVerify>();
        ClientHandshake hs = flight.Handshake;
        PeerSignature.RequireValid13(verify, peer, hs.Configuration.SignatureSchemes, TlsRole.Server, hs.Transcript);
        hs.Receive(message);
        flight.Facts.PeerSignatureScheme = verify.Scheme;
        return ValueTask.FromResult<HandshakeState>(new ExpectFinished(flight));
    }
}
