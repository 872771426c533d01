using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Segno.Testing;

/// <summary>A certificate with its key and its issuers, in each of the forms that a test or a real peer wants.</summary>
public sealed class IssuedCertificate : IDisposable
{
    internal IssuedCertificate(X509Certificate2 certificate, TestKey key, IReadOnlyList<X509Certificate2> intermediates)
    {
        Certificate = certificate;
        Key = key;
        Intermediates = intermediates;
    }

    /// <summary>Without its private key.</summary>
    public X509Certificate2 Certificate { get; }

    public TestKey Key { get; }

    /// <summary>What belongs after it in a chain; owned by their authorities.</summary>
    public IReadOnlyList<X509Certificate2> Intermediates { get; }

    /// <summary>The chain in DER, leaf first, root left out.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Chain => [Certificate.RawData, .. Intermediates.Select(intermediate => (ReadOnlyMemory<byte>)intermediate.RawData)];

    /// <summary>The chain in PEM, leaf first, root left out.</summary>
    public string ChainPem => string.Join('\n', Chain.Select(der => PemEncoding.WriteString("CERTIFICATE", der.Span))) + "\n";

    public string KeyPem => Key.ToPem() + "\n";

    public TlsCredential ToCredential() => TlsCredential.FromPem(ChainPem, KeyPem);

    /// <summary>Joined with its private key; the caller disposes it. Not for Ed25519, which .NET does not know.</summary>
    public X509Certificate2 ToCertificateWithKey() => Key.Key switch
    {
        RSA rsa => Certificate.CopyWithPrivateKey(rsa),
        ECDsa ecdsa => Certificate.CopyWithPrivateKey(ecdsa),
        _ => throw new NotSupportedException(".NET has no Ed25519."),
    };

    /// <summary>A PFX with the chain in it. Not for Ed25519.</summary>
    public byte[] ToPfx(string password)
    {
        using X509Certificate2 own = ToCertificateWithKey();
        // The intermediates come first, so that whoever takes the first for the own one is caught.
        X509Certificate2Collection all = [.. Intermediates, own];
        return all.Export(X509ContentType.Pkcs12, password)!;
    }

    public void Dispose()
    {
        Certificate.Dispose();
        Key.Dispose();
    }
}
