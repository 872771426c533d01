using System.Security.Cryptography.X509Certificates;
using Segno.Diagnostics;

namespace Segno.Tests.Properties.World;

/// <summary>Terms as options.</summary>
internal static class Options
{
    public static TlsServerOptions Of(ServerTerms terms, TimeProvider clock, IHandshakeObserver observer, ITicketProtector keys, IServerSessionStore sessions) => new()
    {
        Host = TestHosts.Host(
            generation: terms.Generation,
            identity: terms.Identity,
            clients: terms.Clients,
            clientValidation: new CertificateValidationOptions { Roots = Roots(TestPki.Clients, terms.TrustsOthers) },
            protocols: Lists.Protocols[terms.Protocols],
            scope: terms.Scope,
            policyNumber: terms.PolicyNumber),
        EnabledSslProtocols = terms.Versions,
        CipherSuites = Lists.Suites[terms.Suites],
        Groups = terms.Retries ? [NamedGroup.Secp256r1] : [NamedGroup.X25519, NamedGroup.Secp256r1],
        TimeProvider = clock,
        Observer = observer,
        Resumption = new ServerResumptionOptions
        {
            Tickets = terms.Tickets,
            TicketProtector = terms.Shares ? keys : null,
            SessionStore = terms is { Shares: true, SessionIds: true } ? sessions : null,
            SessionIdCapacity = terms.SessionIds ? 1000 : 0,
            PskModes = terms.Modes,
            MaxTicketsPerConnection = terms.MaxTickets,
            SessionLifetime = terms.Lifetime,
            MaxAuthenticationAge = terms.MaxAge,
            MaxAuthenticationAgeTls12 = terms.MaxAge12,
        },
    };

    public static TlsClientOptions Of(ClientTerms terms, TimeProvider clock, IHandshakeObserver observer, IClientSessionStore store) => new()
    {
        EnabledSslProtocols = terms.Versions,
        CipherSuites = Lists.Suites[terms.Suites],
        Groups = [NamedGroup.X25519, NamedGroup.Secp256r1],
        ServerValidation = new CertificateValidationOptions { Roots = Roots(TestPki.Servers, terms.TrustsOthers), CheckName = false },
        Credentials = terms.Identity == 0 ? [] : [TestPki.Clients.Issue(KeyKind.EcdsaP256, "client.example", terms.Identity).ToCredential()],
        ApplicationProtocols = Lists.Protocols[terms.Protocols],
        Scope = terms.Scope,
        PolicyNumber = terms.PolicyNumber,
        TimeProvider = clock,
        Observer = observer,
        Resumption = new ClientResumptionOptions
        {
            Enabled = terms.Enabled,
            Tickets = terms.Tickets,
            Store = terms.SharesStore ? store : null,
            PskModes = terms.Modes,
            MaxTicketsPerConnection = terms.MaxTickets,
            MaxAuthenticationAge = terms.MaxAge,
            MaxAuthenticationAgeTls12 = terms.MaxAge12,
        },
    };

    private static X509Certificate2Collection Roots(TestPki first, bool trustsOthers) => trustsOthers ? [first.Root, TestPki.Others.Root] : first.Roots;
}
