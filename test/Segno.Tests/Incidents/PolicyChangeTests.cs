using System.Net.Security;
using System.Security.Authentication;
using Segno.Testing;
using Segno.Tests.Behaviour;

namespace Segno.Tests.Incidents;

/// <summary>
/// A server whose policy has changed and which still has the keys and the store of before: no session survives the change. Go's Config.Clone
/// took its ticket keys along (CVE-2025-68121), and Envoy left settings out of its context of sessions (CVE-2022-21654).
/// </summary>
[Requirement("A6", "A7")]
public sealed class PolicyChangeTests
{
    private static readonly Func<CertificateValidationContext, CancellationToken, ValueTask<bool>> s_callback = static (_, _) => ValueTask.FromResult(true);

    private static readonly Dictionary<string, (Func<TlsHost> Host, ResumptionDecline Reason)> s_changes = new()
    {
        ["another key"] = (() => Host(generation: 1), ResumptionDecline.ScopeIdentity),
        ["another chain, where chains count"] = (() => Host(identity: HostIdentity.Chains), ResumptionDecline.ScopeIdentity),
        ["certificates optional"] = (() => Host(clients: ClientCertificateMode.Optional), ResumptionDecline.ScopeClientAuthentication),
        ["no certificates"] = (() => Host(clients: ClientCertificateMode.None), ResumptionDecline.ScopeClientAuthentication),
        ["a root less"] = (() => Host(new CertificateValidationOptions { Roots = [TestPki.Clients.Root] }), ResumptionDecline.ScopeClientAuthentication),
        ["a root more"] = (() => Host(new CertificateValidationOptions { Roots = [TestPki.Clients.Root, TestPki.Others.Root, TestPki.Servers.Root] }), ResumptionDecline.ScopeClientAuthentication),
        ["a callback"] = (() => Host(new CertificateValidationOptions { Roots = Roots, Callback = s_callback }), ResumptionDecline.ScopeProtocols),
        ["the callback alone"] = (() => Host(new CertificateValidationOptions { Roots = Roots, CallbackMode = CertificateCallbackMode.Instead, Callback = s_callback }), ResumptionDecline.ScopeProtocols),
        ["the whole chain checked again"] = (() => Host(new CertificateValidationOptions { Roots = Roots, OnResumption = ResumptionCheck.WholeChain }), ResumptionDecline.ScopeProtocols),
        ["downloads allowed"] = (() => Host(new CertificateValidationOptions { Roots = Roots, AllowDownloads = true }), ResumptionDecline.ScopeProtocols),
        ["protocols in another order"] = (() => Host(protocols: [SslApplicationProtocol.Http11, SslApplicationProtocol.Http2]), ResumptionDecline.ScopeProtocols),
        ["another scope"] = (() => Host(scope: "another"), ResumptionDecline.ScopeApplication),
        ["a higher policy number"] = (() => Host(policyNumber: 1), ResumptionDecline.ScopeApplication),
    };

    public static TheoryData<string, SslProtocols, bool> Changes
    {
        get
        {
            TheoryData<string, SslProtocols, bool> rows = [];
            foreach (string change in s_changes.Keys)
            {
                rows.Add(change, SslProtocols.Tls12, true);
                rows.Add(change, SslProtocols.Tls12, false);
                rows.Add(change, SslProtocols.Tls13, false);
            }
            return rows;
        }
    }

    private static System.Security.Cryptography.X509Certificates.X509Certificate2Collection Roots => [TestPki.Clients.Root, TestPki.Others.Root];

    [Theory, MemberData(nameof(Changes)), Requirement("N38", "N39", "N41")]
    public async Task No_session_of_before_resumes(string change, SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        RecordingClientStore store = new() { Reuse = true };
        TlsClient client = arena.Client(
            store: store, identity: TestPki.Clients.Issue(KeyKind.EcdsaP256, "client.example"), protocols: [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11]);
        TlsServer before = arena.Server(Host(), byId);
        await arena.VisitAsync(client, before);
        // Unchanged, also as another object, it resumes.
        Assert.True((await arena.VisitAsync(client, arena.Server(Host(), byId))).Server.IsResumed);
        ResumptionInfo account = (await arena.VisitAsync(client, arena.Server(s_changes[change].Host(), byId))).Server;
        Assert.Equal((ResumptionKind.Full, true, s_changes[change].Reason), (account.Kind, account.Offered, account.Decline));
    }

    private static TlsHost Host(
        CertificateValidationOptions? validation = null,
        ClientCertificateMode clients = ClientCertificateMode.Required,
        IReadOnlyList<SslApplicationProtocol>? protocols = null,
        string scope = "",
        int policyNumber = 0,
        int generation = 0,
        HostIdentity identity = HostIdentity.PublicKeys) => TestHosts.Host(
            clients: clients,
            clientValidation: validation ?? new CertificateValidationOptions { Roots = Roots },
            protocols: protocols ?? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            scope: scope,
            policyNumber: policyNumber,
            generation: generation,
            identity: identity);
}
