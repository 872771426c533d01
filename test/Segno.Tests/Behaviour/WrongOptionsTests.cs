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

    [Fact]
    public void A_host_without_a_certificate()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => TestPeers.Server(new TlsServerOptions { Host = new TlsHost { Credentials = [] } }));
        Assert.StartsWith("TlsHost.Credentials is empty", e.Message, StringComparison.Ordinal);
    }
}
