using System.Security.Authentication;
using Segno.Testing;

namespace Segno.Tests.Behaviour;

/// <summary>What shapes records: record_size_limit (RFC 8449), padding (RFC 8446 §5.4) and KeyUpdate (§4.6.3).</summary>
public sealed class RecordOptionsTests
{
    public static TheoryData<SslProtocols> Versions => new(SslProtocols.Tls12, SslProtocols.Tls13);

    [Theory, Requirement("C240")]
    [InlineData(SslProtocols.Tls12, 64, 16384), InlineData(SslProtocols.Tls12, 16384, 64), InlineData(SslProtocols.Tls12, 500, 700)]
    [InlineData(SslProtocols.Tls13, 64, 16384), InlineData(SslProtocols.Tls13, 16384, 64), InlineData(SslProtocols.Tls13, 500, 700)]
    public async Task Records_keep_to_the_receivers_limit(SslProtocols version, int clientLimit, int serverLimit)
    {
        await using TlsServer server = TestPeers.Server(new TlsServerOptions { Host = TestHosts.Host(), EnabledSslProtocols = version, TimeProvider = TestHosts.Clock(), RecordSizeLimit = serverLimit });
        await using TlsClient client = TestPeers.Client(new TlsClientOptions
        {
            EnabledSslProtocols = version,
            TimeProvider = TestHosts.Clock(),
            RecordSizeLimit = clientLimit,
            ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
        });
        // Full, then resumed: the limit is negotiated anew on every connection.
        for (int i = 0; i < 2; i++)
        {
            await using HandshakePair pair = await HandshakePair.ConnectAsync(client, server, cancellationToken: TestContext.Current.CancellationToken);
            await pair.SettleAsync(TestContext.Current.CancellationToken);
            Assert.Equal(i == 1, pair.Server.Info.Resumption.IsResumed);
            await RequireRecordsAsync(pair.Client, pair.ClientTransport, pair.Server, version, serverLimit);
            await RequireRecordsAsync(pair.Server, pair.ServerTransport, pair.Client, version, clientLimit);
            await pair.EchoAsync(new byte[70_000], TestContext.Current.CancellationToken);
            await pair.CloseAsync(TestContext.Current.CancellationToken);
        }
    }

    [Theory, InlineData(63), InlineData(16385), Requirement("C240")]
    public void A_limit_out_of_its_bounds_is_refused_at_construction(int limit)
    {
        Assert.Throws<ArgumentException>(() => TestPeers.Server(new TlsServerOptions { Host = TestHosts.Host(), RecordSizeLimit = limit }));
        Assert.Throws<ArgumentException>(() => TestPeers.Client(new TlsClientOptions { RecordSizeLimit = limit }));
    }

    [Theory]
    [InlineData(1, 512), InlineData(500, 1024), InlineData(16384, 16896)]
    public async Task Records_are_padded_to_the_block(int length, int atMost)
    {
        TlsServerOptions options = new() { Host = TestHosts.Host(), EnabledSslProtocols = SslProtocols.Tls13, TimeProvider = TestHosts.Clock(), RecordPaddingBlock = 512 };
        await using TlsServer server = TestPeers.Server(options);
        await using TlsClient client = TestPeers.Client(TestHosts.ClientOptions(TestHosts.Clock()));
        await using HandshakePair pair = await HandshakePair.ConnectAsync(client, server, cancellationToken: TestContext.Current.CancellationToken);
        await pair.SettleAsync(TestContext.Current.CancellationToken);
        long before = pair.ServerTransport.BytesWritten;
        await pair.EchoAsync(new byte[length], TestContext.Current.CancellationToken);
        long record = pair.ServerTransport.BytesWritten - before - 5 - 16;
        Assert.InRange(record, length + 1, atMost);
        // The largest record has no room for more: RFC 8446 §5.4 ends padding at 2^14 + 1.
        Assert.True(record % 512 == 0 || record == 16385, $"{record} bytes are no multiple of the block.");
    }

    [Theory, InlineData(true), InlineData(false), Requirement("C189")]
    public async Task Keys_change_both_ways_and_data_goes_on(bool askPeer)
    {
        await using Arena arena = new(SslProtocols.Tls13);
        HandshakePair pair = await arena.ConnectAsync(arena.Client(), arena.Server());
        byte[] exported = pair.Client.Exported();
        for (int i = 0; i < 3; i++)
        {
            arena.ClientSees.Clear();
            await pair.Client.UpdateKeysAsync(askPeer, arena.Cancellation);
            await pair.EchoAsync(new byte[1000], arena.Cancellation);
            Assert.Single(arena.ClientSees.Sent, Segno.Wire.HandshakeType.KeyUpdate);
            Assert.Equal(askPeer ? 1 : 0, arena.ClientSees.Received.Count(type => type == Segno.Wire.HandshakeType.KeyUpdate));
            await pair.Server.UpdateKeysAsync(askPeer, arena.Cancellation);
            await pair.EchoAsync(new byte[1000], arena.Cancellation);
        }
        Assert.Equal(exported, pair.Server.Exported());
        await pair.CloseAsync(arena.Cancellation);
    }

    private static async Task RequireRecordsAsync(TlsStream from, DuplexStream transport, TlsStream to, SslProtocols version, int limit)
    {
        const int Data = 10_000;
        // TLS 1.2 AES-GCM has an explicit nonce; TLS 1.3 a content type. Both are within five bytes of header and a tag of 16.
        int overhead = 5 + 16 + (version == SslProtocols.Tls12 ? 8 : 1);
        long before = transport.BytesWritten;
        await from.WriteAsync(new byte[Data].AsMemory(), TestContext.Current.CancellationToken);
        await to.ReadExactlyAsync(new byte[Data].AsMemory(), TestContext.Current.CancellationToken);
        long records = (transport.BytesWritten - before - Data) / overhead;
        Assert.Equal((Data + limit - 1) / limit, records);
    }
}
