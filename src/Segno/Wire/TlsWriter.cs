using System.Buffers.Binary;

namespace Segno.Wire;

/// <summary>
/// Writes the presentation language of RFC 8446 §3 into a <see cref="WireBuffer"/>. A vector is a scope: <c>Begin16</c>
/// leaves room for the length, <c>End16</c> fills it in.
/// </summary>
internal readonly ref struct TlsWriter(WireBuffer buffer)
{
    private readonly WireBuffer _buffer = buffer;

    /// <summary>Bytes in the buffer so far, those of earlier writers included.</summary>
    public int Position => _buffer.Length;

    public void WriteUInt8(byte value) => _buffer.Append(1)[0] = value;

    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(_buffer.Append(2), value);

    public void WriteUInt24(int value) => Fill24(_buffer.Append(3), value);

    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(_buffer.Append(4), value);

    public void WriteBytes(ReadOnlySpan<byte> value) => value.CopyTo(_buffer.Append(value.Length));

    /// <summary>Appends <paramref name="count"/> zero bytes and returns them, to be filled before the next write.</summary>
    public Span<byte> WriteZeros(int count)
    {
        Span<byte> room = _buffer.Append(count);
        room.Clear();
        return room;
    }

    public void WriteVector8(ReadOnlySpan<byte> value)
    {
        WriteUInt8((byte)value.Length);
        WriteBytes(value);
    }

    public void WriteVector16(ReadOnlySpan<byte> value)
    {
        WriteUInt16((ushort)value.Length);
        WriteBytes(value);
    }

    public void WriteVector24(ReadOnlySpan<byte> value)
    {
        WriteUInt24(value.Length);
        WriteBytes(value);
    }

    /// <summary>Opens a vector with a length of one byte; pass what it returns to <see cref="End8"/>.</summary>
    public int Begin8() => Begin(1);

    public void End8(int start) => _buffer.WrittenSpan[start - 1] = checked((byte)(Position - start));

    /// <summary>Opens a vector with a length of two bytes.</summary>
    public int Begin16() => Begin(2);

    public void End16(int start) =>
        BinaryPrimitives.WriteUInt16BigEndian(_buffer.WrittenSpan[(start - 2)..], checked((ushort)(Position - start)));

    /// <summary>Opens a vector with a length of three bytes.</summary>
    public int Begin24() => Begin(3);

    public void End24(int start) => Fill24(_buffer.WrittenSpan[(start - 3)..], Position - start);

    private int Begin(int size)
    {
        _buffer.Append(size).Clear();
        return Position;
    }

    private static void Fill24(Span<byte> destination, int value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 0xffffff);
        destination[0] = (byte)(value >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(destination[1..], (ushort)(value & 0xffff));
    }
}
