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
        foreach (CertificateEntry entry in certificate.Entries)
            ReceivedExtensions.Require(entry.Extensions, ReceivedExtensions.InCertificate, flight.Plan, TlsFaults.UnsolicitedExtension);
        IReadOnlyList<ReadOnlyMemory<byte>> chain = PeerChain.Copy(certificate, ReceivedExtensions.InCertificate);
        if (chain.Count == 0)
            throw new TlsException(TlsFaults.EmptyServerCertificate);
        hs.Receive(message);
        PeerCertificate peer = hs.Own(PeerCertificate.Parse(chain[0]));
        flight.Facts.PeerCertificates = chain;
        flight.Facts.Staple = ReadStaple(certificate);
        CertificateVerdict verdict = await hs.Configuration.ServerValidator.ValidateAsync(
            chain, hs.ServerName, flight.Facts.Staple, cancellationToken).ConfigureAwait(false);
        if (!verdict.IsAccepted)
            throw new TlsException(verdict.Fault!, verdict.Detail);
        return new ExpectCertificateVerify(flight, peer);
    }

    /// <summary>What came with the server's own certificate, as owned copies; what came with its issuers says nothing here (RFC 8446 §4.4.2.1).</summary>
    private static Staple ReadStaple(in Certificate13 certificate)
    {
        foreach (CertificateEntry entry in certificate.Entries)
        {
            bool hasStatus = entry.Extensions.TryGet(ExtensionType.StatusRequest, out ReadOnlyMemory<byte> status);
            bool hasTimestamps = entry.Extensions.TryGet(ExtensionType.SignedCertificateTimestamp, out ReadOnlyMemory<byte> timestamps);
            return new Staple(
                hasStatus ? StatusRequestExtension.ParseStatus(status).ToArray() : default(ReadOnlyMemory<byte>),
                hasTimestamps ? SignedCertificateTimestampExtension.Parse(timestamps).ToArray() : default(ReadOnlyMemory<byte>));
        }
        return default;
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
