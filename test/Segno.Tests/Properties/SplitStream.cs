namespace Segno.Tests.Properties;

/// <summary>A transport that reads and writes in pieces of given sizes, gives way between them, cuts plaintext handshake records, and remembers what was written.</summary>
internal sealed class SplitStream(Stream inner, Splits splits) : WrappedStream(inner)
{
    private readonly Pieces _reads = new(splits.Reads);
    private readonly Pieces _writes = new(splits.Writes);
    private readonly RecordSplitter? _splitter = splits.Records is null ? null : new RecordSplitter(splits.Records);
    private readonly MemoryStream _written = new();

    /// <summary>What was written, as it came.</summary>
    public byte[] Written => _written.ToArray();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return await base.ReadAsync(buffer, cancellationToken);
        int size = Math.Min(buffer.Length, _reads.Next());
        if (size % 2 == 0)
            await Task.Yield();
        return await base.ReadAsync(buffer[..size], cancellationToken);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _written.Write(buffer.Span);
        ReadOnlyMemory<byte> rest = _splitter?.Cut(buffer.Span) ?? buffer;
        while (!rest.IsEmpty)
        {
            int size = Math.Min(rest.Length, _writes.Next());
            if (size % 2 == 0)
                await Task.Yield();
            await base.WriteAsync(rest[..size], cancellationToken);
            rest = rest[size..];
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();
}
