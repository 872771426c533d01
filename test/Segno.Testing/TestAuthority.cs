using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Segno.Testing;

/// <summary>A root or an intermediate that issues certificates.</summary>
public sealed class TestAuthority : IDisposable
{
    private readonly TestKey _key;
    private readonly IReadOnlyList<X509Certificate2> _path;

    private TestAuthority(X509Certificate2 certificate, TestKey key, IReadOnlyList<X509Certificate2> path)
    {
        Certificate = certificate;
        _key = key;
        _path = path;
    }

    public X509Certificate2 Certificate { get; }

    internal TestKey Key => _key;

    /// <summary>As trust anchors.</summary>
    public X509Certificate2Collection Roots => [Certificate];

    public string CertificatePem => PemEncoding.WriteString("CERTIFICATE", Certificate.RawData) + "\n";

    public TestAuthority CreateIntermediate(string name = "test intermediate", TestKeyKind kind = TestKeyKind.EcdsaP256, DateTimeOffset? notAfter = null)
    {
        TestKey key = TestKey.Create(kind);
        X509Certificate2 certificate = AuthorityRequest(name, key).Create(
            Certificate.SubjectName, _key.Generator, Certificate.NotBefore, notAfter ?? Certificate.NotAfter, TestCertificates.SerialNumber());
        return new TestAuthority(certificate, key, [certificate, .. _path]);
    }

    public IssuedCertificate Issue(TestLeaf leaf)
    {
        TestKey key = TestKey.Create(leaf.Key);
        X509Certificate2 certificate = LeafRequest(leaf, key).Create(
            Certificate.SubjectName, _key.Generator, leaf.NotBefore ?? TestCertificates.Now.AddDays(-1), leaf.NotAfter ?? TestCertificates.Now.AddDays(90), TestCertificates.SerialNumber());
        return new IssuedCertificate(certificate, key, _path);
    }

    /// <summary>A server certificate for DNS names and IP addresses.</summary>
    public IssuedCertificate IssueServer(string name, TestKeyKind kind = TestKeyKind.EcdsaP256) => Issue(new TestLeaf { Names = [name], Key = kind });

    public IssuedCertificate IssueClient(string name = "test client", TestKeyKind kind = TestKeyKind.EcdsaP256) =>
        Issue(new TestLeaf { CommonName = name, Key = kind, ForServer = false });

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }

    internal static TestAuthority CreateRoot(string name, TestKeyKind kind)
    {
        TestKey key = TestKey.Create(kind);
        CertificateRequest request = AuthorityRequest(name, key);
        X509Certificate2 certificate = request.Create(
            request.SubjectName, key.Generator, TestCertificates.Now.AddDays(-30), TestCertificates.Now.AddDays(3650), TestCertificates.SerialNumber());
        return new TestAuthority(certificate, key, []);
    }

    internal static CertificateRequest LeafRequest(TestLeaf leaf, TestKey key)
    {
        CertificateRequest request = new(Name(leaf.CommonName), key.PublicKey, leaf.Hash);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        if (leaf.KeyUsage is { } usage)
            request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        if (leaf.ForServer is { } forServer)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(forServer ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2")], critical: false));
        if (leaf.AlternativeNames() is { } names)
            request.CertificateExtensions.Add(names);
        foreach (X509Extension extension in leaf.Extensions)
            request.CertificateExtensions.Add(extension);
        return request;
    }

    private static CertificateRequest AuthorityRequest(string name, TestKey key)
    {
        CertificateRequest request = new(Name(name), key.PublicKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    private static X500DistinguishedName Name(string commonName)
    {
        X500DistinguishedNameBuilder builder = new();
        builder.AddCommonName(commonName);
        return builder.Build();
    }
}
