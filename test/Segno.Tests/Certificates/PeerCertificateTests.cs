using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Segno.Certificates;
using Segno.Crypto;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Certificates;

public class PeerCertificateTests : IDisposable
{
    private readonly TestAuthority _root = TestCertificates.CreateRoot();

    public static TheoryData<TestKeyKind> Kinds => [.. Enum.GetValues<TestKeyKind>()];

    [Fact]
    public void Garbage_is_unreadable()
    {
        using IssuedCertificate issued = _root.IssueServer("a.test");
        byte[] der = issued.Certificate.RawData;
        byte[][] damaged = [[], [0x30], [0x30, 0x00], [0x30, 0x80, 0x00, 0x00], der[..^1], [.. der, 0], [.. "-----BEGIN CERTIFICATE-----"u8]];
        foreach (byte[] bytes in damaged)
            Assert.Equal("UnreadableCertificate", Refusal(bytes).Fault.Name);
        Assert.Equal("UnreadableCertificate", Refusal(System.Text.Encoding.ASCII.GetBytes(issued.ChainPem)).Fault.Name);
    }

    [Fact]
    public void Every_cut_and_every_flipped_byte_is_refused_or_read_and_never_anything_else()
    {
        using IssuedCertificate issued = _root.IssueServer("a.test");
        byte[] der = issued.Certificate.RawData;
        for (int length = 0; length < der.Length; length++)
            Assert.Equal("UnreadableCertificate", Refusal(der[..length]).Fault.Name);
        string[] allowed = ["UnreadableCertificate", "WrongCertificateType", "WrongKeyUsage"];
        for (int i = 0; i < der.Length; i++)
        {
            byte[] flipped = [.. der];
            flipped[i] ^= 0xff;
            try
            {
                using PeerCertificate peer = PeerCertificate.Parse(flipped);
                peer.Verify(SignatureScheme.EcdsaSecp256r1Sha256, ProtocolVersion.Tls13, new byte[10], new byte[70]);
            }
            catch (TlsException e)
            {
                Assert.Contains(e.Fault.Name, allowed);
            }
        }
    }

    [Fact]
    public void A_key_usage_without_digitalSignature_is_refused_and_its_absence_is_not()
    {
        using IssuedCertificate without = _root.Issue(new TestLeaf { KeyUsage = X509KeyUsageFlags.KeyEncipherment | X509KeyUsageFlags.KeyAgreement });
        TlsException refusal = Refusal(without.Certificate.RawData);
        Assert.Equal("WrongKeyUsage", refusal.Fault.Name);
        Assert.Equal(AlertDescription.UnsupportedCertificate, refusal.Alert);
        using IssuedCertificate more = _root.Issue(new TestLeaf { KeyUsage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment });
        using IssuedCertificate none = _root.Issue(new TestLeaf { KeyUsage = null });
        PeerCertificate.Parse(more.Certificate.RawData).Dispose();
        PeerCertificate.Parse(none.Certificate.RawData).Dispose();
    }

    [Fact]
    public void A_key_usage_extension_that_occurs_twice_is_unreadable()
    {
        using IssuedCertificate issued = _root.IssueServer("a.test");
        byte[] der = issued.Certificate.RawData;
        // basicConstraints (2.5.29.19) becomes a second keyUsage (2.5.29.15).
        int at = der.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x06, 0x03, 0x55, 0x1d, 0x13]);
        der[at + 4] = 0x0f;
        Assert.Equal("UnreadableCertificate", Refusal(der).Fault.Name);
    }

    [Theory]
    [InlineData(2040, "the RSA key has 2040 bits; 2048 to 8192 are allowed")]
    [InlineData(8200, "the RSA key has 8200 bits; 2048 to 8192 are allowed")]
    public void RSA_keys_out_of_bounds_are_refused(int bits, string why)
    {
        TlsException refusal = Refusal(WithRsaKey(bits, [1, 0, 1]));
        Assert.Equal("WrongCertificateType", refusal.Fault.Name);
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2048)]
    [InlineData(8192)]
    public void RSA_keys_within_bounds_are_read(int bits)
    {
        using PeerCertificate peer = PeerCertificate.Parse(WithRsaKey(bits, [1, 0, 1]));
        Assert.True(peer.Fits(SignatureScheme.RsaPssRsaeSha512, ProtocolVersion.Tls13));
        Assert.Equal(SuiteAuthentication.Rsa, peer.Authentication);
    }

    [Fact]
    public void A_long_RSA_exponent_is_refused()
    {
        PeerCertificate.Parse(WithRsaKey(2048, [0x7f, 0xff, 0xff, 0xff])).Dispose();
        Assert.Equal("WrongCertificateType", Refusal(WithRsaKey(2048, [1, 0, 0, 0, 1])).Fault.Name);
    }

    [Fact]
    public void A_point_that_is_not_on_the_curve_is_unreadable()
    {
        using IssuedCertificate issued = _root.IssueServer("a.test");
        byte[] der = issued.Certificate.RawData;
        byte[] point = issued.Certificate.PublicKey.EncodedKeyValue.RawData;
        der[der.AsSpan().IndexOf(point) + 64] ^= 1;
        using PeerCertificate peer = PeerCertificate.Parse(der);
        TlsException refusal = Assert.Throws<TlsException>(() => peer.Verify(SignatureScheme.EcdsaSecp256r1Sha256, ProtocolVersion.Tls13, new byte[1], new byte[70]));
        Assert.Equal("UnreadableCertificate", refusal.Fault.Name);
    }

    [Fact]
    public void A_key_of_an_unknown_kind_is_an_unsupported_certificate()
    {
        using ECDsa brainpool = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1);
        using X509Certificate2 certificate = new CertificateRequest("CN=b", brainpool, HashAlgorithmName.SHA256).CreateSelfSigned(TestCertificates.Now, TestCertificates.Now.AddDays(1));
        TlsException refusal = Refusal(certificate.RawData);
        Assert.Equal("WrongCertificateType", refusal.Fault.Name);
        Assert.Equal(AlertDescription.UnsupportedCertificate, refusal.Alert);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Signatures_that_are_none_or_of_another_key_do_not_verify(TestKeyKind kind)
    {
        using IssuedCertificate issued = _root.IssueServer("a.test", kind);
        using IssuedCertificate other = _root.IssueServer("a.test", kind);
        using TlsCredential credential = issued.ToCredential();
        using PeerCertificate peer = PeerCertificate.Parse(issued.Certificate.RawData);
        using PeerCertificate stranger = PeerCertificate.Parse(other.Certificate.RawData);
        SignatureScheme scheme = credential.ChooseScheme(ProtocolVersion.Tls13, SchemeLists.All, Signatures.Supported)!.Value;
        byte[] content = [1, 2, 3];
        byte[] buffer = new byte[TlsCredential.MaxSignatureLength];
        byte[] signature = buffer[..await credential.SignAsync(scheme, content, buffer, TestContext.Current.CancellationToken)];

        Assert.True(peer.Verify(scheme, ProtocolVersion.Tls13, content, signature));
        Assert.False(stranger.Verify(scheme, ProtocolVersion.Tls13, content, signature));
        byte[][] broken = [[], [0], signature[..^1], [.. signature, 0], new byte[signature.Length], [0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00]];
        Assert.All(broken, bytes => Assert.False(peer.Verify(scheme, ProtocolVersion.Tls13, content, bytes)));
        // The right key under a scheme that does not fit it.
        SignatureScheme wrong = kind == TestKeyKind.Rsa ? SignatureScheme.EcdsaSecp256r1Sha256 : SignatureScheme.RsaPssRsaeSha256;
        Assert.False(peer.Fits(wrong, ProtocolVersion.Tls13));
        Assert.False(peer.Verify(wrong, ProtocolVersion.Tls13, content, signature));
    }

    [Fact]
    public async Task A_PKCS1_signature_verifies_in_TLS_12_only()
    {
        using IssuedCertificate issued = _root.IssueServer("a.test", TestKeyKind.Rsa);
        using TlsCredential credential = issued.ToCredential();
        using PeerCertificate peer = PeerCertificate.Parse(issued.Certificate.RawData);
        byte[] signature = new byte[256];
        Assert.Equal(256, await credential.SignAsync(SignatureScheme.RsaPkcs1Sha256, new byte[5], signature, TestContext.Current.CancellationToken));
        Assert.True(peer.Verify(SignatureScheme.RsaPkcs1Sha256, ProtocolVersion.Tls12, new byte[5], signature));
        Assert.False(peer.Verify(SignatureScheme.RsaPkcs1Sha256, ProtocolVersion.Tls13, new byte[5], signature));
        Assert.False(peer.Verify(SignatureScheme.RsaPssRsaeSha256, ProtocolVersion.Tls12, new byte[5], signature));
    }

    [Fact]
    public void Kept_keys_are_taken_out_once_and_only_under_their_own_hash()
    {
        byte[] hash = RandomNumberGenerator.GetBytes(32);
        byte[] neighbour = [.. hash];
        neighbour[31] ^= 1;
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        VerificationKeys.Keep(hash, key);
        Assert.Null(VerificationKeys.Take(neighbour));
        Assert.Same(key, VerificationKeys.Take(hash));
        Assert.Null(VerificationKeys.Take(hash));
        VerificationKeys.Keep(hash, key);
        using ECDsa newer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        VerificationKeys.Keep(neighbour, newer);
        Assert.Null(VerificationKeys.Take(hash));
        Assert.Same(newer, VerificationKeys.Take(neighbour));
        Assert.Throws<ObjectDisposedException>(() => key.ExportParameters(false));
    }

    public void Dispose()
    {
        _root.Dispose();
        GC.SuppressFinalize(this);
    }

    private static TlsException Refusal(byte[] der) => Assert.Throws<TlsException>(() => PeerCertificate.Parse(der));

    /// <summary>A certificate with an invented modulus: only its shape is looked at.</summary>
    private static byte[] WithRsaKey(int bits, byte[] exponent)
    {
        byte[] modulus = new byte[bits / 8];
        modulus.AsSpan().Fill(0xff);
        System.Formats.Asn1.AsnWriter writer = new(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(modulus);
            writer.WriteIntegerUnsigned(exponent);
        }
        PublicKey key = new(new Oid("1.2.840.113549.1.1.1"), new AsnEncodedData([5, 0]), new AsnEncodedData(writer.Encode()));
        using ECDsa issuer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(new X500DistinguishedName("CN=rsa"), key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.Create(
            new X500DistinguishedName("CN=i"), X509SignatureGenerator.CreateForECDsa(issuer), TestCertificates.Now, TestCertificates.Now.AddDays(1), [1, 2, 3]);
        return certificate.RawData;
    }
}
