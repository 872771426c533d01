using System.Net.Security;
using System.Reflection;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Segno.Resumption.Sessions;

namespace Segno.Tests.Resumption;

public sealed class ResumptionScopeTests
{
    private static readonly Func<CertificateValidationContext, CancellationToken, ValueTask<bool>> s_callback = static (_, _) => ValueTask.FromResult(true);

    private static readonly X509Certificate2 s_rootA = Root("CN=A"), s_rootB = Root("CN=B");

    /// <summary>For each property, hosts that differ in it, and the part that must say so.</summary>
    public static TheoryData<string, ResumptionDecline> HostProperties => new()
    {
        { nameof(TlsHost.Credentials), ResumptionDecline.ScopeIdentity },
        { nameof(TlsHost.Identity), ResumptionDecline.ScopeIdentity },
        { nameof(TlsHost.ClientCertificateMode), ResumptionDecline.ScopeClientAuthentication },
        { nameof(TlsHost.ClientValidation), ResumptionDecline.ScopeProtocols },
        { nameof(TlsHost.ApplicationProtocols), ResumptionDecline.ScopeProtocols },
        { nameof(TlsHost.Scope), ResumptionDecline.ScopeApplication },
        { nameof(TlsHost.PolicyNumber), ResumptionDecline.ScopeApplication },
    };

    public static TheoryData<string, ResumptionDecline> ValidationProperties => new()
    {
        { nameof(CertificateValidationOptions.Roots), ResumptionDecline.ScopeClientAuthentication },
        { nameof(CertificateValidationOptions.RevocationMode), ResumptionDecline.ScopeProtocols },
        { nameof(CertificateValidationOptions.AllowDownloads), ResumptionDecline.ScopeProtocols },
        { nameof(CertificateValidationOptions.CheckName), ResumptionDecline.ScopeProtocols },
        { nameof(CertificateValidationOptions.CallbackMode), ResumptionDecline.ScopeProtocols },
        { nameof(CertificateValidationOptions.Callback), ResumptionDecline.ScopeProtocols },
        { nameof(CertificateValidationOptions.OcspCallback), ResumptionDecline.ScopeProtocols },
        { nameof(CertificateValidationOptions.OnResumption), ResumptionDecline.ScopeProtocols },
    };

    /// <summary>Properties that are not in the hash, each with its reason.</summary>
    private static readonly Dictionary<string, string> s_left = new()
    {
        [nameof(CertificateValidationOptions.Deadline)] = "how long a check may take, not what it accepts",
    };

    [Fact, Requirement("A7")]
    public void Every_property_is_in_the_hash_or_left_out_for_a_reason()
    {
        Assert.Equal(Names(typeof(TlsHost)), HostProperties.Select(row => row.Data.Item1).Order());
        Assert.Equal(
            Names(typeof(CertificateValidationOptions)), ValidationProperties.Select(row => row.Data.Item1).Concat(s_left.Keys).Order());

        static IEnumerable<string> Names(Type type) =>
            type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name).Order();
    }

    [Theory, MemberData(nameof(HostProperties)), Requirement("A7")]
    public void A_host_that_differs_in_one_property_has_another_scope(string property, ResumptionDecline part)
    {
        ResumptionScope scope = ResumptionScope.Compute(Host(), "a.test");
        ResumptionScope other = ResumptionScope.Compute(Host(property), "a.test");
        Assert.NotEqual(scope, other);
        Assert.Equal(part, scope.Admit(other));
        Assert.Equal(part, other.Admit(scope));
        Assert.Equal(ResumptionDecline.None, other.Admit(ResumptionScope.Compute(Host(property), "a.test")));
    }

    [Theory, MemberData(nameof(ValidationProperties)), Requirement("A7")]
    public void Validation_that_differs_in_one_property_has_another_scope_on_both_sides(string property, ResumptionDecline part)
    {
        ResumptionScope scope = ResumptionScope.Compute(With(Validation()), null);
        Assert.Equal(part, scope.Admit(ResumptionScope.Compute(With(Validation(property)), null)));
        ResumptionScope client = ResumptionScope.ForClient(new TlsClientOptions { ServerValidation = Validation() });
        Assert.Equal(part, client.Admit(ResumptionScope.ForClient(new TlsClientOptions { ServerValidation = Validation(property) })));

        static TlsHost With(CertificateValidationOptions validation) => new() { Credentials = [Sessions.Credential(1)], ClientValidation = validation };
    }

    [Fact, Requirement("N41")]
    public void Public_keys_survive_a_renewal_and_their_order_does_not_matter()
    {
        ResumptionScope scope = Identity(HostIdentity.PublicKeys, Sessions.Credential(1), Sessions.Credential(2));
        Assert.Equal(scope, Identity(HostIdentity.PublicKeys, Sessions.Credential(2, chain: 7), Sessions.Credential(1, chain: 9)));
        Assert.NotEqual(scope, Identity(HostIdentity.PublicKeys, Sessions.Credential(1)));
        Assert.NotEqual(scope, Identity(HostIdentity.PublicKeys, Sessions.Credential(1), Sessions.Credential(3)));
    }

    [Fact]
    public void Chains_do_not_survive_a_renewal()
    {
        ResumptionScope scope = Identity(HostIdentity.Chains, Sessions.Credential(1));
        Assert.Equal(scope, Identity(HostIdentity.Chains, Sessions.Credential(1)));
        Assert.NotEqual(scope, Identity(HostIdentity.Chains, Sessions.Credential(1, chain: 1)));
    }

    [Fact]
    public void By_name_only_the_name_counts()
    {
        TlsHost one = new() { Credentials = [Sessions.Credential(1)], Identity = HostIdentity.Name };
        TlsHost two = new() { Credentials = [Sessions.Credential(2)], Identity = HostIdentity.Name };
        Assert.Equal(ResumptionScope.Compute(one, "a.test"), ResumptionScope.Compute(two, "a.test"));
        Assert.NotEqual(ResumptionScope.Compute(one, "a.test"), ResumptionScope.Compute(one, "b.test"));
        Assert.NotEqual(ResumptionScope.Compute(one, ""), ResumptionScope.Compute(one, null));
    }

    [Fact]
    public void Values_do_not_run_into_each_other()
    {
        Assert.NotEqual(Alpn("ab", "c"), Alpn("a", "bc"));
        Assert.NotEqual(Alpn("a", "b"), Alpn("b", "a"));

        static ResumptionScope Alpn(params string[] protocols) => ResumptionScope.Compute(
            new TlsHost { Credentials = [Sessions.Credential(1)], ApplicationProtocols = [.. protocols.Select(name => new SslApplicationProtocol(name))] }, null);
    }

    [Fact, Requirement("N38")]
    public void A_removed_root_changes_the_scope_and_the_order_of_roots_does_not()
    {
        Assert.Equal(Roots(s_rootA, s_rootB), Roots(s_rootB, s_rootA));
        Assert.Equal(ResumptionDecline.ScopeClientAuthentication, Roots(s_rootB).Admit(Roots(s_rootA, s_rootB)));
        Assert.Equal(ResumptionDecline.ScopeClientAuthentication, Roots().Admit(ResumptionScope.Compute(Sessions.Host(), null)));

        static ResumptionScope Roots(params X509Certificate2[] roots) => ResumptionScope.Compute(
            new TlsHost { Credentials = [Sessions.Credential(1)], ClientValidation = new CertificateValidationOptions { Roots = [.. roots] } }, null);
    }

    [Fact]
    public void A_client_certificate_and_the_protocols_are_in_a_clients_scope()
    {
        ResumptionScope plain = ResumptionScope.ForClient(new TlsClientOptions());
        Assert.Equal(plain, ResumptionScope.ForClient(new TlsClientOptions()));
        Assert.Equal(ResumptionDecline.ScopeIdentity, plain.Admit(ResumptionScope.ForClient(new TlsClientOptions { Credentials = [Sessions.Credential(1)] })));
        Assert.Equal(
            ResumptionDecline.ScopeProtocols, plain.Admit(ResumptionScope.ForClient(new TlsClientOptions { ApplicationProtocols = [SslApplicationProtocol.Http2] })));
        Assert.NotEqual(plain, ResumptionScope.Compute(Sessions.Host(), null));
    }

    [Fact]
    public void A_client_ends_its_sessions_by_its_scope_or_its_policy_number()
    {
        ResumptionScope plain = ResumptionScope.ForClient(new TlsClientOptions());
        Assert.Equal(ResumptionDecline.ScopeApplication, plain.Admit(ResumptionScope.ForClient(new TlsClientOptions { Scope = "tenant" })));
        Assert.Equal(ResumptionDecline.ScopeApplication, plain.Admit(ResumptionScope.ForClient(new TlsClientOptions { PolicyNumber = 1 })));
    }

    [Fact]
    public void Its_persisted_form_and_its_text_are_whole()
    {
        byte[] bytes = [.. Enumerable.Range(0, ResumptionScope.Length).Select(i => (byte)i)];
        ResumptionScope scope = ResumptionScope.Read(bytes);
        byte[] written = new byte[ResumptionScope.Length];
        scope.Write(written);
        Assert.Equal(bytes, written);
        Assert.Equal("000102030405060708090a0b0c0d0e0f", scope.ToString());
    }

    [Fact]
    public void Tags_alone_decide_nothing()
    {
        byte[] bytes = new byte[ResumptionScope.Length];
        ResumptionScope scope = ResumptionScope.Read(bytes);
        bytes[^1] = 1;
        Assert.Equal(ResumptionDecline.None, scope.Admit(ResumptionScope.Read(bytes)));
        bytes[^1] = 0;
        bytes[0] = 1;
        Assert.Equal(ResumptionDecline.ScopeIdentity, scope.Admit(ResumptionScope.Read(bytes)));
    }

    private static ResumptionScope Identity(HostIdentity identity, params TlsCredential[] credentials) =>
        ResumptionScope.Compute(new TlsHost { Credentials = credentials, Identity = identity }, null);

    private static TlsHost Host(string? changed = null) => new()
    {
        Credentials = [Sessions.Credential(changed == nameof(TlsHost.Credentials) ? (byte)9 : (byte)1)],
        Identity = changed == nameof(TlsHost.Identity) ? HostIdentity.Chains : HostIdentity.PublicKeys,
        ClientCertificateMode = changed == nameof(TlsHost.ClientCertificateMode) ? ClientCertificateMode.Required : ClientCertificateMode.Optional,
        ClientValidation = changed == nameof(TlsHost.ClientValidation) ? Validation(nameof(CertificateValidationOptions.Callback)) : Validation(),
        ApplicationProtocols = changed == nameof(TlsHost.ApplicationProtocols) ? [SslApplicationProtocol.Http11] : [SslApplicationProtocol.Http2],
        Scope = changed == nameof(TlsHost.Scope) ? "tenant" : "",
        PolicyNumber = changed == nameof(TlsHost.PolicyNumber) ? 1 : 0,
    };

    private static CertificateValidationOptions Validation(string? changed = null) => new()
    {
        Roots = changed == nameof(CertificateValidationOptions.Roots) ? [s_rootA] : null,
        RevocationMode = changed == nameof(CertificateValidationOptions.RevocationMode) ? X509RevocationMode.Offline : X509RevocationMode.NoCheck,
        AllowDownloads = changed == nameof(CertificateValidationOptions.AllowDownloads),
        CheckName = changed != nameof(CertificateValidationOptions.CheckName),
        CallbackMode = changed == nameof(CertificateValidationOptions.CallbackMode) ? CertificateCallbackMode.Instead : CertificateCallbackMode.After,
        Callback = changed == nameof(CertificateValidationOptions.Callback) ? s_callback : null,
        OcspCallback = changed == nameof(CertificateValidationOptions.OcspCallback) ? s_callback : null,
        OnResumption = changed == nameof(CertificateValidationOptions.OnResumption) ? ResumptionCheck.WholeChain : ResumptionCheck.DatesNameAndPolicy,
    };

    private static X509Certificate2 Root(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest(name, key, HashAlgorithmName.SHA256).CreateSelfSigned(Sessions.Start, Sessions.Start.AddYears(1));
    }
}
