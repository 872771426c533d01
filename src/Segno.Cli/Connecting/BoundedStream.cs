namespace Segno.Cli.Connecting;

/// <summary>Passes bytes on up to a limit, and drops the rest.</summary>
internal sealed class BoundedStream(Stream inner, long limit) : WriteOnlyStream
{
    private long _left = limit;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        int taken = (int)Math.Min(_left, buffer.Length);
        inner.Write(buffer[..taken]);
        _left -= taken;
    }
}
