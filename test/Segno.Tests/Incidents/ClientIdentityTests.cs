using System.Net.Security;
using System.Reflection;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Segno.Handshake.Client;
using Segno.Testing;
using Segno.Tests.Behaviour;

namespace Segno.Tests.Incidents;

/// <summary>
/// Under which key a client keeps its sessions: all that decides whom it trusts, and who it is. curl resumed with another client certificate
/// (CVE-2016-5419, -5420), and offered a proxy the tickets of an origin (CVE-2021-22890).
/// </summary>
[Requirement("A20")]
public sealed class ClientIdentityTests
{
    private static readonly Func<CertificateValidationContext, CancellationToken, ValueTask<bool>> s_callback = static (_, _) => ValueTask.FromResult(true);

    /// <summary>What does not decide it, each with its reason.</summary>
    private static readonly Dictionary<string, string> s_left = new()
    {
        [nameof(TlsClientOptions.RequestSignedCertificateTimestamps)] = "handed on as they came; nothing is decided by them",
        [nameof(TlsClientOptions.Groups)] = "how keys are agreed on: each connection does so anew",
        [nameof(TlsClientOptions.KeyShareGroups)] = "saves a round trip",
        [nameof(TlsClientOptions.HandshakeTimeout)] = "patience",
        [nameof(TlsClientOptions.MaxCertificateChainBytes)] = "a bound of memory",
        [nameof(TlsClientOptions.RecordSizeLimit)] = "negotiated on each connection",
        [nameof(TlsClientOptions.RecordPaddingBlock)] = "each connection's own",
        [nameof(TlsClientOptions.MiddleboxCompatibility)] = "the looks of a handshake",
        [nameof(TlsClientOptions.KeyLogFile)] = "who else reads, which the application wants",
        [nameof(TlsClientOptions.TimeProvider)] = "where time comes from",
    };

    public static TheoryData<string> Identities => [.. Changes.Keys];

    /// <summary>For each property that decides, options that differ in it.</summary>
    private static Dictionary<string, TlsClientOptions> Changes => new()
    {
        [nameof(TlsClientOptions.EnabledSslProtocols)] = new() { EnabledSslProtocols = SslProtocols.Tls13 },
        [nameof(TlsClientOptions.ApplicationProtocols)] = new() { ApplicationProtocols = [SslApplicationProtocol.Http2] },
        [nameof(TlsClientOptions.ServerValidation)] = new() { ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots } },
        [nameof(TlsClientOptions.RequestOcspResponse)] = new() { RequestOcspResponse = true },
        [nameof(TlsClientOptions.Credentials)] = new() { Credentials = [TestPki.Clients.Issue(KeyKind.EcdsaP256, "client.example").ToCredential()] },
        [nameof(TlsClientOptions.Scope)] = new() { Scope = "proxy" },
        [nameof(TlsClientOptions.PolicyNumber)] = new() { PolicyNumber = 1 },
        [nameof(TlsClientOptions.CipherSuites)] = new() { CipherSuites = [TlsCipherSuite.TLS_AES_128_GCM_SHA256] },
        [nameof(TlsClientOptions.SignatureSchemes)] = new() { SignatureSchemes = [SignatureScheme.EcdsaSecp256r1Sha256] },
        [nameof(TlsClientOptions.RequireExtendedMasterSecret)] = new() { RequireExtendedMasterSecret = true },
        [nameof(TlsClientOptions.Resumption)] = new() { Resumption = new ClientResumptionOptions { PskModes = PskKeyExchangeModes.Ke } },
    };

    public static TheoryData<string> Validations => [.. ValidationChanges.Keys];

    private static Dictionary<string, CertificateValidationOptions> ValidationChanges => new()
    {
        [nameof(CertificateValidationOptions.Roots)] = new() { Roots = TestPki.Servers.Roots },
        [nameof(CertificateValidationOptions.RevocationMode)] = new() { RevocationMode = X509RevocationMode.Offline },
        [nameof(CertificateValidationOptions.AllowDownloads)] = new() { AllowDownloads = true },
        [nameof(CertificateValidationOptions.CheckName)] = new() { CheckName = false },
        [nameof(CertificateValidationOptions.CallbackMode)] = new() { CallbackMode = CertificateCallbackMode.Instead, Callback = s_callback },
        [nameof(CertificateValidationOptions.OnResumption)] = new() { OnResumption = ResumptionCheck.WholeChain },
        [nameof(CertificateValidationOptions.Callback)] = new() { Callback = s_callback },
        [nameof(CertificateValidationOptions.OcspCallback)] = new() { OcspCallback = s_callback },
    };

    [Fact, Requirement("A7")]
    public void Every_option_decides_or_is_left_out_for_a_reason()
    {
        Assert.Equal(Names(typeof(TlsClientOptions)), Changes.Keys.Concat(s_left.Keys).Order());
        Assert.Equal(Names(typeof(CertificateValidationOptions)), ValidationChanges.Keys.Append(nameof(CertificateValidationOptions.Deadline)).Order());

        static IEnumerable<string> Names(Type type) =>
            type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name).Order();
    }

    [Theory, MemberData(nameof(Identities)), Requirement("A7")]
    public void Clients_that_differ_in_one_option_share_no_sessions(string property)
    {
        Assert.NotEqual(Fingerprint(new TlsClientOptions()), Fingerprint(Changes[property]));
        Assert.Equal(Fingerprint(Changes[property]), Fingerprint(Changes[property]));
    }

    [Theory, MemberData(nameof(Validations)), Requirement("A7")]
    public void Clients_that_trust_otherwise_share_no_sessions(string property) => Assert.NotEqual(
        Fingerprint(new TlsClientOptions()), Fingerprint(new TlsClientOptions { ServerValidation = ValidationChanges[property] }));

    [Theory, InlineData(nameof(CertificateValidationOptions.Callback)), InlineData(nameof(CertificateValidationOptions.OcspCallback))]
    public void Two_clients_with_a_callback_share_none_since_callbacks_cannot_be_compared(string property) => Assert.NotEqual(
        Fingerprint(new TlsClientOptions { ServerValidation = ValidationChanges[property] }),
        Fingerprint(new TlsClientOptions { ServerValidation = ValidationChanges[property] }));

    [Theory]
    [InlineData(SslProtocols.Tls12, true), InlineData(SslProtocols.Tls12, false), InlineData(SslProtocols.Tls13, false)]
    public async Task Name_port_and_partition_are_parts_of_the_key(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        RecordingClientStore store = new() { Reuse = true };
        TlsClient client = arena.Client(store: store, validation: new CertificateValidationOptions { Roots = TestPki.Servers.Roots, CheckName = false });
        TlsServer server = arena.Server(byId: byId);
        TlsConnectOptions here = new() { ServerName = "a.example", Port = 443, Partition = "one" };
        await arena.VisitAsync(client, server, here);
        foreach (TlsConnectOptions elsewhere in new TlsConnectOptions[]
        {
            new() { ServerName = "b.example", Port = 443, Partition = "one" },
            new() { ServerName = "a.example", Port = 8443, Partition = "one" },
            new() { ServerName = "a.example", Port = 443, Partition = "two" },
            new() { ServerName = "a.example", Port = 443 },
        })
        {
            Assert.False((await arena.VisitAsync(client, server, elsewhere)).Server.Offered, $"{elsewhere.ServerName}:{elsewhere.Port} {elsewhere.Partition}");
        }
        Assert.True((await arena.VisitAsync(client, server, here)).Server.IsResumed);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, true), InlineData(SslProtocols.Tls12, false), InlineData(SslProtocols.Tls13, false)]
    public async Task Another_client_certificate_does_not_resume_over_a_common_store(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        RecordingClientStore store = new() { Reuse = true };
        TlsServer server = arena.Server(TestHosts.Host(clients: ClientCertificateMode.Required), byId);
        TlsClient one = arena.Client(store: store, identity: TestPki.Clients.Issue(KeyKind.EcdsaP256, "one.example"));
        TlsClient two = arena.Client(store: store, identity: TestPki.Clients.Issue(KeyKind.EcdsaP256, "two.example"));
        await arena.VisitAsync(one, server);
        await using HandshakePair pair = await arena.ConnectAsync(two, server);
        Assert.Equal((ResumptionKind.Full, false), (pair.Server.Info.Resumption.Kind, pair.Server.Info.Resumption.Offered));
        Assert.Equal(TestPki.Clients.Issue(KeyKind.EcdsaP256, "two.example").Chain.Select(Convert.ToHexString), pair.Server.PeerChain());
        Assert.True((await arena.VisitAsync(one, server)).Server.IsResumed);
    }

    [Theory, InlineData(SslProtocols.Tls12), InlineData(SslProtocols.Tls13)]
    public async Task A_session_of_a_client_that_did_not_look_at_the_OCSP_response_is_looked_at_by_one_that_does(SslProtocols version)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server();
        HandshakePair pair = await arena.ConnectAsync(Looking(arena, asks: false, accepts: false), server);
        using TlsClientSession session = pair.Client.ExportSession()!;
        TlsConnectOptions connect = new() { ServerName = TestHosts.Name, Session = session };
        // The scope is the same: both have a callback. Only the one that asks for a response is asked about it.
        (ResumptionInfo client, ResumptionInfo account) = await arena.VisitAsync(Looking(arena, asks: true, accepts: true), server, connect);
        Assert.True(account.IsResumed);
        HandshakeOutcome outcome = await HandshakePair.TryConnectAsync(Looking(arena, asks: true, accepts: false), server, connect, cancellationToken: arena.Cancellation);
        // Not offered, and in the full handshake that follows refused again.
        Assert.Equal("OcspResponseRefused", Assert.IsType<TlsException>(outcome.ClientError).Fault.Name);
        Assert.Equal(ResumptionDecline.None, client.Decline);
    }

    private static TlsClient Looking(Arena arena, bool asks, bool accepts) => new(new TlsClientOptions
    {
        EnabledSslProtocols = arena.Version,
        TimeProvider = arena.Clock,
        RequestOcspResponse = asks,
        ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots, OcspCallback = (_, _) => ValueTask.FromResult(accepts) },
    });

    private static string Fingerprint(TlsClientOptions options)
    {
        using ClientConfiguration configuration = new(options);
        return configuration.Fingerprint;
    }
}
