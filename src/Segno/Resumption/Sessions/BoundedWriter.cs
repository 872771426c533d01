using System.Buffers.Binary;

namespace Segno.Resumption.Sessions;

/// <summary>Writes a persisted form into a span that is exactly as long as it will be, so that no copy of a secret is left in a buffer that grew.</summary>
internal ref struct BoundedWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    /// <summary>Bytes written so far.</summary>
    public int Position { get; private set; }

    public void WriteUInt8(byte value) => Take(1)[0] = value;

    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Take(2), value);

    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);

    /// <summary>A big-endian number of <paramref name="size"/> bytes, at most 7.</summary>
    public void WriteUInt(long value, int size)
    {
        Span<byte> room = Take(size);
        for (int i = size - 1; i >= 0; i--)
        {
            room[i] = (byte)(value & 0xff);
            value >>= 8;
        }
    }

    public void WriteBytes(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    /// <summary>The next <paramref name="count"/> bytes, for the caller to fill.</summary>
    public Span<byte> Take(int count)
    {
        Span<byte> room = _destination.Slice(Position, count);
        Position += count;
        return room;
    }
}
