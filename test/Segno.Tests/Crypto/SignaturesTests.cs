using System.Text;
using Segno.Crypto;
using Segno.Wire;

namespace Segno.Tests.Crypto;

public class SignaturesTests
{
    private static readonly SignatureKeyKind[] s_ecdsa = [SignatureKeyKind.EcdsaP256, SignatureKeyKind.EcdsaP384, SignatureKeyKind.EcdsaP521];

    /// <summary>Scheme, the keys it fits in TLS 1.2, and in TLS 1.3 (RFC 8446 §4.2.3).</summary>
    public static TheoryData<SignatureScheme, string, string> Table => new()
    {
        { SignatureScheme.EcdsaSecp256r1Sha256, "EcdsaP256,EcdsaP384,EcdsaP521", "EcdsaP256" },
        { SignatureScheme.EcdsaSecp384r1Sha384, "EcdsaP256,EcdsaP384,EcdsaP521", "EcdsaP384" },
        { SignatureScheme.EcdsaSecp521r1Sha512, "EcdsaP256,EcdsaP384,EcdsaP521", "EcdsaP521" },
        { SignatureScheme.Ed25519, "Ed25519", "Ed25519" },
        { SignatureScheme.RsaPssRsaeSha256, "Rsa", "Rsa" },
        { SignatureScheme.RsaPssRsaeSha384, "Rsa", "Rsa" },
        { SignatureScheme.RsaPssRsaeSha512, "Rsa", "Rsa" },
        { SignatureScheme.RsaPssPssSha256, "RsaPss", "RsaPss" },
        { SignatureScheme.RsaPssPssSha384, "RsaPss", "RsaPss" },
        { SignatureScheme.RsaPssPssSha512, "RsaPss", "RsaPss" },
        { SignatureScheme.RsaPkcs1Sha256, "Rsa", "" },
        { SignatureScheme.RsaPkcs1Sha384, "Rsa", "" },
        { SignatureScheme.RsaPkcs1Sha512, "Rsa", "" },
    };

    [Theory, MemberData(nameof(Table))]
    public void A_scheme_fits_the_keys_that_the_version_allows(SignatureScheme scheme, string tls12, string tls13)
    {
        Assert.Equal(tls12, Fitting(scheme, ProtocolVersion.Tls12));
        Assert.Equal(tls13, Fitting(scheme, ProtocolVersion.Tls13));
    }

    [Theory, Requirement("A24")]
    [InlineData(0x0201)] // rsa_pkcs1_sha1
    [InlineData(0x0203)] // ecdsa_sha1
    [InlineData(0x0808)] // ed448
    [InlineData(0x0a0a)] // GREASE
    public void A_scheme_that_Segno_does_not_have_fits_no_key(int scheme)
    {
        Assert.Equal("", Fitting((SignatureScheme)scheme, ProtocolVersion.Tls12));
        Assert.Equal("", Fitting((SignatureScheme)scheme, ProtocolVersion.Tls13));
    }

    [Fact]
    public void The_default_order_prefers_P256_then_Ed25519_and_has_every_scheme_once()
    {
        Assert.Equal([SignatureScheme.EcdsaSecp256r1Sha256, SignatureScheme.Ed25519, SignatureScheme.RsaPssRsaeSha256], Signatures.Supported.Take(3));
        Assert.Equal(Enum.GetValues<SignatureScheme>().Order(), Signatures.Supported.Order());
    }

    [Fact]
    public void Ed25519_certificates_go_with_the_ECDSA_suites_of_TLS_12()
    {
        Assert.All([.. s_ecdsa, SignatureKeyKind.Ed25519], kind => Assert.Equal(SuiteAuthentication.Ecdsa, Signatures.AuthenticationOf(kind)));
        Assert.All([SignatureKeyKind.Rsa, SignatureKeyKind.RsaPss], kind => Assert.Equal(SuiteAuthentication.Rsa, Signatures.AuthenticationOf(kind)));
    }

    [Fact]
    public void The_signed_content_is_the_example_of_the_RFC()
    {
        // RFC 8446 §4.4.3: a hash of 32 bytes of 01.
        byte[] expected = Convert.FromHexString(
            "2020202020202020202020202020202020202020202020202020202020202020"
            + "2020202020202020202020202020202020202020202020202020202020202020"
            + "544c5320312e332c207365727665722043657274696669636174655665726966"
            + "79000101010101010101010101010101010101010101010101010101010101010101");
        byte[] hash = new byte[32];
        hash.AsSpan().Fill(1);
        byte[] content = new byte[SignedContent13.MaxLength];
        int length = SignedContent13.Write(TlsRole.Server, hash, content);
        Assert.Equal(expected, content[..length]);
    }

    [Fact]
    public void The_client_signs_under_a_context_of_its_own_and_the_longest_hash_fits()
    {
        byte[] content = new byte[SignedContent13.MaxLength];
        int length = SignedContent13.Write(TlsRole.Client, new byte[48], content);
        Assert.Equal(SignedContent13.MaxLength, length);
        Assert.Equal("TLS 1.3, client CertificateVerify\0", Encoding.ASCII.GetString(content, 64, 34));
    }

    private static string Fitting(SignatureScheme scheme, ProtocolVersion version) =>
        string.Join(',', Enum.GetValues<SignatureKeyKind>().Where(kind => Signatures.Fits(scheme, kind, version)));
}
