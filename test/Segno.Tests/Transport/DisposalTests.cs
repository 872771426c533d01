using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Transport;

/// <summary>What disposing a stream does on transports that do not do their part, and to calls that are under way.</summary>
public sealed class DisposalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transport_that_does_not_close_well_keeps_no_secrets_and_no_count(bool sync)
    {
        (DuplexStream left, _) = DuplexStream.CreatePair();
        int closed = 0;
        (TlsStream stream, FakeConnected state, _) = StreamRig.Make(
            ProtocolVersion.Tls13, TlsRole.Client, new UnclosableStream(left), 2, 1, TimeProvider.System, onClosed: () => closed++);
        if (sync)
            Assert.Throws<IOException>(stream.Dispose);
        else
            await Assert.ThrowsAsync<IOException>(async () => await stream.DisposeAsync());
        Assert.True(state.IsDisposed);
        Assert.Equal(1, closed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_write_that_meets_disposal_says_so(bool sync)
    {
        (DuplexStream left, DuplexStream right) = DuplexStream.CreatePair(100);
        (TlsStream stream, _, _) = StreamRig.Make(ProtocolVersion.Tls13, TlsRole.Client, left, 2, 1, TimeProvider.System, leaveOpen: true);
        // More than one round of writing, of which the first is under way.
        byte[] data = new byte[100_000];
        Task write = sync ? Task.Run(() => stream.Write(data), Token) : stream.WriteAsync(data, Token).AsTask();
        while (right.Available == 0)
            await Task.Yield();
        Task dispose = stream.DisposeAsync().AsTask();
        while (!write.IsCompleted || !dispose.IsCompleted)
        {
            if (right.Available > 0)
                _ = await right.ReadAsync(new byte[10_000], Token);
            await Task.Yield();
        }
        await Assert.ThrowsAsync<ObjectDisposedException>(() => write);
        await dispose;
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_read_that_waits_takes_nothing_of_a_transport_that_stays_open(bool sync, bool cancellable)
    {
        (DuplexStream left, DuplexStream right) = DuplexStream.CreatePair();
        (TlsStream stream, FakeConnected state, _) = StreamRig.Make(ProtocolVersion.Tls13, TlsRole.Client, left, 2, 1, TimeProvider.System, leaveOpen: true);
        Task<int> read = stream.ReadAsync(new byte[5], cancellable ? Token : CancellationToken.None).AsTask();
        if (sync)
#pragma warning disable CA1849 // The synchronous way is what is tried.
            stream.Dispose();
#pragma warning restore CA1849
        else
            await stream.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => read);
        await right.WriteAsync("220 go on in clear\r\n"u8.ToArray(), Token);
        Assert.Equal(20, left.Available);
        Assert.True(state.IsDisposed);
    }

    [Fact]
    public async Task A_cancelled_read_of_a_transport_that_stays_open_is_the_callers()
    {
        (DuplexStream left, _) = DuplexStream.CreatePair();
        (TlsStream stream, _, _) = StreamRig.Make(ProtocolVersion.Tls13, TlsRole.Client, left, 2, 1, TimeProvider.System, leaveOpen: true);
        using CancellationTokenSource cancel = new();
        Task<int> read = stream.ReadAsync(new byte[5], cancel.Token).AsTask();
        await cancel.CancelAsync();
        OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        Assert.Equal(cancel.Token, e.CancellationToken);
    }

    /// <summary>Its disposal fails, as that of a stream that flushes then may.</summary>
    private sealed class UnclosableStream(Stream inner) : WrappedStream(inner)
    {
        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            throw new IOException("The last flush failed.");
        }
    }
}
