namespace Segno.Testing;

/// <summary>Gives at most a few bytes a read: what holds with whole records in a buffer must hold with this.</summary>
public sealed class TrickleStream(Stream inner, int bytesPerRead = 1) : WrappedStream(inner)
{
    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(bytesPerRead, buffer.Length)]);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(bytesPerRead, buffer.Length)], cancellationToken);
}
