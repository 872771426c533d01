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
        Assert.Equal(1, rig.ServerWire.Writes);
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_flush_waits_for_whoever_sends(bool sync)
    {
        PickyStream? picky = null;
        StreamRig rig = new(capacity: 10, wrap: stream => picky = new PickyStream(stream));
        Task update = rig.Server.UpdateKeysAsync(cancellationToken: Token).AsTask();
        Task flush = sync ? Task.Run(rig.Server.Flush, Token) : rig.Server.FlushAsync(Token);
        await SendAsync(rig, Task.WhenAll(update, flush));
        Assert.Equal((0, 2), (picky!.Overlaps, picky.Flushes));
    }

    [Fact]
    public async Task A_flush_that_is_cancelled_while_another_sends_does_no_harm()
    {
        StreamRig rig = new(capacity: 10);
        Task write = rig.Server.WriteAsync(new byte[100], Token).AsTask();
        using CancellationTokenSource cancel = new();
        Task flush = rig.Server.FlushAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flush);
        await SendAsync(rig, write);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failure_of_a_connection_around_this_one_is_the_transports(bool sync)
    {
        StreamRig rig = new(wrap: stream => new FailingStream(stream));
        byte[] buffer = new byte[5];
        Exception[] failures =
        [
            sync ? Assert.Throws<IOException>(() => rig.Client.ReadExactly(buffer)) : await Assert.ThrowsAsync<IOException>(async () => await rig.Client.ReadExactlyAsync(buffer, Token)),
            sync ? Assert.Throws<IOException>(() => rig.Client.Write(buffer)) : await Assert.ThrowsAsync<IOException>(async () => await rig.Client.WriteAsync(buffer, Token)),
            sync ? Assert.Throws<IOException>(rig.Server.Flush) : await Assert.ThrowsAsync<IOException>(() => rig.Server.FlushAsync(Token)),
            sync ? Assert.Throws<IOException>(rig.Server.Dispose) : await Assert.ThrowsAsync<IOException>(async () => await rig.Server.DisposeAsync()),
        ];
        Assert.All(failures, e => Assert.IsType<TlsException>(e.InnerException));
        Assert.Null(rig.ClientEngine.Failure);
        Assert.Equal((0, 0), (rig.ClientState.FatalAlerts, rig.ServerState.FatalAlerts));
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

    /// <summary>A TLS connection that has failed.</summary>
    private sealed class FailingStream(Stream inner) : WrappedStream(inner)
    {
        private static TlsException Failure => new(TlsFaults.FromPeer(AlertDescription.HandshakeFailure), direction: TlsFaultDirection.Received);

        public override int Read(Span<byte> buffer) => throw Failure;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw Failure;

        public override void Write(ReadOnlySpan<byte> buffer) => throw Failure;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw Failure;

        public override void Flush() => throw Failure;

        public override Task FlushAsync(CancellationToken cancellationToken) => throw Failure;

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            throw Failure;
        }
    }

    /// <summary>Counts writes and flushes that begin while another is under way.</summary>
    private sealed class PickyStream(Stream inner) : WrappedStream(inner)
    {
        private int _busy;

        public int Overlaps { get; private set; }

        public int Flushes { get; private set; }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Enter();
            try
            {
                await base.WriteAsync(buffer, cancellationToken);
            }
            finally
            {
                Exit();
            }
        }

        public override void Flush()
        {
            Enter();
            Flushes++;
            Exit();
        }

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            Flush();
            return Task.CompletedTask;
        }

        private void Enter()
        {
            if (Interlocked.Increment(ref _busy) > 1)
                Overlaps++;
        }

        private void Exit() => Interlocked.Decrement(ref _busy);
    }
}
