using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Segno.Crypto;
using Segno.Testing;

namespace Segno.Fuzz.Harness;

/// <summary>
/// Certificates that are the same in every run: issued with Ed25519 keys from fixed seeds, whose signatures have no randomness in them. What
/// was found with them is found again.
/// </summary>
internal sealed class FuzzPki
{
    private static readonly DateTimeOffset s_notBefore = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_notAfter = new(2060, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly byte[] _rootSecret;
    private readonly byte[] _secret;

    private FuzzPki(string name, byte seed, ECDsa? ecdsa = null)
    {
        using TestKey rootKey = TestKey.FromEd25519Seed(Seed(seed));
        _rootSecret = Secret(seed);
        CertificateRequest root = new(new X500DistinguishedName($"CN={name} root"), rootKey.PublicKey, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Root = root.Create(root.SubjectName, rootKey.Generator, s_notBefore, s_notAfter, [1, seed]);

        using TestKey leafKey = TestKey.FromEd25519Seed(Seed((byte)(seed + 1)));
        _secret = Secret((byte)(seed + 1));
        PublicKey publicKey = ecdsa is null ? leafKey.PublicKey : new PublicKey(ecdsa);
        CertificateRequest leaf = new(new X500DistinguishedName($"CN={name}"), publicKey, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(TestHosts.Name);
        leaf.CertificateExtensions.Add(names.Build());
        leaf.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        leaf.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        using X509Certificate2 certificate = leaf.Create(root.SubjectName, rootKey.Generator, s_notBefore, s_notAfter, [2, seed]);
        Leaf = certificate.RawData;
        CertificatePem = certificate.ExportCertificatePem();
        KeyPem = ecdsa?.ExportPkcs8PrivateKeyPem() ?? leafKey.ToPem();
        Credential = TlsCredential.FromPem(CertificatePem, KeyPem);
    }

    public static FuzzPki Server { get; } = new("server", 10);

    public static FuzzPki Client { get; } = new("client", 20);

    /// <summary>A server's with an ECDSA key, which signs with randomness: for where an answer counts and not its bytes.</summary>
    public static FuzzPki EcdsaServer { get; } = new("ecdsa server", 30, Ecdsa());

    public X509Certificate2 Root { get; }

    /// <summary>The certificate in DER.</summary>
    public byte[] Leaf { get; }

    public string CertificatePem { get; }

    public string KeyPem { get; }

    public TlsCredential Credential { get; }

    /// <summary>The content of the certificate's TBSCertificate, without the header of its sequence.</summary>
    public byte[] ToBeSigned => new AsnReader(Leaf, AsnEncodingRules.DER).ReadSequence().PeekContentBytes().ToArray();

    /// <summary>The key of <see cref="EcdsaServer"/>: its private scalar is 42.</summary>
    public static ECDsa Ecdsa() => ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = [.. new byte[31], 42] });

    /// <summary>A certificate of the root with any content.</summary>
    public byte[] SignAgain(ReadOnlySpan<byte> toBeSigned)
    {
        byte[] signed = Sequence(toBeSigned);
        byte[] signature = new byte[Sodium.Ed25519SignatureLength];
        Sodium.Ed25519Sign(_rootSecret, signed, signature);
        // By hand: what is signed need not be DER any more.
        return Sequence([.. signed, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 65, 0, .. signature]);
    }

    /// <summary>A signature as of TLS 1.2, over the content itself.</summary>
    public byte[] Sign(ReadOnlySpan<byte> content)
    {
        byte[] signature = new byte[Sodium.Ed25519SignatureLength];
        Sodium.Ed25519Sign(_secret, content, signature);
        return signature;
    }

    /// <summary>A signature of CertificateVerify (RFC 8446 §4.4.3).</summary>
    public byte[] Sign13(string context, ReadOnlySpan<byte> transcript) =>
        Sign([.. Enumerable.Repeat((byte)0x20, 64), .. Encoding.ASCII.GetBytes(context), 0, .. SHA256.HashData(transcript)]);

    private static byte[] Sequence(ReadOnlySpan<byte> content) => content.Length switch
    {
        < 128 => [0x30, (byte)content.Length, .. content],
        < 256 => [0x30, 0x81, (byte)content.Length, .. content],
        _ => [0x30, 0x82, (byte)(content.Length >> 8), (byte)(content.Length & 0xff), .. content],
    };

    private static byte[] Secret(byte seed)
    {
        byte[] secret = new byte[Sodium.Ed25519SecretKeyLength];
        Sodium.Ed25519KeyPair(Seed(seed), new byte[Sodium.Ed25519PublicKeyLength], secret);
        return secret;
    }

    private static byte[] Seed(byte seed) => [.. Enumerable.Repeat(seed, Sodium.Ed25519SeedLength)];
}
