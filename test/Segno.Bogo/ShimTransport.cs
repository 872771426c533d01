using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Segno.Bogo;

/// <summary>
/// The connection to the runner. With -async it hands out a byte a read, and completes later; a write may be held back after its first byte
/// (-read-with-unfinished-write).
/// </summary>
internal sealed class ShimTransport(Socket socket, bool trickles) : Stream
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private TaskCompletionSource? _held;
    private int _start;
    private int _end;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public static async Task<ShimTransport> ConnectAsync(ShimFlags flags)
    {
        int port = flags.Number("port") ?? throw new ShimException("-port is missing");
        // Runners that send a shim-id say which address they listen on; older ones listen on [::1], or on 127.0.0.1 where there is no IPv6.
        bool tellsAddress = flags.Text("shim-id") is not null;
        Socket? socket = null;
        if (!tellsAddress || flags.Has("ipv6"))
            socket = await TryConnectAsync(IPAddress.IPv6Loopback, port);
        socket ??= await TryConnectAsync(IPAddress.Loopback, port) ?? throw new ShimException("cannot connect to the runner");
        if (flags.Text("shim-id") is { } id)
        {
            byte[] encoded = new byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(encoded, ulong.Parse(id, System.Globalization.CultureInfo.InvariantCulture));
            await socket.SendAsync(encoded);
        }
        return new ShimTransport(socket, flags.Has("async") && !flags.Has("read-with-unfinished-write"));
    }

    /// <summary>From now on only one byte goes out until <see cref="LetGo"/>.</summary>
    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void LetGo() => _held?.TrySetResult();

    /// <summary>Says that nothing more comes, and waits for the runner to be done: a reset would take away what it has not read yet.</summary>
    public async Task CloseAsync()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            while (await socket.ReceiveAsync(_buffer) > 0)
            {
            }
        }
        catch (SocketException)
        {
        }
        socket.Dispose();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start == _end)
        {
            _start = 0;
            _end = await socket.ReceiveAsync(_buffer, cancellationToken);
        }
        else if (trickles)
        {
            await Task.Yield();
        }
        int length = Math.Min(trickles ? 1 : buffer.Length, Math.Min(buffer.Length, _end - _start));
        _buffer.AsSpan(_start, length).CopyTo(buffer.Span);
        _start += length;
        return length;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_held is { } held && !held.Task.IsCompleted && buffer.Length > 0)
        {
            await SendAsync(buffer[..1], cancellationToken);
            await held.Task.WaitAsync(cancellationToken);
            buffer = buffer[1..];
        }
        await SendAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static async Task<Socket?> TryConnectAsync(IPAddress address, int port)
    {
        Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, port);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes, cancellationToken)..];
    }
}
