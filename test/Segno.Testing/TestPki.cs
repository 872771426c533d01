using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Segno.Crypto;

namespace Segno.Testing;

/// <summary>The kinds of certificates that tests use.</summary>
public enum KeyKind
{
    EcdsaP256,
    Rsa2048,
    Ed25519,
}

/// <summary>Authorities with a root and an intermediate each, made once a run. Every chain that they issue has the intermediate in it.</summary>
public sealed class TestPki
{
    private static readonly DateTimeOffset s_notBefore = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_notAfter = new(2060, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<(KeyKind, string, int, DateTimeOffset), Lazy<TestIdentity>> _issued = new();
    private readonly ECDsa _rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _intermediateKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private TestPki(string name)
    {
        CertificateRequest root = new($"CN={name} root", _rootKey, HashAlgorithmName.SHA256);
        AddAuthorityExtensions(root);
        Root = root.CreateSelfSigned(s_notBefore, s_notAfter);

        CertificateRequest intermediate = new($"CN={name} intermediate", _intermediateKey, HashAlgorithmName.SHA256);
        AddAuthorityExtensions(intermediate);
        Intermediate = intermediate.Create(Root, s_notBefore, s_notAfter, Serial());
    }

    /// <summary>Issues servers' certificates.</summary>
    public static TestPki Servers { get; } = new("Servers");

    /// <summary>Issues clients' certificates.</summary>
    public static TestPki Clients { get; } = new("Clients");

    /// <summary>Another authority, which those who trust one of the above do not trust.</summary>
    public static TestPki Others { get; } = new("Others");

    public X509Certificate2 Root { get; }

    public X509Certificate2 Intermediate { get; }

    /// <summary>The root alone, as trust anchors.</summary>
    public X509Certificate2Collection Roots => [Root];

    /// <summary>A certificate with its key; the same one for the same arguments.</summary>
    /// <param name="generation">Another generation is another key under the same name.</param>
    public TestIdentity Issue(KeyKind kind, string name, int generation = 0, DateTimeOffset? notAfter = null) =>
        _issued.GetOrAdd((kind, name, generation, notAfter ?? s_notAfter), key => new Lazy<TestIdentity>(() => Make(key.Item1, key.Item2, key.Item4, bulk: 0))).Value;

    /// <summary>A certificate that is at least so many bytes long.</summary>
    public TestIdentity IssueBulky(string name, int bytes) => Make(KeyKind.EcdsaP256, name, s_notAfter, bytes);

    private TestIdentity Make(KeyKind kind, string name, DateTimeOffset notAfter, int bulk) => kind switch
    {
        KeyKind.Rsa2048 => MakeRsa(name, notAfter),
        KeyKind.Ed25519 => MakeEd25519(name, notAfter),
        _ => MakeEcdsa(name, notAfter, bulk),
    };

    private TestIdentity MakeEcdsa(string name, DateTimeOffset notAfter, int bulk)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        if (bulk > 0)
            request.CertificateExtensions.Add(new X509Extension("1.3.6.1.4.1.99999.1", new byte[bulk], critical: false));
        return Sign(request, name, notAfter, key.ExportPkcs8PrivateKeyPem(), key);
    }

    private TestIdentity MakeRsa(string name, DateTimeOffset notAfter)
    {
        RSA key = RSA.Create(2048);
        return Sign(new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), name, notAfter, key.ExportPkcs8PrivateKeyPem(), null);
    }

    /// <summary>.NET has no Ed25519: the public key goes in as bytes (RFC 8410 §4), the private key out as PKCS#8 by hand (§7).</summary>
    private TestIdentity MakeEd25519(string name, DateTimeOffset notAfter)
    {
        byte[] seed = RandomNumberGenerator.GetBytes(Sodium.Ed25519SeedLength);
        byte[] publicKey = new byte[Sodium.Ed25519PublicKeyLength];
        Sodium.Ed25519KeyPair(seed, publicKey, new byte[Sodium.Ed25519SecretKeyLength]);

        byte[] spki = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00, .. publicKey];
        byte[] pkcs8 = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20, .. seed];
        CertificateRequest request = new(new X500DistinguishedName($"CN={name}"), PublicKey.CreateFromSubjectPublicKeyInfo(spki, out _), HashAlgorithmName.SHA256);
        return Sign(request, name, notAfter, PemEncoding.WriteString("PRIVATE KEY", pkcs8), null);
    }

    private TestIdentity Sign(CertificateRequest request, string name, DateTimeOffset notAfter, string keyPem, ECDsa? signer)
    {
        SubjectAlternativeNameBuilder names = new();
        if (System.Net.IPAddress.TryParse(name, out System.Net.IPAddress? address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));

        using X509Certificate2 leaf = request.Create(
            Intermediate.SubjectName, X509SignatureGenerator.CreateForECDsa(_intermediateKey), s_notBefore, notAfter, Serial());
        StringBuilder pem = new();
        pem.AppendLine(leaf.ExportCertificatePem()).AppendLine(Intermediate.ExportCertificatePem());
        return new TestIdentity(pem.ToString(), keyPem, [leaf.RawData, Intermediate.RawData], signer);
    }

    private static void AddAuthorityExtensions(CertificateRequest request)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
    }

    private static byte[] Serial()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        return serial;
    }
}

/// <summary>A certificate with its key and its intermediate.</summary>
/// <param name="CertificatePem">Leaf and intermediate.</param>
/// <param name="KeyPem">PKCS#8.</param>
/// <param name="Chain">Leaf and intermediate in DER.</param>
/// <param name="Signer">The key, if it is an ECDSA key: for peers that sign by hand.</param>
public sealed record TestIdentity(string CertificatePem, string KeyPem, IReadOnlyList<byte[]> Chain, ECDsa? Signer)
{
    /// <summary>As what Segno signs with.</summary>
    public TlsCredential ToCredential() => TlsCredential.FromPem(CertificatePem, KeyPem);
}
