using Segno.Testing;

namespace Segno.Tests.Transport;

/// <summary>Several who send over one transport: a writer, an update of keys, a flush, a reader's alert.</summary>
public sealed class StreamTransportTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_write_that_is_cancelled_while_another_sends_is_not_sent_and_ends_writing()
    {
        StreamRig rig = new(capacity: 10);
        Task update = rig.Server.UpdateKeysAsync(cancellationToken: Token).AsTask();
        using CancellationTokenSource cancel = new();
        Task write = rig.Server.WriteAsync(new byte[] { 1, 2, 3 }, cancel.Token).AsTask();
        Assert.False(write.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
        await Assert.ThrowsAsync<IOException>(() => SendAsync(rig, rig.Server.WriteAsync(new byte[] { 4 }, Token).AsTask()));
        await Assert.ThrowsAsync<IOException>(() => update);
        Assert.Equal(0, rig.ClientWire.Available);
    }

    [Fact]
    public async Task An_update_of_keys_that_is_cancelled_while_a_write_is_under_way_ends_writing()
    {
        StreamRig rig = new(capacity: 10);
        Task write = rig.Server.WriteAsync(new byte[100], Token).AsTask();
        using CancellationTokenSource cancel = new();
        Task update = rig.Server.UpdateKeysAsync(cancellationToken: cancel.Token).AsTask();
        Assert.False(update.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => update);
        await Assert.ThrowsAsync<IOException>(() => SendAsync(rig, write));
        await Assert.ThrowsAsync<IOException>(async () => await rig.Server.WriteAsync(new byte[] { 4 }, Token));
    }

    /// <summary>Waits for something to be sent, with a peer that takes whatever comes.</summary>
    private static async Task SendAsync(StreamRig rig, Task sending)
    {
        while (!sending.IsCompleted)
        {
            if (rig.ClientWire.Available > 0)
                _ = await rig.ClientWire.ReadAsync(new byte[10], Token);
            await Task.Yield();
        }
        await sending;
    }
}
