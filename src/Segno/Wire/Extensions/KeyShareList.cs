using System.Buffers.Binary;

namespace Segno.Wire.Extensions;

/// <summary>A public key for one group: <c>struct { NamedGroup group; opaque key_exchange&lt;1..2^16-1&gt;; } KeyShareEntry</c> (RFC 8446 §4.2.8).</summary>
internal readonly record struct KeyShareEntry(ushort Group, ReadOnlyMemory<byte> KeyExchange);

/// <summary>The key shares of a ClientHello, as a view over their bytes; each group occurs once.</summary>
internal readonly struct KeyShareList
{
    private const int HeaderLength = 4;

    private readonly ReadOnlyMemory<byte> _encoded;

    private KeyShareList(ReadOnlyMemory<byte> encoded, int count)
    {
        _encoded = encoded;
        Count = count;
    }

    public int Count { get; }

    /// <exception cref="TlsException">decode_error; illegal_parameter: two shares for one group.</exception>
    public static KeyShareList Parse(ReadOnlyMemory<byte> encoded)
    {
        if (encoded.IsEmpty)
            return default;
        CodePointSet seen = new(stackalloc ulong[CodePointSet.Words]);
        TlsReader reader = new(encoded.Span);
        int count = 0;
        while (reader.Remaining > 0)
        {
            ushort group = reader.ReadUInt16();
            reader.ReadVector16(1);
            if (!seen.Add(group))
                throw new TlsException(TlsFaults.DuplicateKeyShare, $"group 0x{group:x4}");
            count++;
        }
        return new KeyShareList(encoded, count);
    }

    public Enumerator GetEnumerator() => new(_encoded);

    internal struct Enumerator(ReadOnlyMemory<byte> rest)
    {
        private ReadOnlyMemory<byte> _rest = rest;

        public KeyShareEntry Current { get; private set; }

        public bool MoveNext()
        {
            if (_rest.IsEmpty)
                return false;
            ReadOnlySpan<byte> bytes = _rest.Span;
            int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
            Current = new KeyShareEntry(BinaryPrimitives.ReadUInt16BigEndian(bytes), _rest.Slice(HeaderLength, length));
            _rest = _rest[(HeaderLength + length)..];
            return true;
        }
    }
}
