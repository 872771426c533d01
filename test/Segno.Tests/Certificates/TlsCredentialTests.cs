using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Segno.Certificates;
using Segno.Crypto;
using Segno.Testing;
using Segno.Wire;
using Segno.Wire.Extensions;

namespace Segno.Tests.Certificates;

public class TlsCredentialTests : IDisposable
{
    private const string Password = "correct horse";
    private readonly TestAuthority _root = TestCertificates.CreateRoot();
    private readonly TestAuthority _intermediate;

    public TlsCredentialTests() => _intermediate = _root.CreateIntermediate();

    public static TheoryData<TestKeyKind> Kinds => [.. Enum.GetValues<TestKeyKind>()];

    public static TheoryData<TestKeyKind> DotNetKinds => [.. Enum.GetValues<TestKeyKind>().Where(kind => kind != TestKeyKind.Ed25519)];

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_chain_in_PEM_loads_and_signs(TestKeyKind kind)
    {
        using IssuedCertificate issued = _intermediate.IssueServer("a.test", kind);
        using TlsCredential credential = TlsCredential.FromPem(issued.ChainPem, issued.KeyPem);
        Assert.Equal(issued.Chain.Select(der => der.ToArray()), credential.Chain.Select(der => der.ToArray()));
        Assert.Equal(2, credential.Chain.Count);
        Assert.Equal(SHA256.HashData(issued.Certificate.PublicKey.ExportSubjectPublicKeyInfo()), credential.PublicKeyHash.ToArray());
        await AssertSignsAsync(credential);
    }

    [Theory, MemberData(nameof(DotNetKinds))]
    public async Task A_PFX_loads_with_its_chain_in_order(TestKeyKind kind)
    {
        using TestAuthority lower = _intermediate.CreateIntermediate("lower");
        using IssuedCertificate issued = lower.IssueServer("a.test", kind);
        using TlsCredential credential = TlsCredential.FromPfx(issued.ToPfx(Password), Password);
        Assert.Equal(3, credential.Chain.Count);
        Assert.Equal(issued.Chain.Select(der => der.ToArray()), credential.Chain.Select(der => der.ToArray()));
        await AssertSignsAsync(credential);
    }

    [Theory, MemberData(nameof(DotNetKinds))]
    public async Task An_X509Certificate2_loads_and_may_be_disposed(TestKeyKind kind)
    {
        using IssuedCertificate issued = _intermediate.IssueServer("a.test", kind);
        TlsCredential credential;
        using (X509Certificate2 own = issued.ToCertificateWithKey())
            credential = TlsCredential.FromCertificate(own, issued.Intermediates);
        using (credential)
        {
            Assert.Equal(2, credential.Chain.Count);
            await AssertSignsAsync(credential);
        }
    }

    [Fact]
    public async Task Files_load_and_may_be_one_file()
    {
        using IssuedCertificate issued = _intermediate.IssueServer("a.test");
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, issued.KeyPem + issued.ChainPem, TestContext.Current.CancellationToken);
            using TlsCredential credential = TlsCredential.FromPemFiles(path, path);
            await AssertSignsAsync(credential);
            await File.WriteAllBytesAsync(path, issued.ToPfx(Password), TestContext.Current.CancellationToken);
            using TlsCredential pfx = TlsCredential.FromPfx(path, Password);
            await AssertSignsAsync(pfx);
            ArgumentException e = Assert.Throws<ArgumentException>(() => TlsCredential.FromPemFiles(path, path));
            Assert.Contains($"There is no certificate in '{path}'", e.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task The_older_key_forms_and_encrypted_keys_load()
    {
        using IssuedCertificate ecdsa = _intermediate.IssueServer("a.test");
        using IssuedCertificate rsa = _intermediate.IssueServer("a.test", TestKeyKind.Rsa);
        PbeParameters encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        (IssuedCertificate, string)[] cases =
        [
            (ecdsa, ((ECDsa)ecdsa.Key.Key!).ExportECPrivateKeyPem()),
            (ecdsa, ((ECDsa)ecdsa.Key.Key!).ExportEncryptedPkcs8PrivateKeyPem(Password, encryption)),
            (rsa, ((RSA)rsa.Key.Key!).ExportRSAPrivateKeyPem()),
            (rsa, ((RSA)rsa.Key.Key!).ExportEncryptedPkcs8PrivateKeyPem(Password, encryption)),
        ];
        foreach ((IssuedCertificate issued, string keyPem) in cases)
        {
            using TlsCredential credential = TlsCredential.FromPem(issued.ChainPem, keyPem, Password);
            await AssertSignsAsync(credential);
        }
    }

    [Theory]
    [InlineData("PRIVATE KEY")]
    [InlineData("EC PRIVATE KEY")]
    public async Task An_EC_key_without_its_leading_zeros_loads(string label)
    {
        using ECDsa key = ECDsa.Create();
        do
            key.GenerateKey(ECCurve.NamedCurves.nistP521);
        while (key.ExportParameters(includePrivateParameters: true).D![0] != 0);
        CertificateRequest request = new("CN=a.test", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        byte[] scalar = key.ExportParameters(includePrivateParameters: true).D![1..];
        AsnWriter ecPrivateKey = new(AsnEncodingRules.DER);
        using (ecPrivateKey.PushSequence())
        {
            ecPrivateKey.WriteInteger(1);
            ecPrivateKey.WriteOctetString(scalar);
        }
        AsnWriter pkcs8 = new(AsnEncodingRules.DER);
        using (pkcs8.PushSequence())
        {
            pkcs8.WriteInteger(0);
            using (pkcs8.PushSequence())
            {
                pkcs8.WriteObjectIdentifier("1.2.840.10045.2.1");
                pkcs8.WriteObjectIdentifier("1.3.132.0.35");
            }
            pkcs8.WriteOctetString(ecPrivateKey.Encode());
        }
        string pem = PemEncoding.WriteString(label, (label == "PRIVATE KEY" ? pkcs8 : ecPrivateKey).Encode());
        using TlsCredential credential = TlsCredential.FromPem(certificate.ExportCertificatePem(), pem);
        await AssertSignsAsync(credential);
    }

    [Fact]
    public void The_root_is_left_out_of_the_chain()
    {
        using IssuedCertificate issued = _intermediate.IssueServer("a.test");
        using TlsCredential credential = TlsCredential.FromPem(issued.ChainPem + _root.CertificatePem, issued.KeyPem);
        Assert.Equal(2, credential.Chain.Count);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_key_of_the_same_kind_that_is_not_the_certificates_is_refused(TestKeyKind kind)
    {
        using IssuedCertificate issued = _intermediate.IssueServer("a.test", kind);
        using TestKey other = TestKey.Create(kind);
        ArgumentException e = Assert.Throws<ArgumentException>(() => TlsCredential.FromPem(issued.ChainPem, other.ToPem()));
        Assert.StartsWith("The private key in the PEM of the key does not belong to the first certificate", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TestKeyKind.EcdsaP256, TestKeyKind.Rsa, "of another kind than the certificate's, which is ECDSA")]
    [InlineData(TestKeyKind.Rsa, TestKeyKind.EcdsaP256, "of another kind than the certificate's, which is RSA")]
    [InlineData(TestKeyKind.Ed25519, TestKeyKind.EcdsaP256, "of another kind than the certificate's, which is Ed25519")]
    [InlineData(TestKeyKind.EcdsaP256, TestKeyKind.Ed25519, "of another kind than the certificate's, which is ECDSA")]
    [InlineData(TestKeyKind.EcdsaP256, TestKeyKind.EcdsaP384, "does not belong")]
    public void A_key_of_another_kind_is_refused(TestKeyKind certificate, TestKeyKind key, string why)
    {
        using IssuedCertificate issued = _intermediate.IssueServer("a.test", certificate);
        using TestKey other = TestKey.Create(key);
        ArgumentException e = Assert.Throws<ArgumentException>(() => TlsCredential.FromPem(issued.ChainPem, other.ToPem()));
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        using IssuedCertificate issued = _intermediate.IssueServer("a.test");
        Assert.StartsWith("There is no certificate in the PEM of the certificate", Refusal<ArgumentException>(issued.KeyPem, issued.KeyPem), StringComparison.Ordinal);
        Assert.StartsWith("There is no certificate in the PEM of the certificate", Refusal<ArgumentException>("garbage", issued.KeyPem), StringComparison.Ordinal);
        Assert.StartsWith("There is no private key in the PEM of the key", Refusal<ArgumentException>(issued.ChainPem, issued.ChainPem), StringComparison.Ordinal);
        Assert.Contains("openssl pkcs8 -topk8", Refusal<ArgumentException>(issued.ChainPem, "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"), StringComparison.Ordinal);
        string encrypted = ((ECDsa)issued.Key.Key!).ExportEncryptedPkcs8PrivateKeyPem(Password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        Assert.Contains("is encrypted: give its password", Refusal<ArgumentException>(issued.ChainPem, encrypted), StringComparison.Ordinal);
        Assert.Contains("its password is wrong", Refusal<CryptographicException>(issued.ChainPem, encrypted, "wrong"), StringComparison.Ordinal);
        Assert.Contains("its password is wrong", Assert.Throws<CryptographicException>(() => TlsCredential.FromPfx(issued.ToPfx(Password), "wrong")).Message, StringComparison.Ordinal);
        Assert.Contains("has no private key", Assert.Throws<ArgumentException>(() => TlsCredential.FromCertificate(issued.Certificate)).Message, StringComparison.Ordinal);
        Assert.Contains("no certificate with a private key in the PFX", Assert.Throws<ArgumentException>(() => TlsCredential.FromPfx(issued.Certificate.Export(X509ContentType.Pkcs12, Password)!, Password)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_encrypted_Ed25519_key_is_refused_with_a_way_out()
    {
        using IssuedCertificate issued = _intermediate.IssueServer("a.test", TestKeyKind.Ed25519);
        string encrypted = PemEncoding.WriteString("ENCRYPTED PRIVATE KEY", [0x30, 0x00]);
        Assert.Contains("decrypt it with \"openssl pkcs8\"", Refusal<ArgumentException>(issued.ChainPem, encrypted, Password), StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_is_named()
    {
        using IssuedCertificate issued = _intermediate.IssueServer("a.test");
        byte[] cut = issued.Certificate.RawData[..^1];
        Assert.Contains("Certificate 1 in the PEM of the certificate cannot be read", Refusal<CryptographicException>(PemEncoding.WriteString("CERTIFICATE", cut), issued.KeyPem), StringComparison.Ordinal);
        Assert.Contains("Certificate 3 in the PEM of the certificate cannot be read", Refusal<CryptographicException>(issued.ChainPem + PemEncoding.WriteString("CERTIFICATE", cut), issued.KeyPem), StringComparison.Ordinal);
        foreach (string label in (string[])["PRIVATE KEY", "EC PRIVATE KEY"])
            Assert.Contains("The private key in the PEM of the key cannot be read", Refusal<CryptographicException>(issued.ChainPem, PemEncoding.WriteString(label, [0x30, 0x03, 0x02, 0x01, 0x00])), StringComparison.Ordinal);
    }

    [Fact]
    public void Certificates_that_cannot_serve_are_refused()
    {
        using IssuedCertificate noSigning = _intermediate.Issue(new TestLeaf { KeyUsage = X509KeyUsageFlags.KeyEncipherment });
        Assert.Contains("its key usage lacks digitalSignature", Refusal<ArgumentException>(noSigning.ChainPem, noSigning.KeyPem), StringComparison.Ordinal);

        using RSA small = RSA.Create(2040);
        CertificateRequest request = new("CN=small", small, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 smallCertificate = request.CreateSelfSigned(TestCertificates.Now, TestCertificates.Now.AddDays(1));
        Assert.Contains("the RSA key has 2040 bits; 2048 to 8192 are allowed", Assert.Throws<ArgumentException>(() => TlsCredential.FromCertificate(smallCertificate)).Message, StringComparison.Ordinal);

        using ECDsa brainpool = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1);
        using X509Certificate2 brainpoolCertificate = new CertificateRequest("CN=brainpool", brainpool, HashAlgorithmName.SHA256).CreateSelfSigned(TestCertificates.Now, TestCertificates.Now.AddDays(1));
        Assert.Contains("none of P-256, P-384 and P-521", Assert.Throws<ArgumentException>(() => TlsCredential.FromCertificate(brainpoolCertificate)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_RSASSA_PSS_key_loads_from_PEM_and_signs_by_its_own_schemes_only()
    {
        // Made with: openssl req -x509 -newkey rsa-pss -pkeyopt rsa_keygen_bits:2048
        using TlsCredential credential = TlsCredential.FromPem(Vectors.PssCertificates.CertificatePem, Vectors.PssCertificates.KeyPem);
        Assert.Equal(SuiteAuthentication.Rsa, credential.Authentication);
        Assert.Equal(SignatureScheme.RsaPssPssSha256, credential.ChooseScheme(ProtocolVersion.Tls13, SchemeLists.All, Signatures.Supported));
        Assert.Null(credential.ChooseScheme(ProtocolVersion.Tls12, SchemeLists.Of(SignatureScheme.RsaPssRsaeSha256, SignatureScheme.RsaPkcs1Sha256), Signatures.Supported));
        await AssertSignsAsync(credential);
    }

    [Fact]
    public async Task An_RSASSA_PSS_key_that_names_its_hash_signs_with_no_other()
    {
        using TlsCredential credential = TlsCredential.FromPem(Vectors.PssCertificates.RestrictedCertificatePem, Vectors.PssCertificates.RestrictedKeyPem);
        Assert.NotNull(credential.ChooseScheme(ProtocolVersion.Tls13, SchemeLists.Of(SignatureScheme.RsaPssPssSha256), Signatures.Supported));
        Assert.Null(credential.ChooseScheme(ProtocolVersion.Tls13, SchemeLists.Of(SignatureScheme.RsaPssPssSha384, SignatureScheme.RsaPssPssSha512), Signatures.Supported));
        await AssertSignsAsync(credential);
    }

    [Fact]
    public async Task A_self_signed_certificate_for_localhost_holds_the_loopback_addresses()
    {
        using TlsCredential credential = TlsCredential.CreateSelfSigned("localhost");
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(credential.Chain[0].Span);
        Assert.All(["localhost", "127.0.0.1", "::1"], name => Assert.True(NameCheck.Matches(certificate, name)));
        Assert.False(NameCheck.Matches(certificate, "other"));
        Assert.Equal(NamedGroup.Secp256r1, credential.KeyGroup);
        CertificateValidator validator = new(new CertificateValidationOptions { Roots = [certificate] }, TlsRole.Server, TimeProvider.System);
        CertificateVerdict verdict = await validator.ValidateAsync(credential.Chain, "localhost", TestContext.Current.CancellationToken);
        Assert.True(verdict.IsAccepted, verdict.Detail);
    }

    [Fact]
    public void The_peers_schemes_and_the_version_choose_the_scheme()
    {
        using IssuedCertificate p384 = _intermediate.IssueServer("a.test", TestKeyKind.EcdsaP384);
        using TlsCredential ecdsa = p384.ToCredential();
        Assert.Equal(SignatureScheme.EcdsaSecp384r1Sha384, ecdsa.ChooseScheme(ProtocolVersion.Tls13, SchemeLists.All, Signatures.Supported));
        Assert.Equal(SignatureScheme.EcdsaSecp256r1Sha256, ecdsa.ChooseScheme(ProtocolVersion.Tls12, SchemeLists.All, Signatures.Supported));
        Assert.Null(ecdsa.ChooseScheme(ProtocolVersion.Tls13, SchemeLists.Of(SignatureScheme.EcdsaSecp256r1Sha256), Signatures.Supported));

        using IssuedCertificate rsaIssued = _intermediate.IssueServer("a.test", TestKeyKind.Rsa);
        using TlsCredential rsa = rsaIssued.ToCredential();
        Assert.Null(rsa.KeyGroup);
        Assert.Null(rsa.ChooseScheme(ProtocolVersion.Tls13, SchemeLists.Of(SignatureScheme.RsaPkcs1Sha256), Signatures.Supported));
        Assert.Equal(SignatureScheme.RsaPkcs1Sha256, rsa.ChooseScheme(ProtocolVersion.Tls12, SchemeLists.Of(SignatureScheme.RsaPkcs1Sha256), Signatures.Supported));
        Assert.Equal(
            SignatureScheme.RsaPssRsaeSha512, rsa.ChooseScheme(ProtocolVersion.Tls13, SchemeLists.All, [SignatureScheme.RsaPssRsaeSha512, SignatureScheme.RsaPssRsaeSha256]));
        // RFC 5246 §7.4.1.4.1: without the extension SHA-1 is meant, which Segno does not have.
        Assert.Null(rsa.ChooseScheme(ProtocolVersion.Tls12, default, Signatures.Supported));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Sixteen_threads_sign_at_once(TestKeyKind kind)
    {
        using IssuedCertificate issued = _intermediate.IssueServer("a.test", kind);
        using TlsCredential credential = issued.ToCredential();
        SignatureScheme scheme = credential.ChooseScheme(ProtocolVersion.Tls13, SchemeLists.All, Signatures.Supported)!.Value;
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        int valid = 0;
        Thread[] threads = [.. Enumerable.Range(0, 16).Select(thread => new Thread(() =>
        {
            using PeerCertificate peer = PeerCertificate.Parse(credential.Chain[0]);
            byte[] signature = new byte[TlsCredential.MaxSignatureLength];
            for (int i = 0; i < 20; i++)
            {
                byte[] content = [(byte)thread, (byte)i, 1, 2, 3];
                ValueTask<int> signing = credential.SignAsync(scheme, content, signature, cancellationToken);
                int length = signing.IsCompletedSuccessfully ? signing.Result : -1;
                if (peer.Verify(scheme, ProtocolVersion.Tls13, content, signature.AsSpan(0, length)))
                    Interlocked.Increment(ref valid);
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.Equal(16 * 20, valid);
    }

    [Fact]
    public async Task The_pool_keeps_as_many_keys_as_there_are_cores_and_none_when_disposed()
    {
        EcdsaSigner signer = new(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        Assert.Equal(1, signer.IdleKeys);
        await Parallel.ForAsync(0, 200, TestContext.Current.CancellationToken, async (_, token) =>
            await signer.SignAsync(SignatureScheme.EcdsaSecp256r1Sha256, new byte[10], new byte[200], token));
        Assert.InRange(signer.IdleKeys, 1, 2 * Environment.ProcessorCount);
        signer.Dispose();
        Assert.Equal(0, signer.IdleKeys);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
            await signer.SignAsync(SignatureScheme.EcdsaSecp256r1Sha256, new byte[10], new byte[200], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_key_that_may_not_be_exported_signs_too()
    {
        using LockedSigner signer = new(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        Assert.Equal(0, signer.IdleKeys);
        byte[] signature = new byte[200];
        Assert.InRange(await signer.SignAsync(SignatureScheme.EcdsaSecp256r1Sha256, new byte[10], signature, TestContext.Current.CancellationToken), 60, 80);
        Assert.Equal(0, signer.IdleKeys);
    }

    [Fact]
    public async Task A_disposed_credential_signs_no_more()
    {
        foreach (TestKeyKind kind in Enum.GetValues<TestKeyKind>())
        {
            using IssuedCertificate issued = _intermediate.IssueServer("a.test", kind);
            TlsCredential credential = issued.ToCredential();
            SignatureScheme scheme = credential.ChooseScheme(ProtocolVersion.Tls13, SchemeLists.All, Signatures.Supported)!.Value;
            credential.Dispose();
            await Assert.ThrowsAsync<ObjectDisposedException>(async () => await credential.SignAsync(scheme, new byte[1], new byte[1024], TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task A_signer_elsewhere_is_awaited_and_asked_only_for_what_it_supports()
    {
        using IssuedCertificate issued = _intermediate.IssueServer("a.test", TestKeyKind.Rsa);
        using TlsCredential local = issued.ToCredential();
        RemoteSigner remote = new(local, SignatureScheme.RsaPssRsaeSha384);
        using TlsCredential credential = TlsCredential.FromSigner(issued.Chain, remote);
        Assert.Equal(SignatureScheme.RsaPssRsaeSha384, credential.ChooseScheme(ProtocolVersion.Tls13, SchemeLists.All, Signatures.Supported));
        Assert.Null(credential.ChooseScheme(ProtocolVersion.Tls13, SchemeLists.Of(SignatureScheme.RsaPssRsaeSha256), Signatures.Supported));
        await AssertSignsAsync(credential);
        remote.Answer = TlsCredential.MaxSignatureLength + 1;
        await Assert.ThrowsAsync<InvalidOperationException>(() => AssertSignsAsync(credential));
        Assert.Throws<ArgumentException>(() => TlsCredential.FromSigner([], remote));
    }

    public void Dispose()
    {
        _intermediate.Dispose();
        _root.Dispose();
        GC.SuppressFinalize(this);
    }

    private static string Refusal<T>(string certificatePem, string keyPem, string? password = null)
        where T : Exception => Assert.Throws<T>(() => TlsCredential.FromPem(certificatePem, keyPem, password)).Message;

    /// <summary>Every scheme that the credential offers, in both versions, verifies with its certificate and with no other content.</summary>
    private static async Task AssertSignsAsync(TlsCredential credential)
    {
        using PeerCertificate peer = PeerCertificate.Parse(credential.Chain[0]);
        int signed = 0;
        foreach (ProtocolVersion version in Enum.GetValues<ProtocolVersion>())
        {
            foreach (SignatureScheme scheme in Signatures.Supported)
            {
                if (credential.ChooseScheme(version, SchemeLists.Of(scheme), Signatures.Supported) is null)
                    continue;
                byte[] content = new byte[SignedContent13.MaxLength];
                byte[] signature = new byte[TlsCredential.MaxSignatureLength];
                int length = await credential.SignAsync(scheme, content, signature, TestContext.Current.CancellationToken);
                Assert.True(peer.Fits(scheme, version));
                Assert.True(peer.Verify(scheme, version, content, signature.AsSpan(0, length)));
                content[^1] ^= 1;
                Assert.False(peer.Verify(scheme, version, content, signature.AsSpan(0, length)));
                signed++;
            }
        }
        Assert.True(signed >= 2);
    }

    private sealed class LockedSigner(ECDsa key) : LocalSigner<ECDsa>(key)
    {
        protected override ECDsa Create() => throw new CryptographicException("not exportable");

        protected override int Sign(ECDsa key, SignatureScheme scheme, ReadOnlySpan<byte> content, Span<byte> destination)
        {
            Assert.True(key.TrySignData(content, destination, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence, out int written));
            return written;
        }
    }

    private sealed class RemoteSigner(TlsCredential key, SignatureScheme only) : ICredentialSigner
    {
        public int? Answer { get; set; }

        public bool Supports(SignatureScheme scheme) => scheme == only;

        public async ValueTask<int> SignAsync(SignatureScheme scheme, ReadOnlyMemory<byte> content, Memory<byte> destination, CancellationToken cancellationToken)
        {
            await Task.Yield();
            int length = await key.SignAsync(scheme, content, destination, cancellationToken);
            return Answer ?? length;
        }
    }
}
