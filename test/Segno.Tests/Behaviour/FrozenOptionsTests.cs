using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Segno.Testing;

namespace Segno.Tests.Behaviour;

/// <summary>Options are copied: a list that changes afterwards must not take effect beside a scope that was made of the old one.</summary>
public sealed class FrozenOptionsTests
{
    public static TheoryData<SslProtocols> Versions => new(SslProtocols.Tls12, SslProtocols.Tls13);

    [Theory, MemberData(nameof(Versions))]
    public async Task A_certificate_that_is_exchanged_in_the_hosts_list_is_not_shown(SslProtocols version)
    {
        await using Arena arena = new(version);
        List<TlsCredential> credentials = [TestPki.Servers.Issue(KeyKind.EcdsaP256, TestHosts.Name, 0).ToCredential()];
        byte[] first = credentials[0].Chain[0].ToArray();
        TlsServer server = arena.Server(new TlsHost { Credentials = credentials });
        credentials[0] = TestPki.Servers.Issue(KeyKind.EcdsaP256, TestHosts.Name, 1).ToCredential();
        HandshakePair pair = await arena.ConnectAsync(arena.Client(), server);
        Assert.Equal(first, pair.Client.PeerCertificates[0].ToArray());
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Protocols_that_are_exchanged_in_either_sides_list_are_not_spoken(SslProtocols version)
    {
        await using Arena arena = new(version);
        List<SslApplicationProtocol> offered = [SslApplicationProtocol.Http2], preferred = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];
        TlsServer server = arena.Server(TestHosts.Host(protocols: preferred));
        TlsClient client = arena.Client(protocols: offered);
        offered[0] = SslApplicationProtocol.Http11;
        preferred.Reverse();
        HandshakePair pair = await arena.ConnectAsync(client, server);
        Assert.Equal(SslApplicationProtocol.Http2, pair.Client.NegotiatedApplicationProtocol);
        preferred.Clear();
        HandshakePair again = await arena.ConnectAsync(client, server);
        Assert.Equal(SslApplicationProtocol.Http2, again.Server.NegotiatedApplicationProtocol);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_clients_certificate_that_is_taken_out_of_the_list_is_still_shown(SslProtocols version)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server(TestHosts.Host(clients: ClientCertificateMode.Required));
        List<TlsCredential> credentials = [TestPki.Clients.Issue(KeyKind.EcdsaP256, "client.example").ToCredential()];
        await using TlsClient client = TestPeers.Client(new TlsClientOptions
        {
            EnabledSslProtocols = version,
            TimeProvider = arena.Clock,
            ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
            Credentials = credentials,
        });
        credentials.Clear();
        HandshakePair pair = await arena.ConnectAsync(client, server);
        Assert.Equal(2, pair.Server.PeerCertificates.Count);
    }

    [Fact]
    public void Every_list_is_copied_when_it_is_set()
    {
        List<TlsCredential> credentials = [TestPki.Servers.Issue(KeyKind.EcdsaP256, TestHosts.Name).ToCredential()];
        List<SslApplicationProtocol> protocols = [SslApplicationProtocol.Http2];
        List<TlsCipherSuite> suites = [TlsCipherSuite.TLS_AES_128_GCM_SHA256];
        List<NamedGroup> groups = [NamedGroup.X25519];
        List<SignatureScheme> schemes = [SignatureScheme.Ed25519];
        X509Certificate2Collection roots = [.. TestPki.Servers.Roots];
        TlsHost host = new() { Credentials = credentials, ApplicationProtocols = protocols };
        TlsServerOptions server = new() { CipherSuites = suites, Groups = groups, SignatureSchemes = schemes };
        TlsClientOptions client = new()
        {
            Credentials = credentials,
            ApplicationProtocols = protocols,
            CipherSuites = suites,
            Groups = groups,
            KeyShareGroups = groups,
            SignatureSchemes = schemes,
        };
        CertificateValidationOptions validation = new() { Roots = roots };

        credentials.Clear();
        protocols.Clear();
        suites.Clear();
        groups.Clear();
        schemes.Clear();
        roots.Clear();
        validation.Roots.Clear();
        Assert.Equal((1, 1), (host.Credentials.Count, host.ApplicationProtocols.Count));
        Assert.Equal((1, 1, 1), (server.CipherSuites.Count, server.Groups.Count, server.SignatureSchemes.Count));
        Assert.Equal((1, 1, 1), (client.Credentials.Count, client.ApplicationProtocols.Count, client.CipherSuites.Count));
        Assert.Equal((1, 1, 1), (client.Groups.Count, client.KeyShareGroups.Count, client.SignatureSchemes.Count));
        Assert.Single(validation.Roots);
    }
}
