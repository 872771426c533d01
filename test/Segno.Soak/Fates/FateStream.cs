namespace Segno.Soak.Fates;

/// <summary>The transport of the side that something befalls.</summary>
internal sealed class FateStream(Stream inner, Fate fate, CancellationTokenSource cancellation) : Stream
{
    private readonly RecordPosition _position = new(fate.Record, fate.Part);
    private readonly Random _random = new(fate.Seed);
    private bool _over;

    /// <summary>Whether the point was reached.</summary>
    public bool Befell => _over;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_over)
        {
            if (fate.Action == FateAction.Stall)
                return;
            await inner.WriteAsync(buffer, cancellationToken);
            return;
        }
        int at = _position.Find(buffer.Span);
        if (at < 0)
        {
            await inner.WriteAsync(buffer, cancellationToken);
            return;
        }
        _over = true;
        await inner.WriteAsync(buffer[..at], cancellationToken);
        await ActAsync(buffer[at..], cancellationToken);
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask ActAsync(ReadOnlyMemory<byte> rest, CancellationToken cancellationToken)
    {
        switch (fate.Action)
        {
            case FateAction.Vanish:
                await inner.DisposeAsync();
                throw new IOException("This side is gone.");
            case FateAction.Stall:
                return;
            case FateAction.Alter:
                byte[] altered = rest.ToArray();
                altered[_random.Next(altered.Length)] ^= (byte)(1 << _random.Next(8));
                await inner.WriteAsync(altered, cancellationToken);
                return;
            case FateAction.Inject:
                await inner.WriteAsync(Garbage.Make(_random), cancellationToken);
                await inner.WriteAsync(rest, cancellationToken);
                return;
            case FateAction.Cancel:
                await inner.WriteAsync(rest, cancellationToken);
                await cancellation.CancelAsync();
                return;
            default:
                await inner.WriteAsync(rest, cancellationToken);
                return;
        }
    }
}
