using System.Buffers.Binary;

namespace Segno.Wire.Extensions;

/// <summary>
/// The names of certificate authorities in DER, as a view over their bytes: <c>opaque DistinguishedName&lt;1..2^16-1&gt;</c>
/// (RFC 8446 §4.2.4, RFC 5246 §7.4.4).
/// </summary>
internal readonly struct DistinguishedNameList
{
    private const int LengthLength = 2;

    private DistinguishedNameList(ReadOnlyMemory<byte> encoded) => Encoded = encoded;

    /// <summary>The list without the length before it.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <exception cref="TlsException">decode_error: a name is empty or its length lies.</exception>
    public static DistinguishedNameList Parse(ReadOnlyMemory<byte> encoded)
    {
        TlsReader reader = new(encoded.Span);
        while (reader.Remaining > 0)
            reader.ReadVector16(1);
        return new DistinguishedNameList(encoded);
    }

    /// <summary>Writes a list, the length before it included.</summary>
    public static void Write(TlsWriter writer, IReadOnlyList<ReadOnlyMemory<byte>> names)
    {
        int list = writer.Begin16();
        for (int i = 0; i < names.Count; i++)
            writer.WriteVector16(names[i].Span);
        writer.End16(list);
    }

    public Enumerator GetEnumerator() => new(Encoded);

    internal struct Enumerator(ReadOnlyMemory<byte> rest)
    {
        private ReadOnlyMemory<byte> _rest = rest;

        public ReadOnlyMemory<byte> Current { get; private set; }

        public bool MoveNext()
        {
            if (_rest.IsEmpty)
                return false;
            int length = BinaryPrimitives.ReadUInt16BigEndian(_rest.Span);
            Current = _rest.Slice(LengthLength, length);
            _rest = _rest[(LengthLength + length)..];
            return true;
        }
    }
}
