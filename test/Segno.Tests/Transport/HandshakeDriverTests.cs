using Microsoft.Extensions.Time.Testing;
using Segno.Diagnostics;
using Segno.Handshake;
using Segno.Testing;
using Segno.Transport;
using Segno.Wire;

namespace Segno.Tests.Transport;

public sealed class HandshakeDriverTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_handshake_that_is_done_gives_a_stream_its_account_and_counts()
    {
        FakeTimeProvider time = new();
        ConnectionCounters counters = new(TlsRole.Server);
        (DuplexStream ours, DuplexStream peers) = DuplexStream.CreatePair();
        Task<TlsStream> accepting = Run(counters, time, ours, out _, leaveOpen: false, Token);
        time.Advance(TimeSpan.FromSeconds(1));
        await peers.WriteAsync(Hello(), Token);
        await using TlsStream stream = await accepting;
        Assert.Equal(TimeSpan.FromSeconds(1), stream.Info.HandshakeDuration);
        Assert.Equal(9 + 40, stream.Info.HandshakeBytesReceived);
        Assert.Equal(5 + 10, stream.Info.HandshakeBytesSent);
        Assert.Equal(15, peers.Available);
        Assert.Equal(1, ours.Writes);
        TlsStatistics statistics = counters.Snapshot();
        Assert.Equal((1, 0), (statistics.Full, statistics.Failed));
        Assert.Equal(1, statistics.Declines[ResumptionDecline.Expired]);
    }

    [Fact]
    public async Task A_peer_that_says_nothing_meets_the_deadline()
    {
        FakeTimeProvider time = new();
        ConnectionCounters counters = new(TlsRole.Server);
        (DuplexStream ours, _) = DuplexStream.CreatePair();
        Task<TlsStream> accepting = Run(counters, time, ours, out _, leaveOpen: false, Token);
        time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(accepting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        TlsException e = await Assert.ThrowsAsync<TlsException>(() => accepting);
        Assert.Equal("HandshakeTimeout", e.Fault.Name);
        Assert.Equal(TlsFaultDirection.Local, e.Direction);
        Assert.True(ours.IsDisposed);
        Assert.Equal(1, counters.Snapshot().Faults["HandshakeTimeout"]);
    }

    [Fact]
    public async Task A_transport_that_cannot_even_be_disposed_does_not_hide_the_reason()
    {
        ConnectionCounters counters = new(TlsRole.Server);
        (DuplexStream ours, DuplexStream peers) = DuplexStream.CreatePair();
        Task<TlsStream> accepting = Run(counters, TimeProvider.System, new Undisposable(ours), out _, leaveOpen: false, Token);
        await peers.WriteAsync(Hello().AsMemory(0, 7), Token);
        peers.CompleteWriting();
        TlsException e = await Assert.ThrowsAsync<TlsException>(() => accepting);
        Assert.Equal("ClosedDuringHandshake", e.Fault.Name);
        Assert.Equal(1, counters.Snapshot().Failed);
    }

    [Fact]
    public async Task A_callers_cancellation_passes_through()
    {
        ConnectionCounters counters = new(TlsRole.Server);
        (DuplexStream ours, _) = DuplexStream.CreatePair();
        using CancellationTokenSource cancel = new();
        Task<TlsStream> accepting = Run(counters, TimeProvider.System, ours, out _, leaveOpen: false, cancel.Token);
        await cancel.CancelAsync();
        OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepting);
        Assert.Equal(cancel.Token, e.CancellationToken);
        Assert.True(ours.IsDisposed);
        Assert.Equal(1, counters.Snapshot().Failed);
    }

    [Fact]
    public async Task A_service_that_gives_up_on_its_own_is_our_failure_and_no_timeout()
    {
        ConnectionCounters counters = new(TlsRole.Server);
        (DuplexStream ours, DuplexStream peers) = DuplexStream.CreatePair();
        TlsEngine engine = new(TlsRole.Server, new EngineOptions());
        FakeStart start = new(engine, FakeKeys.Suite(ProtocolVersion.Tls13), 1, 2) { Service = _ => throw new TaskCanceledException("a secret") };
        Task<TlsStream> accepting = new HandshakeDriver(TimeSpan.FromSeconds(10), TimeProvider.System, counters)
            .RunAsync(ours, leaveOpen: false, engine, new Owned(), _ => ValueTask.FromResult<HandshakeState>(start), Token).AsTask();
        await peers.WriteAsync(Hello(), Token);
        TlsException e = await Assert.ThrowsAsync<TlsException>(() => accepting);
        Assert.Equal("InternalFailure", e.Fault.Name);
        Assert.IsType<TaskCanceledException>(e.InnerException);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
        byte[] alert = new byte[7];
        await peers.ReadExactlyAsync(alert, Token);
        Assert.Equal([21, 3, 3, 0, 2, 2, 80], alert);
    }

    [Fact]
    public async Task A_refused_peer_gets_its_alert_before_the_transport_is_closed()
    {
        ConnectionCounters counters = new(TlsRole.Server);
        (DuplexStream ours, DuplexStream peers) = DuplexStream.CreatePair();
        Task<TlsStream> accepting = Run(counters, TimeProvider.System, ours, out FakeStart start, leaveOpen: false, Token);
        await peers.WriteAsync("GET / HTTP/1.1\r\n"u8.ToArray(), Token);
        TlsException e = await Assert.ThrowsAsync<TlsException>(() => accepting);
        Assert.Equal("HttpRequest", e.Fault.Name);
        byte[] alert = new byte[7];
        await peers.ReadExactlyAsync(alert, Token);
        Assert.Equal([21, 3, 3, 0, 2, 2, 70], alert);
        Assert.Equal(0, await peers.ReadAsync(alert, Token));
        Assert.Equal(1, start.FatalAlerts);
        Assert.Equal(1, counters.Snapshot().Faults["HttpRequest"]);
    }

    [Fact]
    public async Task A_peer_that_leaves_in_the_handshake_closed_it()
    {
        ConnectionCounters counters = new(TlsRole.Server);
        (DuplexStream ours, DuplexStream peers) = DuplexStream.CreatePair();
        Task<TlsStream> accepting = Run(counters, TimeProvider.System, ours, out _, leaveOpen: false, Token);
        await peers.WriteAsync(Hello().AsMemory(0, 7), Token);
        peers.CompleteWriting();
        TlsException e = await Assert.ThrowsAsync<TlsException>(() => accepting);
        Assert.Equal("ClosedDuringHandshake", e.Fault.Name);
        Assert.Equal(TlsFaultDirection.Local, e.Direction);
        Assert.Equal(0, peers.Available);
    }

    [Fact]
    public async Task A_failed_handshake_leaves_the_transport_open_when_it_is_to_be()
    {
        ConnectionCounters counters = new(TlsRole.Server);
        (DuplexStream ours, DuplexStream peers) = DuplexStream.CreatePair();
        Task<TlsStream> accepting = Run(counters, TimeProvider.System, ours, out _, leaveOpen: true, Token);
        await peers.WriteAsync("GET / HTTP/1.1\r\n"u8.ToArray(), Token);
        await Assert.ThrowsAsync<TlsException>(() => accepting);
        Assert.False(ours.IsDisposed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_does_not_wait_for_its_tickets_to_be_read_and_disposing_sends_them(bool sync)
    {
        (DuplexStream ours, DuplexStream peers) = DuplexStream.CreatePair(10);
        Task<TlsStream> accepting = Run(new ConnectionCounters(TlsRole.Server), TimeProvider.System, ours, out _, leaveOpen: false, Token);
        await peers.WriteAsync(Hello(), Token);
        TlsStream stream = await accepting.WaitAsync(TimeSpan.FromSeconds(10), Token);
        Task disposing = sync ? Task.Run(stream.Dispose, Token) : stream.DisposeAsync().AsTask();
        MemoryStream received = new();
        await peers.CopyToAsync(received, Token);
        await disposing;
        Assert.Equal(15 + 5 + 2 + 1 + 16, received.Length);
    }

    [Theory]
    [InlineData("Example.COM.", "example.com")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("[::1]", "::1")]
    [InlineData("2001:DB8::0:1", "2001:db8::1")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("localhost", "localhost")]
    [InlineData("a_b.example", "a_b.example")]
    public void A_servers_name_has_one_form(string given, string expected) => Assert.Equal(expected, TargetName.Normalise(given));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("a..b")]
    public void What_is_no_name_is_refused(string given) => Assert.ThrowsAny<ArgumentException>(() => TargetName.Normalise(given));

    private static byte[] Hello() => Forge.Plain(ContentType.Handshake, Forge.Message(HandshakeType.ClientHello, 40));

    private static Task<TlsStream> Run(
        ConnectionCounters counters, TimeProvider time, Stream transport, out FakeStart start, bool leaveOpen, CancellationToken cancellationToken)
    {
        TlsEngine engine = new(TlsRole.Server, new EngineOptions());
        FakeStart first = start = new(engine, FakeKeys.Suite(ProtocolVersion.Tls13), 1, 2) { Flight = Forge.Message(HandshakeType.ServerHello, 6) };
        return new HandshakeDriver(TimeSpan.FromSeconds(10), time, counters)
            .RunAsync(transport, leaveOpen, engine, new Owned(), _ => ValueTask.FromResult<HandshakeState>(first), cancellationToken).AsTask();
    }

    private sealed class Owned : IDisposable
    {
        public void Dispose()
        {
        }
    }

    private sealed class Undisposable(Stream inner) : WrappedStream(inner)
    {
        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            throw new InvalidOperationException("not now");
        }
    }
}
