using Segno.Certificates;
using Segno.Record;
using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Handshake.Client.Tls13;

/// <summary>The server's Certificate, before which it may ask for the client's (RFC 8446 §4.3.2, §4.4.2).</summary>
internal sealed class ExpectCertificate(ServerFlight flight) : ServerFlightState
{
    public override string Awaits => flight.Request is null ? "CertificateRequest or Certificate" : nameof(HandshakeType.Certificate);

    public override async ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken)
    {
        ClientHandshake hs = flight.Handshake;
        if (message.Type == HandshakeType.CertificateRequest && flight.Request is null)
        {
            flight.Request = ReadRequest(message.As<CertificateRequest13>());
            hs.Receive(message);
            return this;
        }

        Certificate13 certificate = message.As<Certificate13>();
        if (!certificate.Context.IsEmpty)
            throw new TlsException(TlsFaults.IllegalCertificateContext);
        IReadOnlyList<ReadOnlyMemory<byte>> chain = PeerChain.Copy(certificate, allowedExtensions: []);
        if (chain.Count == 0)
            throw new TlsException(TlsFaults.EmptyServerCertificate);
        hs.Receive(message);
        PeerCertificate peer = hs.Own(PeerCertificate.Parse(chain[0]));
        flight.Facts.PeerCertificates = chain;
        CertificateVerdict verdict = await hs.Configuration.ServerValidator.ValidateAsync(chain, hs.ServerName, cancellationToken).ConfigureAwait(false);
        if (!verdict.IsAccepted)
            throw new TlsException(verdict.Fault!, verdict.Detail);
        return new ExpectCertificateVerify(flight, peer);
    }

    private static CertificateRequestFacts ReadRequest(CertificateRequest13 request)
    {
        // RFC 8446 §4.3.2: the context is empty in the handshake, and signature_algorithms is mandatory.
        if (!request.Context.IsEmpty)
            throw new TlsException(TlsFaults.IllegalCertificateContext);
        ReceivedExtensions.RequireInPlace(request.Extensions, ReceivedExtensions.InCertificateRequest);
        if (!request.Extensions.TryGet(ExtensionType.SignatureAlgorithms, out ReadOnlyMemory<byte> schemes))
            throw new TlsException(TlsFaults.MissingSupportedExtension, "signature_algorithms in CertificateRequest");
        return new CertificateRequestFacts(default, SignatureAlgorithmsExtension.Parse(schemes.ToArray()));
    }
}
