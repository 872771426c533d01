using System.Buffers.Binary;

namespace Segno.Resumption.Sessions;

/// <summary>
/// Reads what was persisted. Unlike <see cref="Wire.TlsReader"/> it does not throw: a stored form that lies is a miss, not a fault of the
/// peer. Once it has <see cref="Failed"/> everything reads as zero or empty.
/// </summary>
internal ref struct BoundedReader(ReadOnlySpan<byte> source)
{
    private ReadOnlySpan<byte> _rest = source;

    /// <summary>Whether a length pointed past the end.</summary>
    public bool Failed { get; private set; }

    /// <summary>Whether all was read and nothing failed.</summary>
    public readonly bool IsComplete => !Failed && _rest.IsEmpty;

    public byte ReadUInt8() => ReadBytes(1) is [byte value] ? value : (byte)0;

    public ushort ReadUInt16() => ReadBytes(2) is { Length: 2 } bytes ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : (ushort)0;

    public uint ReadUInt32() => ReadBytes(4) is { Length: 4 } bytes ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : 0;

    /// <summary>A big-endian number of <paramref name="size"/> bytes, at most 7.</summary>
    public long ReadUInt(int size)
    {
        long value = 0;
        foreach (byte part in ReadBytes(size))
            value = (value << 8) | part;
        return value;
    }

    public ReadOnlySpan<byte> ReadBytes(long count)
    {
        if (Failed || count > _rest.Length)
        {
            Failed = true;
            _rest = default;
            return default;
        }
        ReadOnlySpan<byte> bytes = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return bytes;
    }

    /// <summary>All that is left.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;
}
