using System.Buffers.Binary;

namespace Segno.Wire.Extensions;

/// <summary>A list of 16-bit code points (cipher suites, groups, schemes, versions), as a view over its bytes.</summary>
internal readonly struct UInt16List
{
    /// <param name="encoded">The list without the length before it.</param>
    /// <exception cref="TlsException">decode_error: the length is odd.</exception>
    public UInt16List(ReadOnlyMemory<byte> encoded)
    {
        if (encoded.Length % sizeof(ushort) != 0)
            throw new TlsException(TlsFaults.Malformed, "a list of 16-bit numbers with an odd length");
        Encoded = encoded;
    }

    /// <summary>The list without the length before it.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    public int Count => Encoded.Length / sizeof(ushort);

    public ushort this[int index] => BinaryPrimitives.ReadUInt16BigEndian(Encoded.Span[(index * sizeof(ushort))..]);

    /// <summary>An extension's body that is one such list behind a length of two bytes, and not empty.</summary>
    /// <exception cref="TlsException">decode_error.</exception>
    public static UInt16List ParseVector16(ReadOnlyMemory<byte> body)
    {
        BorrowingReader reader = new(body);
        UInt16List list = new(reader.ReadVector16(sizeof(ushort)));
        reader.EndOfInput();
        return list;
    }

    public bool Contains(ushort value)
    {
        ReadOnlySpan<byte> bytes = Encoded.Span;
        for (int i = 0; i < bytes.Length; i += sizeof(ushort))
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]) == value)
                return true;
        }
        return false;
    }

    public Enumerator GetEnumerator() => new(this);

    internal struct Enumerator(UInt16List list)
    {
        private int _index = -1;

        public readonly ushort Current => list[_index];

        public bool MoveNext() => ++_index < list.Count;
    }
}
