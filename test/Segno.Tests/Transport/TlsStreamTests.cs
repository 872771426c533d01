using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Time.Testing;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Transport;

public sealed class TlsStreamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ProtocolVersion.Tls12, false)]
    [InlineData(ProtocolVersion.Tls13, false)]
    [InlineData(ProtocolVersion.Tls12, true)]
    [InlineData(ProtocolVersion.Tls13, true)]
    internal async Task A_megabyte_goes_both_ways_at_once_through_a_narrow_wire(ProtocolVersion version, bool trickle)
    {
        StreamRig rig = new(version, capacity: 10_000, wrap: trickle ? stream => new TrickleStream(stream, 7) : null);
        byte[] sent = Pattern(trickle ? 60_000 : 1_000_000);
        Task writes = Task.WhenAll(rig.Client.WriteAsync(sent, Token).AsTask(), rig.Server.WriteAsync(sent, Token).AsTask());
        byte[][] received = await Task.WhenAll(ReadAsync(rig.Client, sent.Length), ReadAsync(rig.Server, sent.Length));
        await writes;
        Assert.Equal(sent, received[0]);
        Assert.Equal(sent, received[1]);
    }

    [Fact]
    public async Task Sync_and_async_calls_mix_on_one_byte_a_read()
    {
        StreamRig rig = new(wrap: stream => new TrickleStream(stream));
        byte[] sent = Pattern(3000);
        rig.Client.Write(sent, 0, sent.Length);
        await rig.Server.WriteAsync(sent, Token);
        byte[] received = new byte[sent.Length];
        rig.Client.ReadExactly(received);
        Assert.Equal(sent, received);
        Assert.Equal(sent, await ReadAsync(rig.Server, sent.Length));
    }

    [Fact]
    public async Task Close_notify_ends_reading_with_zero_and_leaves_the_other_direction_open()
    {
        StreamRig rig = new();
        await rig.Client.WriteAsync(new byte[] { 1 }, Token);
        await rig.Client.ShutdownAsync(Token);
        Assert.Equal([1], await ReadAsync(rig.Server, 1));
        Assert.Equal(0, await rig.Server.ReadAsync(new byte[5], Token));
        Assert.Equal(0, rig.Server.Read(new byte[5]));
        await rig.Server.WriteAsync(new byte[] { 2 }, Token);
        Assert.Equal([2], await ReadAsync(rig.Client, 1));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await rig.Client.WriteAsync(new byte[1], Token));
    }

    [Fact]
    public async Task A_transport_that_ends_without_close_notify_is_truncation_and_keeps_the_session()
    {
        StreamRig rig = new();
        await rig.Client.WriteAsync(new byte[] { 1 }, Token);
        rig.ClientWire.CompleteWriting();
        Assert.Equal([1], await ReadAsync(rig.Server, 1));
        for (int i = 0; i < 2; i++)
        {
            TlsException e = await Assert.ThrowsAsync<TlsException>(async () => await ReadSomeAsync(rig.Server));
            Assert.Equal("TruncatedStream", e.Fault.Name);
            Assert.Equal(TlsFaultDirection.Local, e.Direction);
        }
        Assert.Equal("TruncatedStream", Assert.Throws<TlsException>(() => rig.Server.Read(new byte[5])).Fault.Name);
        Assert.Equal(0, rig.ServerState.FatalAlerts);
    }

    [Fact]
    public async Task A_bad_record_is_answered_with_an_alert_and_every_later_call_fails_alike()
    {
        StreamRig rig = new();
        await rig.ClientWire.WriteAsync(Forge.Plain(ContentType.ApplicationData, new byte[50]), Token);
        TlsException e = await Assert.ThrowsAsync<TlsException>(async () => await ReadSomeAsync(rig.Server));
        Assert.Equal("BadRecord", e.Fault.Name);
        TlsException received = await Assert.ThrowsAsync<TlsException>(async () => await ReadSomeAsync(rig.Client));
        Assert.Equal(AlertDescription.BadRecordMac, received.Alert);
        Assert.Equal(TlsFaultDirection.Received, received.Direction);
        Assert.Equal(e.Fault, (await Assert.ThrowsAsync<TlsException>(async () => await ReadSomeAsync(rig.Server))).Fault);
        Assert.Equal(e.Fault, (await Assert.ThrowsAsync<TlsException>(async () => await rig.Server.WriteAsync(new byte[5], Token))).Fault);
        Assert.Equal(e.Fault, Assert.Throws<TlsException>(() => rig.Server.Write(new byte[5])).Fault);
        Assert.Equal((1, 1), (rig.ServerState.FatalAlerts, rig.ClientState.FatalAlerts));
        Assert.True(rig.ServerState.IsDisposed);
    }

    [Fact]
    public async Task A_second_reader_or_writer_is_refused_and_the_first_goes_on()
    {
        StreamRig rig = new(capacity: 100);
        Task<int> read = rig.Server.ReadAsync(new byte[5], Token).AsTask();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await ReadSomeAsync(rig.Server));
        Task write = rig.Server.WriteAsync(new byte[1000], Token).AsTask();
        Assert.False(write.IsCompleted);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await rig.Server.WriteAsync(new byte[5], Token));
        Assert.Equal(1000, (await ReadAsync(rig.Client, 1000)).Length);
        await write;
        await rig.Client.WriteAsync(new byte[] { 1, 2 }, Token);
        Assert.Equal(2, await read);
    }

    [Fact]
    public async Task A_cancelled_read_loses_nothing()
    {
        StreamRig rig = new();
        using CancellationTokenSource cancel = new();
        Task<int> read = rig.Server.ReadAsync(new byte[5], cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        await rig.Client.WriteAsync(new byte[] { 1, 2, 3 }, Token);
        Assert.Equal([1, 2, 3], await ReadAsync(rig.Server, 3));
    }

    [Fact]
    public async Task A_cancelled_write_that_was_under_way_ends_writing()
    {
        StreamRig rig = new(capacity: 100);
        using CancellationTokenSource cancel = new();
        Task write = rig.Server.WriteAsync(new byte[1000], cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
        await Assert.ThrowsAsync<IOException>(async () => await rig.Server.WriteAsync(new byte[1], Token));
    }

    [Fact]
    public async Task A_read_without_room_waits_for_data_and_an_idle_connection_holds_no_buffer()
    {
        StreamRig rig = new();
        Task<int> read = rig.Server.ReadAsync(Memory<byte>.Empty, Token).AsTask();
        Assert.False(read.IsCompleted);
        Assert.False(rig.ServerEngine.Input.IsRented);
        Assert.Equal(1, rig.ServerWire.ZeroByteReads);
        await rig.Client.WriteAsync(new byte[] { 1, 2 }, Token);
        Assert.Equal(0, await read);
        Assert.Equal([1, 2], await ReadAsync(rig.Server, 2));
        Assert.False(rig.ServerEngine.Input.IsRented);
    }

    [Fact, Requirement("C189", "N81")]
    public async Task A_thousand_requests_for_key_updates_while_writing_is_blocked_leave_one_answer_and_no_deadlock()
    {
        StreamRig rig = new(capacity: 200);
        Task write = rig.Server.WriteAsync(new byte[5000], Token).AsTask();
        Task<int> read = rig.Server.ReadAsync(new byte[5], Token).AsTask();
        // Data between them keeps within the budget of KeyUpdates.
        for (int i = 0; i < 1000; i++)
        {
            await rig.Client.UpdateKeysAsync(requestPeerUpdate: true, Token);
            await rig.Client.WriteAsync(new byte[] { 7 }, Token);
            Assert.Equal(1, await read);
            read = rig.Server.ReadAsync(new byte[5], Token).AsTask();
        }
        Assert.False(write.IsCompleted);
        Assert.Equal(0, rig.ServerState.KeyUpdatesSent);
        Assert.Equal(5000, (await ReadAsync(rig.Client, 5000)).Length);
        await write;
        Assert.Equal(0, rig.ServerState.KeyUpdatesSent);
        await rig.Server.WriteAsync(new byte[] { 9 }, Token);
        Assert.Equal(1, rig.ServerState.KeyUpdatesSent);
        Assert.Equal([9], await ReadAsync(rig.Client, 1));
    }

    [Fact]
    public async Task A_reader_answers_a_key_update_when_it_writes()
    {
        StreamRig rig = new();
        Task<int> read = rig.Server.ReadAsync(new byte[5], Token).AsTask();
        await rig.Client.UpdateKeysAsync(requestPeerUpdate: true, Token);
        await rig.Client.WriteAsync(new byte[] { 7 }, Token);
        Assert.Equal(1, await read);
        Assert.Equal(0, rig.ServerState.KeyUpdatesSent);
        Assert.Equal(0, rig.ClientWire.Available);
        await rig.Server.WriteAsync(new byte[] { 8 }, Token);
        Assert.Equal(1, rig.ServerState.KeyUpdatesSent);
        Assert.Equal([8], await ReadAsync(rig.Client, 1));
    }

    [Fact, Requirement("C189")]
    public async Task Requests_that_came_in_several_writes_have_one_answer_before_the_data()
    {
        StreamRig rig = new(wrap: stream => new TrickleStream(stream, 27));
        for (int i = 0; i < 3; i++)
            await rig.Client.UpdateKeysAsync(requestPeerUpdate: true, Token);
        await rig.Client.WriteAsync(new byte[] { 7 }, Token);
        Assert.Equal(1, await ReadSomeAsync(rig.Server));
        await rig.Server.WriteAsync(new byte[] { 8 }, Token);
        Assert.Equal(1, rig.ServerState.KeyUpdatesSent);
        Assert.Equal([8], await ReadAsync(rig.Client, 1));
    }

    [Fact]
    public async Task Tls12_has_no_key_update()
    {
        StreamRig rig = new(ProtocolVersion.Tls12);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await rig.Client.UpdateKeysAsync(cancellationToken: Token));
    }

    [Fact]
    public async Task Disposing_sends_close_notify_and_disposes_the_transport()
    {
        StreamRig rig = new();
        await rig.Client.DisposeAsync();
        await rig.Client.DisposeAsync();
        Assert.True(rig.ClientWire.IsDisposed);
        Assert.Equal(0, await rig.Server.ReadAsync(new byte[5], Token));
        Assert.True(rig.ClientState.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => rig.Client.Read(new byte[1]));
        Assert.Throws<ObjectDisposedException>(() => rig.Client.Write(new byte[1]));
        Assert.False(rig.Client.CanRead);
        rig.Server.Dispose();
        Assert.True(rig.ServerWire.IsDisposed);
    }

    [Fact]
    public async Task A_transport_that_is_to_be_left_open_is()
    {
        (DuplexStream left, DuplexStream right) = DuplexStream.CreatePair();
        int closed = 0;
        (TlsStream stream, _, _) = StreamRig.Make(ProtocolVersion.Tls13, TlsRole.Client, left, 2, 1, TimeProvider.System, leaveOpen: true, () => closed++);
        await stream.DisposeAsync();
        Assert.False(left.IsDisposed);
        Assert.Equal(5 + 2 + 1 + 16, right.Available);
        Assert.Equal(1, closed);
    }

    [Fact]
    public async Task Disposing_on_a_stuck_transport_takes_two_seconds_and_no_longer()
    {
        FakeTimeProvider time = new();
        StreamRig rig = new(capacity: 10, time: time);
        ValueTask dispose = rig.Client.DisposeAsync();
        Assert.False(dispose.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));
        await dispose;
        Assert.True(rig.ClientWire.IsDisposed);
    }

    [Fact]
    public async Task Disposing_while_a_read_waits_ends_the_read()
    {
        StreamRig rig = new();
        Task<int> read = rig.Client.ReadAsync(new byte[5], Token).AsTask();
        await rig.Client.DisposeAsync();
        await Assert.ThrowsAnyAsync<ObjectDisposedException>(() => read);
    }

    [Fact]
    public async Task A_large_write_goes_out_in_few_transport_writes()
    {
        StreamRig rig = new();
        await rig.Client.WriteAsync(new byte[3 * 16384], Token);
        Assert.Equal(1, rig.ClientWire.Writes);
        await rig.Client.WriteAsync(new byte[(3 * 16384) + 1], Token);
        Assert.Equal(3, rig.ClientWire.Writes);
    }

    [Fact]
    public void What_the_transport_knows_is_in_the_account()
    {
        StreamRig rig = new();
        Assert.Equal(1, rig.Client.Info.HandshakeBytesSent);
        Assert.Equal(2, rig.Client.Info.HandshakeBytesReceived);
        Assert.Equal(TimeSpan.FromSeconds(3), rig.Client.Info.HandshakeDuration);
        Assert.Null(rig.Client.PeerCertificate);
        byte[] material = new byte[2];
        rig.Client.ExportKeyingMaterial("label", [], material);
        Assert.Equal([1, 1], material);
        rig.Client.ExportKeyingMaterial("label", material);
        Assert.Equal([0, 0], material);
    }

    [Theory]
    [InlineData(ProtocolVersion.Tls12)]
    [InlineData(ProtocolVersion.Tls13)]
    internal void Established_records_allocate_nothing(ProtocolVersion version)
    {
        LoopStream there = new();
        (TlsStream writer, _, _) = StreamRig.Make(version, TlsRole.Client, there, 2, 1, TimeProvider.System);
        (TlsStream reader, _, _) = StreamRig.Make(version, TlsRole.Server, there, 1, 2, TimeProvider.System);
        byte[] sent = new byte[16384];
        byte[] received = new byte[16384];
        void Once()
        {
            writer.Write(sent);
            reader.ReadExactly(received);
        }
        Assert.Equal(0, AllocatedBy(Once));
    }

    [Fact]
    public void Established_records_allocate_nothing_async()
    {
        // Without optimisation the compiler makes every async method a class.
        Assert.SkipWhen(
            typeof(TlsStream).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true }, "the build is not optimised");
        LoopStream there = new();
        (TlsStream writer, _, _) = StreamRig.Make(ProtocolVersion.Tls13, TlsRole.Client, there, 2, 1, TimeProvider.System);
        (TlsStream reader, _, _) = StreamRig.Make(ProtocolVersion.Tls13, TlsRole.Server, there, 1, 2, TimeProvider.System);
        byte[] sent = new byte[1000];
        byte[] received = new byte[1000];
        int total = 0;
        void Once()
        {
#pragma warning disable CA2012 // The loop completes at once, and a task would be the allocation that is looked for.
            writer.WriteAsync(sent, CancellationToken.None).GetAwaiter().GetResult();
            total += reader.ReadAsync(received, CancellationToken.None).GetAwaiter().GetResult();
#pragma warning restore CA2012
        }
        Assert.Equal(0, AllocatedBy(Once));
        Assert.Equal(600_000, total);
    }

    private static ValueTask<int> ReadSomeAsync(TlsStream stream) => stream.ReadAsync(new byte[5], Token);

    /// <summary>Bytes that a hundred calls allocate at the least: the array pool makes its own tables when a thread comes to another core.</summary>
    private static long AllocatedBy(Action call)
    {
        long least = long.MaxValue;
        for (int round = 0; round < 6; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
                call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }

    private static byte[] Pattern(int length) => Enumerable.Range(0, length).Select(i => (byte)(i % 253)).ToArray();

    private static async Task<byte[]> ReadAsync(Stream stream, int length)
    {
        byte[] received = new byte[length];
        await stream.ReadExactlyAsync(received, Token);
        return received;
    }

    /// <summary>What is written can be read; nothing is allocated.</summary>
    private sealed class LoopStream : Stream
    {
        private readonly byte[] _bytes = new byte[128 * 1024];
        private int _start;
        private int _end;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            int length = Math.Min(buffer.Length, _end - _start);
            _bytes.AsSpan(_start, length).CopyTo(buffer);
            _start += length;
            if (_start == _end)
                _start = _end = 0;
            return length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            buffer.CopyTo(_bytes.AsSpan(_end));
            _end += buffer.Length;
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
