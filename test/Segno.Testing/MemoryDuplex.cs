using System.Threading.Channels;

namespace Segno.Testing;

/// <summary>
/// One end of an unbounded two-way stream in memory. Disposing an end is a FIN to the other; <see cref="Abort"/> is a cut. With a
/// largest read of 1, every byte arrives alone.
/// </summary>
internal sealed class MemoryDuplex : Stream
{
    private readonly ChannelReader<byte[]> _incoming;
    private readonly ChannelWriter<byte[]> _outgoing;
    private readonly int _largestRead;
    private ReadOnlyMemory<byte> _current;
    private long _written;

    private MemoryDuplex(ChannelReader<byte[]> incoming, ChannelWriter<byte[]> outgoing, int largestRead)
    {
        _incoming = incoming;
        _outgoing = outgoing;
        _largestRead = largestRead;
    }

    /// <summary>Two ends of one stream.</summary>
    /// <param name="largestRead">The most bytes that one read returns.</param>
    public static (MemoryDuplex Client, MemoryDuplex Server) CreatePair(int largestRead = int.MaxValue)
    {
        Channel<byte[]> toServer = Channel.CreateUnbounded<byte[]>();
        Channel<byte[]> toClient = Channel.CreateUnbounded<byte[]>();
        return (new MemoryDuplex(toClient.Reader, toServer.Writer, largestRead), new MemoryDuplex(toServer.Reader, toClient.Writer, largestRead));
    }

    /// <summary>Bytes written so far.</summary>
    public long BytesWritten => Interlocked.Read(ref _written);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Ends this direction without another word: what TLS calls truncation.</summary>
    public void Abort() => _outgoing.TryComplete();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return 0;
        while (_current.IsEmpty)
        {
            if (!await _incoming.WaitToReadAsync(cancellationToken))
                return 0;
            if (_incoming.TryRead(out byte[]? next))
                _current = next;
        }
        int count = Math.Min(Math.Min(buffer.Length, _current.Length), _largestRead);
        _current[..count].CopyTo(buffer);
        _current = _current[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Interlocked.Add(ref _written, buffer.Length);
        if (!_outgoing.TryWrite(buffer.ToArray()))
            throw new IOException("The stream is closed.");
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Abort();
        base.Dispose(disposing);
    }
}
