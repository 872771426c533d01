using System.Buffers.Binary;

namespace Segno.Wire;

/// <summary>
/// Reads the presentation language of RFC 8446 §3 from a span. Every length is checked; a lie is <see cref="TlsFaults.Malformed"/>.
/// Positions count from the start of the span, so that a caller can slice the memory behind it.
/// </summary>
internal ref struct TlsReader(ReadOnlySpan<byte> source)
{
    private readonly ReadOnlySpan<byte> _source = source;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>Bytes left.</summary>
    public readonly int Remaining => _source.Length - Position;

    public byte ReadUInt8() => ReadBytes(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(ReadBytes(2));

    public int ReadUInt24()
    {
        ReadOnlySpan<byte> bytes = ReadBytes(3);
        return (bytes[0] << 16) | (bytes[1] << 8) | bytes[2];
    }

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(ReadBytes(4));

    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if (count > Remaining)
            throw new TlsException(TlsFaults.Malformed, "a length points past the end");
        ReadOnlySpan<byte> bytes = _source.Slice(Position, count);
        Position += count;
        return bytes;
    }

    /// <summary>A vector with a length of one byte, whose length in bytes lies within the given bounds.</summary>
    public ReadOnlySpan<byte> ReadVector8(int minimum, int maximum = byte.MaxValue) => ReadVector(ReadUInt8(), minimum, maximum);

    /// <summary>A vector with a length of two bytes.</summary>
    public ReadOnlySpan<byte> ReadVector16(int minimum, int maximum = ushort.MaxValue) => ReadVector(ReadUInt16(), minimum, maximum);

    /// <summary>A vector with a length of three bytes.</summary>
    public ReadOnlySpan<byte> ReadVector24(int minimum, int maximum = 0xffffff) => ReadVector(ReadUInt24(), minimum, maximum);

    /// <summary>Closes a parse: whatever is left is an error.</summary>
    public readonly void EndOfInput()
    {
        if (Remaining != 0)
            throw new TlsException(TlsFaults.TrailingData);
    }

    private ReadOnlySpan<byte> ReadVector(int length, int minimum, int maximum)
    {
        if (length < minimum || length > maximum)
            throw new TlsException(TlsFaults.Malformed, "a vector is out of its bounds");
        return ReadBytes(length);
    }
}
