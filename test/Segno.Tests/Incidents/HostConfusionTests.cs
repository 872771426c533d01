using Segno.Testing;
using Segno.Wire;
using static Segno.Tests.Incidents.HostRig;

namespace Segno.Tests.Incidents;

/// <summary>
/// A session of host I, offered by a client that lies, at host R of the same server: under the name of I, under that of R, and under none.
/// nginx, Apache, Caddy and others let such a client in (CVE-2014-3616, CVE-2025-23419, CVE-2025-23048, and "STEK Sharing is Not Caring").
/// It resumes under the name of I alone, and there as who it is.
/// </summary>
[Requirement("A4", "A5", "A8", "A35")]
public sealed class HostConfusionTests
{
    private static readonly ClientCertificateMode[] s_modes = [ClientCertificateMode.None, ClientCertificateMode.Optional, ClientCertificateMode.Required];

    public static TheoryData<ResumptionKind, ClientCertificateMode, ClientCertificateMode> Hosts
    {
        get
        {
            TheoryData<ResumptionKind, ClientCertificateMode, ClientCertificateMode> rows = [];
            foreach (ResumptionKind way in HostRig.Ways)
            {
                foreach (ClientCertificateMode issuing in s_modes)
                {
                    foreach (ClientCertificateMode receiving in s_modes)
                        rows.Add(way, issuing, receiving);
                }
            }
            return rows;
        }
    }

    public static TheoryData<ResumptionKind> Ways => [.. HostRig.Ways];

    [Theory, MemberData(nameof(Hosts)), Requirement("N35", "N36", "N39")]
    public async Task A_session_resumes_at_the_host_that_made_it_and_nowhere_else(ResumptionKind way, ClientCertificateMode issuing, ClientCertificateMode receiving)
    {
        await using HostRig rig = new(way);
        TlsHost first = Host(Issuing, issuing), second = Host(Receiving, receiving);
        // Whoever gives no name is served by the one or by the other.
        foreach (TlsHost nameless in new[] { first, second })
        {
            TlsServer server = rig.Server(first, second, nameless);
            foreach (string? name in new[] { Receiving, null, Issuing })
            {
                using TlsClientSession session = await rig.ObtainAsync(server);
                HostAnswer answer = await rig.OfferAsync(server, session, name);
                Assert.True(answer.Resumes == (name == Issuing), $"Offered as {name ?? "nobody"}, it resumes: {answer.Resumes}.");
                if (answer.Accepted is { } accepted)
                {
                    // Without a certificate in the handshake, the client is who it was.
                    Assert.Equal((way, Issuing), (accepted.Info.Resumption.Kind, accepted.Info.ServerName));
                    Assert.Equal(issuing == ClientCertificateMode.None ? 0 : 2, accepted.PeerCertificates.Count);
                    continue;
                }
                TlsHost served = name == Receiving ? second : nameless;
                Assert.Contains(HandshakeType.Certificate, answer.Flight);
                Assert.Equal(served.ClientCertificateMode != ClientCertificateMode.None, answer.Flight.Contains(HandshakeType.CertificateRequest));
            }
        }
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Hosts_of_one_certificate_are_told_apart_by_their_names_and_their_rules(ResumptionKind way)
    {
        // The wildcard certificate of the incidents.
        TlsCredential[] shared = [TestPki.Servers.Issue(KeyKind.EcdsaP256, "*.example").ToCredential()];
        TlsHost open = new() { Credentials = shared };
        TlsHost closed = new() { Credentials = shared, ClientCertificateMode = ClientCertificateMode.Required, ClientValidation = Trusting(TestPki.Clients) };
        await using HostRig rig = new(way);
        TlsServer server = rig.Server(open, closed, open);
        using TlsClientSession session = await rig.ObtainAsync(server);
        foreach (string? name in new[] { Receiving, null, "other.example" })
            Assert.False((await rig.OfferAsync(server, session, name)).Resumes, $"It resumes as {name ?? "nobody"}.");
        // The name stays and the host behind it has come to want a certificate.
        Assert.False((await rig.OfferAsync(rig.Server(closed, closed, closed), session, Issuing)).Resumes);
        Assert.True((await rig.OfferAsync(server, session, Issuing)).Resumes);
    }

    [Theory, MemberData(nameof(Ways)), Requirement("N38", "A6")]
    public async Task That_a_client_was_authenticated_does_not_say_by_whom(ResumptionKind way)
    {
        await using HostRig rig = new(way);
        TlsHost host = Host(Issuing, ClientCertificateMode.Required);
        TlsHost stranger = TestHosts.Host(name: Receiving, clients: ClientCertificateMode.Required, clientAuthority: TestPki.Others);
        TlsServer server = rig.Server(host, stranger, stranger);
        using TlsClientSession session = await rig.ObtainAsync(server);
        HostAnswer answer = await rig.OfferAsync(server, session, Receiving);
        Assert.False(answer.Resumes);
        Assert.Contains(HandshakeType.CertificateRequest, answer.Flight);
        // The same host with its name and certificate, and with keys that are shared on purpose; only whom it trusts has changed.
        TlsHost changed = TestHosts.Host(name: Issuing, clients: ClientCertificateMode.Required, clientAuthority: TestPki.Others);
        HostAnswer again = await rig.OfferAsync(rig.Server(changed, stranger, stranger), session, Issuing);
        Assert.False(again.Resumes);
        Assert.Contains(HandshakeType.CertificateRequest, again.Flight);
        Assert.True((await rig.OfferAsync(server, session, Issuing)).Resumes);
    }

    [Theory, MemberData(nameof(Ways)), Requirement("N36")]
    public async Task A_session_without_a_name_resumes_without_a_name(ResumptionKind way)
    {
        await using HostRig rig = new(way);
        TlsHost host = Host("192.0.2.1", ClientCertificateMode.None);
        TlsServer server = rig.Server(host, host, host);
        using TlsClientSession session = await rig.ObtainAsync(server, "192.0.2.1");
        foreach (string name in new[] { Issuing, Receiving })
            Assert.False((await rig.OfferAsync(server, session, name)).Resumes);
        Assert.True((await rig.OfferAsync(server, session, null)).Resumes);
    }

    private static TlsHost Host(string name, ClientCertificateMode clients) => TestHosts.Host(name: name, clients: clients);

    private static CertificateValidationOptions Trusting(TestPki authority) => new() { Roots = authority.Roots };
}
