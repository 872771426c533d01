using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Segno.Crypto;
using Segno.Testing;

namespace Segno.Fuzz.Harness;

/// <summary>
/// Certificates that are the same in every run: Ed25519 keys from fixed seeds, whose signatures have no randomness in them. What was
/// found with them is found again.
/// </summary>
internal sealed class FuzzPki
{
    private static readonly DateTimeOffset s_notBefore = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_notAfter = new(2060, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly byte[] _secretKey = new byte[Sodium.Ed25519SecretKeyLength];

    private FuzzPki(string name, byte seed)
    {
        using TestKey rootKey = TestKey.FromEd25519Seed(Seed(seed));
        CertificateRequest root = new(new X500DistinguishedName($"CN={name} root"), rootKey.PublicKey, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Root = root.Create(root.SubjectName, rootKey.Generator, s_notBefore, s_notAfter, [1, seed]);

        using TestKey leafKey = TestKey.FromEd25519Seed(Seed((byte)(seed + 1)));
        CertificateRequest leaf = new(new X500DistinguishedName($"CN={name}"), leafKey.PublicKey, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(TestHosts.Name);
        leaf.CertificateExtensions.Add(names.Build());
        leaf.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        leaf.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        using X509Certificate2 certificate = leaf.Create(root.SubjectName, rootKey.Generator, s_notBefore, s_notAfter, [2, seed]);
        Leaf = certificate.RawData;
        CertificatePem = certificate.ExportCertificatePem();
        KeyPem = leafKey.ToPem();
        Credential = TlsCredential.FromPem(CertificatePem, KeyPem);
        Sodium.Ed25519KeyPair(Seed((byte)(seed + 1)), new byte[Sodium.Ed25519PublicKeyLength], _secretKey);
    }

    public static FuzzPki Server { get; } = new("server", 10);

    public static FuzzPki Client { get; } = new("client", 20);

    public X509Certificate2 Root { get; }

    /// <summary>The certificate in DER.</summary>
    public byte[] Leaf { get; }

    public string CertificatePem { get; }

    public string KeyPem { get; }

    public TlsCredential Credential { get; }

    /// <summary>A signature as of TLS 1.2, over the content itself.</summary>
    public byte[] Sign(ReadOnlySpan<byte> content)
    {
        byte[] signature = new byte[Sodium.Ed25519SignatureLength];
        Sodium.Ed25519Sign(_secretKey, content, signature);
        return signature;
    }

    /// <summary>A signature of CertificateVerify (RFC 8446 §4.4.3).</summary>
    public byte[] Sign13(string context, ReadOnlySpan<byte> transcript) =>
        Sign([.. Enumerable.Repeat((byte)0x20, 64), .. Encoding.ASCII.GetBytes(context), 0, .. SHA256.HashData(transcript)]);

    private static byte[] Seed(byte seed) => [.. Enumerable.Repeat(seed, Sodium.Ed25519SeedLength)];
}
