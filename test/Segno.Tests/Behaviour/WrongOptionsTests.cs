using System.Net.Security;
using Segno.Testing;

namespace Segno.Tests.Behaviour;

/// <summary>A wrong option is refused by its name.</summary>
public sealed class WrongOptionsTests
{
    public static TheoryData<ClientResumptionOptions, string> Stores => new()
    {
        { new() { StoreCapacity = -1 }, "Resumption.StoreCapacity is -1" },
        { new() { StoreCapacityPerOrigin = -1 }, "Resumption.StoreCapacityPerOrigin is -1" },
        { new() { StoreMaxBytes = -1 }, "Resumption.StoreMaxBytes is -1" },
    };

    [Theory, MemberData(nameof(Stores))]
    public async Task A_clients_store_of_less_than_nothing(ClientResumptionOptions resumption, string says)
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => TestPeers.Client(new TlsClientOptions { Resumption = resumption }));
        Assert.StartsWith(says, e.Message, StringComparison.Ordinal);
        await using TlsClient nothing = TestPeers.Client(new TlsClientOptions
        {
            Resumption = new ClientResumptionOptions { StoreCapacity = 0, StoreCapacityPerOrigin = 0, StoreMaxBytes = 0 },
        });
    }

    [Fact]
    public async Task A_protocol_without_a_name_or_with_one_too_long()
    {
        // SslApplicationProtocol bounds the length itself, but for its default.
        ArgumentException server = Assert.Throws<ArgumentException>(() => TestPeers.Server(new TlsServerOptions { Host = TestHosts.Host(protocols: [default]) }));
        Assert.StartsWith("TlsHost.ApplicationProtocols is 0", server.Message, StringComparison.Ordinal);
        ArgumentException client = Assert.Throws<ArgumentException>(() => TestPeers.Client(new TlsClientOptions { ApplicationProtocols = [default] }));
        Assert.StartsWith("ApplicationProtocols is 0", client.Message, StringComparison.Ordinal);
        await using TlsServer longest = TestPeers.Server(new TlsServerOptions { Host = TestHosts.Host(protocols: [new SslApplicationProtocol(new byte[255])]) });
    }

    /// <summary>What could only fail later, or be a NullReferenceException, is refused at once.</summary>
    public static TheoryData<TlsServerOptions, string> Servers => new()
    {
        { new() { Host = TestHosts.Host(), Resumption = null! }, "Resumption is null" },
        { new() { Host = TestHosts.Host(), TimeProvider = null! }, "TimeProvider is null" },
        { new() { Host = new TlsHost { Credentials = [null!] } }, "TlsHost.Credentials is null" },
        { new() { Host = TestHosts.Host(), CipherSuites = [TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256] }, "TlsHost.Credentials: none of the certificates can serve" },
        { new() { Host = TestHosts.Host(), SignatureSchemes = [SignatureScheme.RsaPssRsaeSha256] }, "TlsHost.Credentials: none of the certificates can serve" },
        {
            new()
            {
                Host = new TlsHost
                {
                    Credentials = TestHosts.Host().Credentials,
                    ClientCertificateMode = ClientCertificateMode.Required,
                    ClientValidation = new CertificateValidationOptions { Roots = [] },
                },
            },
            "TlsHost.ClientValidation.Roots is empty"
        },
    };

    [Theory, MemberData(nameof(Servers))]
    public void A_server_that_could_only_fail(TlsServerOptions options, string says)
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => new TlsServer(options));
        Assert.StartsWith(says, e.Message, StringComparison.Ordinal);
    }

    public static TheoryData<TlsClientOptions, string> Clients => new()
    {
        { new() { Resumption = null! }, "Resumption is null" },
        { new() { ServerValidation = null! }, "ServerValidation is null" },
        { new() { Credentials = [null!] }, "Credentials is null" },
        { new() { ServerValidation = new CertificateValidationOptions { Roots = [] } }, "ServerValidation.Roots is empty" },
        { new() { Groups = [NamedGroup.X25519], KeyShareGroups = [NamedGroup.Secp256r1] }, "KeyShareGroups: Secp256r1 is not among" },
        { new() { KeyShareGroups = [(NamedGroup)0x1234] }, "KeyShareGroups: 4660 is not among" },
    };

    [Theory, MemberData(nameof(Clients))]
    public void A_client_that_could_only_fail(TlsClientOptions options, string says)
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => new TlsClient(options));
        Assert.StartsWith(says, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_to_trust_is_right_where_nobody_is_required_or_a_callback_decides()
    {
        static ValueTask<bool> Decide(CertificateValidationContext context, CancellationToken cancellationToken) => ValueTask.FromResult(true);
        await using TlsServer optional = new(new TlsServerOptions
        {
            Host = new TlsHost
            {
                Credentials = TestHosts.Host().Credentials,
                ClientCertificateMode = ClientCertificateMode.Optional,
                ClientValidation = new CertificateValidationOptions { Roots = [] },
            },
        });
        await using TlsClient decides = new(new TlsClientOptions
        {
            ServerValidation = new CertificateValidationOptions { Roots = [], CallbackMode = CertificateCallbackMode.Instead, Callback = Decide },
        });
    }

    [Fact]
    public void Lists_are_not_null()
    {
        Assert.Throws<ArgumentNullException>(() => new TlsHost { Credentials = null! });
        Assert.Throws<ArgumentNullException>(() => new TlsClientOptions { ApplicationProtocols = null! });
    }

    [Fact]
    public void A_host_without_a_certificate()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => TestPeers.Server(new TlsServerOptions { Host = new TlsHost { Credentials = [] } }));
        Assert.StartsWith("TlsHost.Credentials is empty", e.Message, StringComparison.Ordinal);
    }
}
