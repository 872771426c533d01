using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>The scripted peers against the system's TLS: what they say unbroken is right, so that what they break is what is refused.</summary>
public sealed class ScriptedPeerTests
{
    /// <summary>One for all connections: the system keeps its sessions by it.</summary>
    private static readonly SslStreamCertificateContext s_context = MakeContext();

    [Theory, InlineData(false), InlineData(true)]
    public async Task The_TLS_13_client_speaks_with_the_system(bool retry)
    {
        ScriptedClient13 client = new(AcceptAsync);
        if (retry)
        {
            byte[] shares = client.Hello.Extension(ExtensionType.KeyShare)!;
            client.Hello.Set(ExtensionType.KeyShare, RawExtensions.KeyShares());
            client.SendHello();
            await client.ReceiveServerHelloAsync();
            client.Hello.Set(ExtensionType.KeyShare, shares);
        }
        await client.ConnectAsync();
        Assert.NotEmpty((await client.ReceiveTicketAsync()).Identity);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task The_TLS_12_client_speaks_with_the_system(bool ems)
    {
        ScriptedClient12 client = new(AcceptAsync, ems: ems, ticket: []);
        await client.ConnectAsync();
        Assert.Equal(ems, client.ServerHello!.Has(ExtensionType.ExtendedMasterSecret));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task The_TLS_13_client_resumes_with_the_system(bool retry)
    {
        ScriptedClient13 first = new(AcceptAsync);
        await first.ConnectAsync();
        ScriptedClient13 second = new(AcceptAsync);
        second.Psks.Add(await first.ReceiveTicketAsync());
        if (retry)
        {
            byte[] shares = second.Hello.Extension(ExtensionType.KeyShare)!;
            second.Hello.Set(ExtensionType.KeyShare, RawExtensions.KeyShares());
            second.SendHello();
            await second.ReceiveServerHelloAsync();
            second.Hello.Set(ExtensionType.KeyShare, shares);
        }
        await second.ConnectAsync();
        Assert.Equal([0, 0], second.ServerHello!.Extension(ExtensionType.PreSharedKey));
        Assert.DoesNotContain(HandshakeType.Certificate, second.Flight);
    }

    [Fact]
    public async Task The_TLS_12_client_resumes_with_the_system()
    {
        ScriptedClient12 first = new(AcceptAsync, ticket: []);
        await first.ConnectAsync();
        ScriptedClient12 second = new(AcceptAsync, ticket: first.Ticket) { Master = first.Master };
        second.Hello.SessionId = new byte[32];
        await second.ConnectAsync(expectResumption: true);
        Assert.Equal(second.Hello.SessionId, second.ServerHello!.SessionId);
    }

    [Fact]
    public async Task The_TLS_13_server_speaks_with_the_system()
    {
        ScriptedServer13 server = new(transport => ConnectAsync(transport, SslProtocols.Tls13));
        await server.ReceiveHelloAsync();
        server.SendRetry(server.MakeRetry(RawExtensions.P256));
        await server.AcceptAsync();
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task The_TLS_12_server_speaks_with_the_system(bool ems)
    {
        ScriptedServer12 server = new(transport => ConnectAsync(transport, SslProtocols.Tls12));
        await server.AcceptAsync(ems: ems);
    }

    private static SslStreamCertificateContext MakeContext()
    {
        TestIdentity identity = TestPki.Servers.Issue(KeyKind.EcdsaP256, TestHosts.Name);
        X509Certificate2 certificate = X509Certificate2.CreateFromPem(identity.CertificatePem, identity.KeyPem);
        return SslStreamCertificateContext.Create(certificate, [TestPki.Servers.Intermediate], offline: true);
    }

    private static async Task<TlsStream> AcceptAsync(DuplexStream transport)
    {
        SslStream stream = new(transport);
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = s_context }, TestContext.Current.CancellationToken);
        return null!;
    }

    private static async Task<TlsStream> ConnectAsync(DuplexStream transport, SslProtocols version)
    {
        SslStream stream = new(transport);
        SslClientAuthenticationOptions options = new()
        {
            TargetHost = TestHosts.Name,
            EnabledSslProtocols = version,
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck },
        };
        options.CertificateChainPolicy.CustomTrustStore.Add(TestPki.Servers.Root);
        await stream.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken);
        return null!;
    }
}
