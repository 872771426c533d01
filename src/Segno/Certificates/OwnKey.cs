using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Segno.Crypto;

namespace Segno.Certificates;

/// <summary>The private half of a credential: taken out of an <see cref="X509Certificate2"/>, and compared with the certificate's public half.</summary>
internal static class OwnKey
{
    /// <summary>The key that .NET has joined with the certificate; the caller owns the signer.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static ICredentialSigner Of(X509Certificate2 certificate, SignatureKeyKind kind)
    {
        if (!certificate.HasPrivateKey)
            throw new ArgumentException($"The certificate has no private key: {certificate.Subject}.");
        return kind switch
        {
            SignatureKeyKind.Rsa when certificate.GetRSAPrivateKey() is { } rsa => new RsaSigner(rsa),
            SignatureKeyKind.EcdsaP256 or SignatureKeyKind.EcdsaP384 or SignatureKeyKind.EcdsaP521 when certificate.GetECDsaPrivateKey() is { } ecdsa => new EcdsaSigner(ecdsa),
            _ => throw new ArgumentException($".NET cannot give out the private key of {certificate.Subject}; Ed25519 and RSASSA-PSS keys must be given as PEM."),
        };
    }

    /// <summary>Whether what it signs verifies with the certificate: the one test that needs no access to the key.</summary>
    public static bool Belongs(ICredentialSigner signer, ReadOnlyMemory<byte> certificate, SignatureScheme scheme)
    {
        byte[] content = "Segno: does this key belong to this certificate?"u8.ToArray();
        byte[] signature = new byte[TlsCredential.MaxSignatureLength];
        // Local signers finish at once; those elsewhere are not asked.
        ValueTask<int> signing = signer.SignAsync(scheme, content, signature, CancellationToken.None);
        int length = signing.IsCompletedSuccessfully ? signing.Result : throw new InvalidOperationException();
        using PeerCertificate peer = PeerCertificate.Parse(certificate);
        return peer.Verify(scheme, Wire.ProtocolVersion.Tls12, content, signature.AsSpan(0, length));
    }
}
