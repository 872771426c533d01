namespace Segno.Testing;

/// <summary>
/// One end of an in-memory connection: bounded, so that a writer waits for a reader, and closed in each direction on its own. With a
/// largest read of 1, every byte arrives alone.
/// </summary>
public sealed class DuplexStream : Stream
{
    private readonly Pipe _incoming;
    private readonly Pipe _outgoing;
    private readonly int _largestRead;
    private int _disposed;
    private long _written;

    private DuplexStream(Pipe incoming, Pipe outgoing, int largestRead)
    {
        _largestRead = largestRead;
        _incoming = incoming;
        _outgoing = outgoing;
    }

    /// <summary>Two ends of one connection.</summary>
    /// <param name="capacity">The most bytes that each direction holds.</param>
    /// <param name="largestRead">The most bytes that one read returns.</param>
    public static (DuplexStream Left, DuplexStream Right) CreatePair(int capacity = 1 << 20, int largestRead = int.MaxValue)
    {
        largestRead = TestMode.LargestRead(largestRead);
        Pipe first = new(capacity);
        Pipe second = new(capacity);
        return (new DuplexStream(first, second, largestRead), new DuplexStream(second, first, largestRead));
    }

    /// <summary>Whether it was disposed.</summary>
    public bool IsDisposed => _disposed != 0;

    /// <summary>Bytes that the other end has written and this one has not read.</summary>
    public int Available => _incoming.Available;

    /// <summary>Bytes that this end has written.</summary>
    public long BytesWritten => Interlocked.Read(ref _written);

    /// <summary>How many writes this end has made.</summary>
    public int Writes { get; private set; }

    /// <summary>How many reads with room for nothing this end has made.</summary>
    public int ZeroByteReads { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The other end reads to the end; this end may still read.</summary>
    public void CompleteWriting() => _outgoing.Complete();

    public override int Read(Span<byte> buffer)
    {
        byte[] room = new byte[Math.Min(buffer.Length, _largestRead)];
        int read = _incoming.Read(room);
        room.AsSpan(0, read).CopyTo(buffer);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            ZeroByteReads++;
        return _incoming.ReadAsync(buffer[..Math.Min(buffer.Length, _largestRead)], cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Writes++;
        Interlocked.Add(ref _written, buffer.Length);
        _outgoing.WriteAsync(buffer.ToArray(), CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Writes++;
        Interlocked.Add(ref _written, buffer.Length);
        return _outgoing.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _outgoing.Complete();
            _incoming.Abort();
        }
        base.Dispose(disposing);
    }

#pragma warning disable CA1001 // A semaphore whose handle is never asked for has nothing to dispose.
    private sealed class Pipe(int capacity)
#pragma warning restore CA1001
    {
        private readonly Lock _lock = new();
        private byte[] _bytes = new byte[Math.Min(capacity, 4096)];
        private int _start;
        private int _count;
        private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _complete;
        private bool _aborted;

        public int Available
        {
            get
            {
                lock (_lock)
                    return _count;
            }
        }

        public void Complete()
        {
            lock (_lock)
            {
                _complete = true;
                Wake();
            }
        }

        public void Abort()
        {
            lock (_lock)
            {
                _aborted = true;
                Wake();
            }
        }

        public int Read(Memory<byte> room) => ReadAsync(room, CancellationToken.None).AsTask().GetAwaiter().GetResult();

        public async ValueTask<int> ReadAsync(Memory<byte> room, CancellationToken cancellationToken)
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Task changed;
                lock (_lock)
                {
                    ObjectDisposedException.ThrowIf(_aborted, typeof(DuplexStream));
                    if (_count > 0)
                    {
                        int count = Math.Min(room.Length, _count);
                        _bytes.AsSpan(_start, count).CopyTo(room.Span);
                        _start += count;
                        _count -= count;
                        Wake();
                        return count;
                    }
                    if (_complete)
                        return 0;
                    changed = _changed.Task;
                }
                await changed.WaitAsync(cancellationToken);
            }
        }

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Task changed;
                lock (_lock)
                {
                    if (_complete)
                        throw new IOException("This direction is closed.");
                    // As over TCP: what is sent to an end that was closed is lost, and what it said before can still be read.
                    if (_aborted)
                        return;
                    int count = Math.Min(capacity - _count, data.Length);
                    MakeRoom(count);
                    data.Span[..count].CopyTo(_bytes.AsSpan(_start + _count));
                    _count += count;
                    data = data[count..];
                    if (count > 0)
                        Wake();
                    if (data.IsEmpty)
                        return;
                    changed = _changed.Task;
                }
                await changed.WaitAsync(cancellationToken);
            }
        }

        private void MakeRoom(int count)
        {
            if (_start + _count + count <= _bytes.Length)
                return;
            byte[] to = _count + count <= _bytes.Length ? _bytes : new byte[Math.Min(capacity, 2 * (_count + count))];
            _bytes.AsSpan(_start, _count).CopyTo(to);
            _bytes = to;
            _start = 0;
        }

        private void Wake()
        {
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
