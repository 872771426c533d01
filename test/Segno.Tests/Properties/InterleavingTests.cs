using System.Security.Authentication;
using Segno.Wire;

namespace Segno.Tests.Properties;

/// <summary>Any interleaving of reads, writes, KeyUpdates, tickets and closes keeps the data in order, never stands still, and ends as it should.</summary>
public sealed class InterleavingTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public Task Any_order_of_acts_does_what_two_queues_do() => Property.CheckAsync(InterleavingCase.Any, OneAfterTheOtherAsync, 80);

    [Fact]
    public Task Both_sides_at_once_over_a_narrow_transport_keep_the_data_in_order() => Property.CheckAsync(InterleavingCase.Any, AtOnceAsync, 60);

    private static async Task OneAfterTheOtherAsync(InterleavingCase interleaving)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        IAsyncDisposable[] owned = new IAsyncDisposable[2];
        await using HandshakePair pair = await interleaving.ConnectAsync(owned, 1 << 22, cancellationToken);
        await new Interleaving(pair, interleaving.Version == SslProtocols.Tls13, cancellationToken).RunAsync(interleaving.Acts);
        foreach (IAsyncDisposable one in owned)
            await one.DisposeAsync();
    }

    /// <summary>Each side writes in one task and reads to the end in another, over a transport that holds less than a record.</summary>
    private static async Task AtOnceAsync(InterleavingCase interleaving)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        IAsyncDisposable[] owned = new IAsyncDisposable[2];
        await using HandshakePair pair = await interleaving.ConnectAsync(owned, 100, cancellationToken);
        DirectionModel toServer = new(), toClient = new();
        bool updates = interleaving.Version == SslProtocols.Tls13;
        Task<int> clientReads = ReadAllAsync(pair.Client, cancellationToken), serverReads = ReadAllAsync(pair.Server, cancellationToken);
        await Task.WhenAll(
            WriteAllAsync(pair.Client, toServer, interleaving.Acts.Where(act => act.Side == TlsRole.Client), updates, cancellationToken),
            WriteAllAsync(pair.Server, toClient, interleaving.Acts.Where(act => act.Side == TlsRole.Server), updates, cancellationToken),
            clientReads,
            serverReads).WaitAsync(s_patience, cancellationToken);
        Assert.Equal((toClient.Waiting, toServer.Waiting), (await clientReads, await serverReads));
        foreach (IAsyncDisposable one in owned)
            await one.DisposeAsync();
    }

    private static async Task WriteAllAsync(TlsStream stream, DirectionModel model, IEnumerable<Act> acts, bool updates, CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (Act act in acts)
        {
            switch (act.Kind)
            {
                case ActKind.Write or ActKind.Read:
                    await stream.WriteAsync(model.Write(act.Size), cancellationToken);
                    break;
                case ActKind.Update or ActKind.UpdateBoth when updates && ++model.UpdatesInARow < 16:
                    await stream.UpdateKeysAsync(act.Kind == ActKind.UpdateBoth, cancellationToken);
                    break;
                case ActKind.Shutdown or ActKind.Dispose:
                    await stream.ShutdownAsync(cancellationToken);
                    return;
                default:
                    await Task.Yield();
                    break;
            }
        }
        await stream.ShutdownAsync(cancellationToken);
    }

    /// <summary>Every byte is the one before it and one more: nothing is lost, doubled or out of order.</summary>
    private static async Task<int> ReadAllAsync(TlsStream stream, CancellationToken cancellationToken)
    {
        int all = 0;
        byte expected = 0;
        byte[] room = new byte[700];
        while (await stream.ReadAsync(room.AsMemory(), cancellationToken) is > 0 and int read)
        {
            all += read;
            foreach (byte value in room.AsSpan(0, read))
            {
                Assert.Equal(expected, value);
                expected = (byte)((expected + 1) % 251);
            }
        }
        return all;
    }
}
