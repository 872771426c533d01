using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Segno.Certificates;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Certificates;

public class CertificateValidatorTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(TestCertificates.Now);
    private readonly TestAuthority _root = TestCertificates.CreateRoot();
    private readonly TestAuthority _intermediate;

    public CertificateValidatorTests() => _intermediate = _root.CreateIntermediate();

    public static TheoryData<TestKeyKind> Kinds => [.. Enum.GetValues<TestKeyKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_chain_of_any_kind_to_a_given_root_is_accepted_again_and_again(TestKeyKind kind)
    {
        using TestAuthority root = TestCertificates.CreateRoot("root", kind);
        using TestAuthority intermediate = root.CreateIntermediate("intermediate", kind);
        using IssuedCertificate issued = intermediate.IssueServer("a.test", kind);
        CertificateValidator validator = Server(new() { Roots = root.Roots });
        for (int i = 0; i < 3; i++)
            await AssertAcceptedAsync(validator, issued.Chain, "a.test");
    }

    [Fact]
    public async Task A_leaf_that_is_itself_the_root_is_accepted()
    {
        using IssuedCertificate issued = TestCertificates.CreateSelfSigned(new TestLeaf { Names = ["a.test"] });
        await AssertAcceptedAsync(Server(new() { Roots = [issued.Certificate] }), issued.Chain, "a.test");
        await AssertRefusedAsync(Server(new() { Roots = _root.Roots }), issued.Chain, "a.test", "UntrustedRoot");
    }

    [Fact]
    public async Task An_unknown_root_and_a_missing_intermediate_are_unknown_ca()
    {
        using TestAuthority other = TestCertificates.CreateRoot("other root");
        using IssuedCertificate issued = _intermediate.IssueServer("a.test");
        CertificateVerdict verdict = await AssertRefusedAsync(Server(new() { Roots = other.Roots }), issued.Chain, "a.test", "UntrustedRoot");
        Assert.Equal(AlertDescription.UnknownCa, verdict.Fault!.Alert);
        await AssertRefusedAsync(Server(new() { Roots = _root.Roots }), issued.Chain.Take(1), "a.test", "UntrustedRoot");
        await AssertRefusedAsync(Server(new() { Roots = [] }), issued.Chain, "a.test", "UntrustedRoot");
        // The peer's own root does not help it.
        await AssertRefusedAsync(Server(new() { Roots = other.Roots }), [.. issued.Chain, _root.Certificate.RawData], "a.test", "UntrustedRoot");
        await AssertRefusedAsync(Server(new()), issued.Chain, "a.test", "UntrustedRoot");
    }

    [Fact]
    public async Task The_order_of_the_issuers_does_not_matter_and_more_may_be_sent()
    {
        using TestAuthority lower = _intermediate.CreateIntermediate("lower");
        using TestAuthority unrelated = TestCertificates.CreateRoot("unrelated");
        using IssuedCertificate issued = lower.IssueServer("a.test");
        IReadOnlyList<ReadOnlyMemory<byte>> chain = issued.Chain;
        Assert.Equal(3, chain.Count);
        await AssertAcceptedAsync(Server(new() { Roots = _root.Roots }), [chain[0], unrelated.Certificate.RawData, chain[2], chain[1], _root.Certificate.RawData], "a.test");
    }

    [Fact]
    public async Task A_leaf_may_not_issue()
    {
        using IssuedCertificate issuer = _intermediate.IssueServer("issuer.test");
        using IssuedCertificate victim = TestCertificates.CreateSelfSigned(new TestLeaf { Names = ["a.test"] });
        CertificateRequest request = TestAuthority.LeafRequest(new TestLeaf { Names = ["a.test"] }, victim.Key);
        using X509Certificate2 forged = request.Create(issuer.Certificate.SubjectName, issuer.Key.Generator, TestCertificates.Now.AddDays(-1), TestCertificates.Now.AddDays(1), [1, 2, 3]);
        CertificateVerdict verdict = await Server(new() { Roots = _root.Roots }).ValidateAsync([forged.RawData, .. issuer.Chain], "a.test", TestContext.Current.CancellationToken);
        Assert.False(verdict.IsAccepted);
    }

    [Theory]
    [InlineData(512, false)]
    [InlineData(2040, false)]
    [InlineData(2048, true)]
    public async Task An_intermediate_with_a_weak_key_is_refused(int bits, bool accepted)
    {
        using RSA key = RSA.Create(bits);
        CertificateRequest request = new("CN=weak intermediate", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        using X509Certificate2 weak = request.Create(
            _root.Certificate.SubjectName, _root.Key.Generator, TestCertificates.Now.AddDays(-1), TestCertificates.Now.AddDays(1), [1]);
        using TestKey leafKey = TestKey.Create(TestKeyKind.EcdsaP256);
        using X509Certificate2 leaf = TestAuthority.LeafRequest(new TestLeaf { Names = ["a.test"] }, leafKey).Create(
            weak.SubjectName, X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1), TestCertificates.Now.AddDays(-1), TestCertificates.Now.AddDays(1), [2]);
        CertificateVerdict verdict = await Server(new() { Roots = _root.Roots }).ValidateAsync(
            [leaf.RawData, weak.RawData], "a.test", TestContext.Current.CancellationToken);
        Assert.Equal(accepted ? null : "CertificateInvalid", verdict.Fault?.Name);
        Assert.Equal(accepted ? null : $"certificate 2 of the path: the RSA key has {bits} bits; 2048 to 8192 are allowed", verdict.Detail);
    }

    [Fact]
    public async Task A_changed_signature_is_invalid()
    {
        using IssuedCertificate issued = _root.IssueServer("a.test");
        byte[] der = issued.Certificate.RawData;
        der[^1] ^= 1;
        CertificateVerdict verdict = await AssertRefusedAsync(Server(new() { Roots = _root.Roots }), [der], "a.test", "CertificateInvalid");
        Assert.Contains("NotSignatureValid", verdict.Detail!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_second_of_validity_is_valid_and_the_next_is_not()
    {
        using IssuedCertificate issued = _intermediate.Issue(new TestLeaf { Names = ["a.test"], NotBefore = TestCertificates.Now, NotAfter = TestCertificates.Now.AddHours(1) });
        CertificateValidator validator = Server(new() { Roots = _root.Roots });
        await AssertAcceptedAsync(validator, issued.Chain, "a.test");
        await AssertAcceptedAt(TestCertificates.Now.AddHours(1).AddSeconds(-1));
        await AssertRefusedAt(TestCertificates.Now.AddHours(1).AddSeconds(1), "certificate 1 of the path expired at");
        CertificateValidator early = new(new() { Roots = _root.Roots }, TlsRole.Server, new FakeTimeProvider(TestCertificates.Now.AddSeconds(-1)));
        CertificateVerdict verdict = await AssertRefusedAsync(early, issued.Chain, "a.test", "CertificateIsExpired");
        Assert.Contains("is not valid before", verdict.Detail!, StringComparison.Ordinal);
        Assert.Equal(AlertDescription.CertificateExpired, verdict.Fault!.Alert);

        async Task AssertAcceptedAt(DateTimeOffset now)
        {
            _time.SetUtcNow(now);
            await AssertAcceptedAsync(validator, issued.Chain, "a.test");
        }

        async Task AssertRefusedAt(DateTimeOffset now, string why)
        {
            _time.SetUtcNow(now);
            CertificateVerdict late = await AssertRefusedAsync(validator, issued.Chain, "a.test", "CertificateIsExpired");
            Assert.Contains(why, late.Detail!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_expired_intermediate_is_expired()
    {
        using TestAuthority shortLived = _root.CreateIntermediate("short", notAfter: TestCertificates.Now.AddHours(1));
        using IssuedCertificate issued = shortLived.Issue(new TestLeaf { Names = ["a.test"], NotAfter = TestCertificates.Now.AddHours(1) });
        _time.Advance(TimeSpan.FromSeconds(3601));
        await AssertRefusedAsync(Server(new() { Roots = _root.Roots }), issued.Chain, "a.test", "CertificateIsExpired");
    }

    [Fact]
    public async Task The_extended_key_usage_is_that_of_the_peers_role_or_absent()
    {
        using IssuedCertificate server = _intermediate.IssueServer("a.test");
        using IssuedCertificate client = _intermediate.Issue(new TestLeaf { Names = ["a.test"], ForServer = false });
        using IssuedCertificate both = _intermediate.Issue(new TestLeaf { Names = ["a.test"], ForServer = null });
        CertificateValidationOptions options = new() { Roots = _root.Roots };
        await AssertRefusedAsync(Server(options), client.Chain, "a.test", "WrongKeyUsage");
        await AssertRefusedAsync(Client(options), server.Chain, null, "WrongKeyUsage");
        await AssertAcceptedAsync(Server(options), server.Chain, "a.test");
        await AssertAcceptedAsync(Client(options), client.Chain, null);
        await AssertAcceptedAsync(Server(options), both.Chain, "a.test");
        await AssertAcceptedAsync(Client(options), both.Chain, null);
    }

    [Fact]
    public async Task A_server_must_have_the_name_and_a_client_need_not()
    {
        using IssuedCertificate server = _intermediate.IssueServer("a.test");
        CertificateValidationOptions options = new() { Roots = _root.Roots };
        CertificateVerdict verdict = await AssertRefusedAsync(Server(options), server.Chain, "b.test", "WrongHostName");
        Assert.Contains("'b.test'", verdict.Detail!, StringComparison.Ordinal);
        await AssertRefusedAsync(Server(options), server.Chain, null, "WrongHostName");
        await AssertAcceptedAsync(Server(new() { Roots = _root.Roots, CheckName = false }), server.Chain, "b.test");
        using IssuedCertificate client = _intermediate.IssueClient();
        await AssertAcceptedAsync(Client(options), client.Chain, null);
    }

    [Fact]
    public async Task An_empty_chain_is_refused()
    {
        await AssertRefusedAsync(Server(new()), [], "a.test", "EmptyServerCertificate");
        await AssertRefusedAsync(Client(new()), [], null, "NoClientCertificate");
        await AssertRefusedAsync(Server(Accepting(CertificateCallbackMode.Instead)), [], "a.test", "EmptyServerCertificate");
    }

    [Fact]
    public async Task Sixteen_certificates_are_allowed_and_seventeen_are_not()
    {
        using IssuedCertificate issued = _intermediate.IssueServer("a.test");
        CertificateValidator validator = Server(new() { Roots = _root.Roots });
        List<ReadOnlyMemory<byte>> chain = [.. issued.Chain, .. Enumerable.Repeat(issued.Chain[1], 14)];
        await AssertAcceptedAsync(validator, chain, "a.test");
        await AssertRefusedAsync(validator, [.. chain, chain[0]], "a.test", "CertificateInvalid");
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_read_is_refused_wherever_it_stands()
    {
        using IssuedCertificate issued = _intermediate.IssueServer("a.test");
        byte[] pem = System.Text.Encoding.ASCII.GetBytes(_root.CertificatePem);
        await AssertRefusedAsync(Server(new() { Roots = _root.Roots }), [new byte[] { 1 }], "a.test", "UnreadableCertificate");
        await AssertRefusedAsync(Server(new() { Roots = _root.Roots }), [.. issued.Chain, pem], "a.test", "UnreadableCertificate");
        await AssertRefusedAsync(Server(Accepting(CertificateCallbackMode.Instead)), [.. issued.Chain, pem], "a.test", "UnreadableCertificate");
    }

    [Theory, Requirement("A24")]
    // sha1WithRSAEncryption, and what OIW called the same and md5WithRSA: OpenSSL verifies all three.
    [InlineData("300d06092a864886f70d0101050500", "SHA1", false), InlineData("300906052b0e03021d0500", "SHA1", false)]
    [InlineData("300906052b0e0302030500", "MD5", false), InlineData("300d06092a864886f70d0101040500", "MD5", false)]
    // id-RSASSA-PSS without parameters that say otherwise: SHA-1, MGF1 with SHA-1, 20 bytes of salt (RFC 4055 §3.1).
    [InlineData("300d06092a864886f70d01010a3000", "SHA1", true)]
    public async Task A_chain_signed_with_MD5_or_SHA1_is_invalid_under_whatever_name(string algorithm, string hash, bool pss)
    {
        CertificateVerdict verdict = await SignAndCheckAsync(algorithm, hash, pss);
        Assert.Equal(("CertificateInvalid", "it is signed with an algorithm that is broken or unknown"), (verdict.Fault?.Name, verdict.Detail));
    }

    [Theory]
    [InlineData("300d06092a864886f70d01010b0500", "SHA256", false), InlineData("300d06092a864886f70d01010c0500", "SHA384", false), InlineData("300d06092a864886f70d01010d0500", "SHA512", false)]
    [InlineData("304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120", "SHA256", true)]
    public async Task A_chain_signed_with_SHA2_is_accepted(string algorithm, string hash, bool pss) => Assert.True((await SignAndCheckAsync(algorithm, hash, pss)).IsAccepted);

    private async Task<CertificateVerdict> SignAndCheckAsync(string algorithm, string hash, bool pss)
    {
        using TestAuthority root = TestCertificates.CreateRoot("rsa root", TestKeyKind.Rsa);
        using TestKey key = TestKey.Create(TestKeyKind.EcdsaP256);
        CertificateRequest request = TestAuthority.LeafRequest(new TestLeaf { Names = ["a.test"] }, key);
        ChosenGenerator generator = new((RSA)root.Key.Key!, Convert.FromHexString(algorithm), new HashAlgorithmName(hash), pss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
        using X509Certificate2 leaf = request.Create(
            root.Certificate.SubjectName, generator, TestCertificates.Now.AddDays(-1), TestCertificates.Now.AddDays(1), [1, 2, 3]);
        return await Server(new() { Roots = root.Roots }).ValidateAsync([leaf.RawData], "a.test", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_callback_after_sees_what_passed_and_may_refuse_it()
    {
        using IssuedCertificate issued = _intermediate.IssueServer("a.test");
        List<CertificateValidationContext> seen = [];
        bool answer = true;
        string? subject = null;
        CertificateValidator validator = Server(new()
        {
            Roots = _root.Roots,
            Callback = async (context, _) =>
            {
                await Task.Yield();
                subject = context.Certificate.Subject;
                seen.Add(context);
                return answer;
            },
        });
        await AssertAcceptedAsync(validator, issued.Chain, "a.test");
        Assert.Equal("CN=test leaf", subject);
        Assert.Equal("a.test", Assert.Single(seen).ServerName);
        Assert.False(seen[0].IsResumption);
        Assert.Equal(2, seen[0].Chain.Count);
        answer = false;
        await AssertRefusedAsync(validator, issued.Chain, "a.test", "CertificateRefused");
        await AssertRefusedAsync(validator, issued.Chain, "b.test", "WrongHostName");
        Assert.Equal(2, seen.Count);
    }

    [Fact]
    public async Task The_callback_instead_decides_alone()
    {
        using IssuedCertificate issued = TestCertificates.CreateSelfSigned(new TestLeaf { Names = ["a.test"], ForServer = false });
        _time.Advance(TimeSpan.FromDays(1000));
        await AssertAcceptedAsync(Server(Accepting(CertificateCallbackMode.Instead)), issued.Chain, "b.test");
        await AssertRefusedAsync(
            Server(new() { CallbackMode = CertificateCallbackMode.Instead, Callback = (_, _) => ValueTask.FromResult(false) }), issued.Chain, "b.test", "CertificateRefused");
        Assert.Throws<ArgumentException>(() => Server(new() { CallbackMode = CertificateCallbackMode.Instead }));
    }

    [Fact]
    public async Task A_callback_that_throws_refuses_and_only_our_cancellation_passes_through()
    {
        using IssuedCertificate issued = _intermediate.IssueServer("a.test");
        CertificateValidator throwing = Server(new() { Roots = _root.Roots, Callback = (_, _) => throw new InvalidDataException("secret") });
        CertificateVerdict verdict = await AssertRefusedAsync(throwing, issued.Chain, "a.test", "CertificateRefused");
        Assert.Equal("the callback failed: InvalidDataException", verdict.Detail);
        CertificateValidator cancelling = Server(new() { Roots = _root.Roots, Callback = (_, _) => throw new OperationCanceledException() });
        await AssertRefusedAsync(cancelling, issued.Chain, "a.test", "CertificateRefused");
        using CancellationTokenSource source = new();
        CertificateValidator waiting = Server(new()
        {
            Roots = _root.Roots,
            Callback = async (_, token) =>
            {
                await source.CancelAsync();
                token.ThrowIfCancellationRequested();
                return true;
            },
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting.ValidateAsync(issued.Chain, "a.test", source.Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(601)]
    public void A_deadline_out_of_bounds_is_refused(int seconds) =>
        Assert.Throws<ArgumentException>(() => Server(new() { Deadline = TimeSpan.FromSeconds(seconds) }));

    public void Dispose()
    {
        _intermediate.Dispose();
        _root.Dispose();
        GC.SuppressFinalize(this);
    }

    private static CertificateValidationOptions Accepting(CertificateCallbackMode mode) =>
        new() { CallbackMode = mode, Callback = (_, _) => ValueTask.FromResult(true) };

    private CertificateValidator Server(CertificateValidationOptions options) => new(options, TlsRole.Server, _time);

    private CertificateValidator Client(CertificateValidationOptions options) => new(options, TlsRole.Client, _time);

    private static async Task AssertAcceptedAsync(CertificateValidator validator, IEnumerable<ReadOnlyMemory<byte>> chain, string? name)
    {
        CertificateVerdict verdict = await validator.ValidateAsync([.. chain], name, TestContext.Current.CancellationToken);
        Assert.True(verdict.IsAccepted, $"{verdict.Fault}: {verdict.Detail}");
        Assert.Null(verdict.Fault);
    }

    private static async Task<CertificateVerdict> AssertRefusedAsync(CertificateValidator validator, IEnumerable<ReadOnlyMemory<byte>> chain, string? name, string fault)
    {
        CertificateVerdict verdict = await validator.ValidateAsync([.. chain], name, TestContext.Current.CancellationToken);
        Assert.False(verdict.IsAccepted);
        Assert.Equal(fault, verdict.Fault!.Name);
        return verdict;
    }

    private sealed class ChosenGenerator(RSA key, byte[] algorithm, HashAlgorithmName hash, RSASignaturePadding padding) : X509SignatureGenerator
    {
        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => algorithm;

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => key.SignData(data, hash, padding);

        protected override PublicKey BuildPublicKey() => new(key);
    }
}
