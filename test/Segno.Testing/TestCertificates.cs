using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Segno.Testing;

/// <summary>Certification authorities for tests. All validity is counted from <see cref="Now"/>, whose clock a test shares or moves.</summary>
public static class TestCertificates
{
    /// <summary>The middle of the default validity.</summary>
    public static DateTimeOffset Now { get; } = new(DateTimeOffset.UtcNow.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    /// <summary>A root that signs itself.</summary>
    public static TestAuthority CreateRoot(string name = "test root", TestKeyKind kind = TestKeyKind.EcdsaP256) => TestAuthority.CreateRoot(name, kind);

    /// <summary>16 random bytes, positive and without a leading zero (RFC 5280 §4.1.2.2).</summary>
    internal static byte[] SerialNumber()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x3f) | 0x40);
        return serial;
    }

    /// <summary>A client or server leaf that signs itself.</summary>
    public static IssuedCertificate CreateSelfSigned(TestLeaf leaf)
    {
        TestKey key = TestKey.Create(leaf.Key);
        CertificateRequest request = TestAuthority.LeafRequest(leaf, key);
        X509Certificate2 certificate = request.Create(
            request.SubjectName, key.Generator, leaf.NotBefore ?? Now.AddDays(-1), leaf.NotAfter ?? Now.AddDays(90), SerialNumber());
        return new IssuedCertificate(certificate, key, []);
    }
}
