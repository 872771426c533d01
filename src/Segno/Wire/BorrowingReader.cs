namespace Segno.Wire;

/// <summary>A <see cref="TlsReader"/> whose vectors come out as slices of the memory that is read, for messages that borrow it.</summary>
internal ref struct BorrowingReader(ReadOnlyMemory<byte> source)
{
    private readonly ReadOnlyMemory<byte> _source = source;
    private TlsReader _reader = new(source.Span);

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _reader.Position;

    /// <summary>Bytes left.</summary>
    public readonly int Remaining => _reader.Remaining;

    public byte ReadUInt8() => _reader.ReadUInt8();

    public ushort ReadUInt16() => _reader.ReadUInt16();

    public uint ReadUInt32() => _reader.ReadUInt32();

    public ReadOnlyMemory<byte> ReadBytes(int count) => Behind(_reader.ReadBytes(count));

    /// <summary>A vector with a length of one byte, whose length in bytes lies within the given bounds.</summary>
    public ReadOnlyMemory<byte> ReadVector8(int minimum, int maximum = byte.MaxValue) => Behind(_reader.ReadVector8(minimum, maximum));

    /// <summary>A vector with a length of two bytes.</summary>
    public ReadOnlyMemory<byte> ReadVector16(int minimum, int maximum = ushort.MaxValue) => Behind(_reader.ReadVector16(minimum, maximum));

    /// <summary>A vector with a length of three bytes.</summary>
    public ReadOnlyMemory<byte> ReadVector24(int minimum, int maximum = 0xffffff) => Behind(_reader.ReadVector24(minimum, maximum));

    /// <summary>Closes a parse: whatever is left is an error.</summary>
    public readonly void EndOfInput() => _reader.EndOfInput();

    private readonly ReadOnlyMemory<byte> Behind(ReadOnlySpan<byte> read) => _source.Slice(_reader.Position - read.Length, read.Length);
}
