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

    /// <summary>Its disposal fails, as that of a stream that flushes then may.</summary>
    private sealed class UnclosableStream(Stream inner) : WrappedStream(inner)
    {
        protected override void Dispose(bool disposing) => throw new IOException("The last flush failed.");
    }
}
