using Segno.Certificates;
using Segno.Record;
using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Handshake.Server.Tls13;

/// <summary>The client's Certificate, which may be empty (RFC 8446 §4.4.2).</summary>
internal sealed class ExpectCertificate(ClientFlight flight) : ClientFlightState
{
    public override string Awaits => nameof(HandshakeType.Certificate);

    public override async ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken)
    {
        Certificate13 certificate = message.As<Certificate13>();
        ServerHandshake hs = flight.Handshake;
        hs.Receive(message);
        if (!certificate.Context.IsEmpty)
            throw new TlsException(TlsFaults.IllegalCertificateContext);

        IReadOnlyList<ReadOnlyMemory<byte>> chain = PeerChain.Copy(certificate, allowedExtensions: []);
        if (chain.Count == 0)
        {
            return flight.Host.Options.ClientCertificateMode == ClientCertificateMode.Required
                ? throw new TlsException(TlsFaults.NoClientCertificate)
                : new ExpectFinished(flight);
        }

        PeerCertificate peer = hs.Own(PeerCertificate.Parse(chain[0]));
        CertificateVerdict verdict = await flight.Host.ClientValidator.ValidateAsync(chain, serverName: null, cancellationToken).ConfigureAwait(false);
        if (!verdict.IsAccepted)
            throw new TlsException(verdict.Fault!, verdict.Detail);
        flight.Facts.PeerCertificates = chain;
        return new ExpectCertificateVerify(flight, peer);
    }
}
