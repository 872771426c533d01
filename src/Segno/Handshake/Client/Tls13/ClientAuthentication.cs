using Segno.Crypto;
using Segno.Wire;
using Segno.Wire.Messages;

namespace Segno.Handshake.Client.Tls13;

/// <summary>The client's Certificate and CertificateVerify, or an empty Certificate where none fits (RFC 8446 §4.4.2, §4.4.3).</summary>
internal static class ClientAuthentication
{
    public static async ValueTask SendAsync(ServerFlight flight, CertificateRequestFacts request, CancellationToken cancellationToken)
    {
        ClientHandshake hs = flight.Handshake;
        foreach (TlsCredential credential in hs.Configuration.Options.Credentials)
        {
            if (credential.ChooseScheme(ProtocolVersion.Tls13, request.Schemes, hs.Configuration.SignatureSchemes) is not { } scheme)
                continue;
            hs.Send(Certificate13.FromChain(request.Context, credential.Chain));
            byte[] content = new byte[SignedContent13.MaxLength];
            int length = WriteSignedContent(hs, content);
            byte[] signature = new byte[TlsCredential.MaxSignatureLength];
            int signed = await credential.SignAsync(scheme, content.AsMemory(0, length), signature, cancellationToken).ConfigureAwait(false);
            hs.Send(new CertificateVerify(scheme, signature.AsMemory(0, signed)));
            return;
        }
        hs.Send(Certificate13.FromChain(request.Context, []));
    }

    private static int WriteSignedContent(ClientHandshake hs, Span<byte> content)
    {
        Span<byte> hash = stackalloc byte[hs.Transcript.HashLength];
        hs.Transcript.Current(hash);
        return SignedContent13.Write(TlsRole.Client, hash, content);
    }
}
