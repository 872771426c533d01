using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>A server and early data, all of which it refuses (RFC 8446 §4.2.10).</summary>
public sealed class ServerEarlyDataTests : IAsyncLifetime
{
    /// <summary>2^14 bytes of content, their type and tag.</summary>
    private const int FullRecord = 16384 + 1 + 16;

    private readonly TlsServer _server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls13));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory, Requirement("C153", "N95")]
    [InlineData(false), InlineData(true)]
    public async Task A_full_record_of_it_is_skipped(bool afterRetry)
    {
        ScriptedClient13 client = await StartAsync(afterRetry, FullRecord);
        if (afterRetry)
            client.SendHello();
        await client.ReceiveServerHelloAsync();
        await client.ReceiveFlightAsync();
        client.SendFinished();
        await using TlsStream accepted = await client.Accepting;
        Assert.Equal(afterRetry, accepted.Info.HelloRetryRequest);
    }

    [Theory, Requirement("C153", "N95")]
    [InlineData(false), InlineData(true)]
    public async Task More_than_32_KiB_of_it_are_not(bool afterRetry)
    {
        ScriptedClient13 client = await StartAsync(afterRetry, 16384, 16384, 1);
        if (!afterRetry)
        {
            await client.ReceiveServerHelloAsync();
            await client.ReceiveFlightAsync();
        }
        await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.UnexpectedMessage);
    }

    /// <summary>A hello that announces early data, and records of such lengths behind it; after a retry, with the second hello ready.</summary>
    private async Task<ScriptedClient13> StartAsync(bool afterRetry, params int[] records)
    {
        ScriptedClient13 client = new(_server);
        byte[] shares = client.Hello.Extension(ExtensionType.KeyShare)!;
        client.Hello.Set(ExtensionType.EarlyData, []);
        if (afterRetry)
            client.Hello.Set(ExtensionType.KeyShare, RawExtensions.KeyShares());
        client.SendHello();
        foreach (int length in records)
            client.Records.SendBytes([23, 3, 3, .. RawHello.U16(length), .. new byte[length]]);
        if (afterRetry)
        {
            await client.ReceiveServerHelloAsync();
            client.Hello.Set(ExtensionType.KeyShare, shares).Remove(ExtensionType.EarlyData);
        }
        return client;
    }
}
