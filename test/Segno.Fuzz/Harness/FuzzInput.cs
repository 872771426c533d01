namespace Segno.Fuzz.Harness;

/// <summary>An input from its front to its end; behind the end there are zeros.</summary>
internal ref struct FuzzInput(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsEmpty => _rest.IsEmpty;

    public readonly ReadOnlySpan<byte> Rest => _rest;

    public byte Byte()
    {
        if (_rest.IsEmpty)
            return 0;
        byte value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    public int UInt16() => (Byte() << 8) | Byte();

    /// <summary>At most so many bytes.</summary>
    public byte[] Bytes(int count)
    {
        count = Math.Min(count, _rest.Length);
        byte[] bytes = _rest[..count].ToArray();
        _rest = _rest[count..];
        return bytes;
    }

    /// <summary>Bytes with a length of one byte before them.</summary>
    public byte[] Block() => Bytes(Byte());
}
