using System.Buffers.Binary;

namespace Segno.Wire.Extensions;

/// <summary>One extension of a block; its body is borrowed from the message.</summary>
internal readonly record struct ExtensionView(ExtensionType Type, ReadOnlyMemory<byte> Body);

/// <summary>
/// The extensions of a message, as a view over its bytes (RFC 8446 §4.2):
/// <code>
/// struct { ExtensionType extension_type; opaque extension_data&lt;0..2^16-1&gt;; } Extension;
/// Extension extensions&lt;0..2^16-1&gt;;
/// </code>
/// Whoever has a block knows that its lengths are right and that no type occurs twice. What is unknown stays in it, unread (GREASE, RFC 8701).
/// </summary>
internal readonly struct ExtensionBlock
{
    private const int HeaderLength = 4;

    private ExtensionBlock(ReadOnlyMemory<byte> encoded) => Encoded = encoded;

    /// <summary>The extensions without the length before them.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    public bool IsEmpty => Encoded.IsEmpty;

    /// <summary>Checks a block that a peer sent, given without the length before it.</summary>
    /// <exception cref="TlsException">decode_error: a length lies, or a type that is unknown occurs twice; illegal_parameter: one that is known does.</exception>
    public static ExtensionBlock Parse(ReadOnlyMemory<byte> encoded)
    {
        if (encoded.IsEmpty)
            return default;
        // A block holds up to 16,383 extensions: a bit a type keeps the search for duplicates linear.
        CodePointSet seen = new(stackalloc ulong[CodePointSet.Words]);
        TlsReader reader = new(encoded.Span);
        while (reader.Remaining > 0)
        {
            ushort type = reader.ReadUInt16();
            reader.ReadVector16(0);
            if (!seen.Add(type))
                throw Duplicate(type);
        }
        return new ExtensionBlock(encoded);
    }

    /// <summary>No RFC names the alert. Of what is known, the two contradict each other; of what is not, it is a matter of syntax.</summary>
    private static TlsException Duplicate(ushort type) => Enum.IsDefined((ExtensionType)type)
        ? new TlsException(TlsFaults.DuplicateExtension, $"extension {type}")
        : new TlsException(TlsFaults.MalformedExtension, $"extension {type} occurs twice");

    /// <summary>A block that we wrote ourselves.</summary>
    public static ExtensionBlock FromTrusted(ReadOnlyMemory<byte> encoded) => new(encoded);

    /// <summary>The body of an extension, if it is there.</summary>
    public bool TryGet(ExtensionType type, out ReadOnlyMemory<byte> body)
    {
        ReadOnlySpan<byte> bytes = Encoded.Span;
        int position = 0;
        while (position < bytes.Length)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(position + 2)..]);
            if (BinaryPrimitives.ReadUInt16BigEndian(bytes[position..]) == (ushort)type)
            {
                body = Encoded.Slice(position + HeaderLength, length);
                return true;
            }
            position += HeaderLength + length;
        }
        body = default;
        return false;
    }

    public bool Contains(ExtensionType type) => TryGet(type, out _);

    /// <summary>Writes the block, the length before it included.</summary>
    public void Write(TlsWriter writer) => writer.WriteVector16(Encoded.Span);

    public Enumerator GetEnumerator() => new(Encoded);

    /// <summary>Walks the extensions in the order of the wire.</summary>
    internal struct Enumerator(ReadOnlyMemory<byte> rest)
    {
        private ReadOnlyMemory<byte> _rest = rest;

        public ExtensionView Current { get; private set; }

        public bool MoveNext()
        {
            if (_rest.IsEmpty)
                return false;
            ReadOnlySpan<byte> bytes = _rest.Span;
            ExtensionType type = (ExtensionType)BinaryPrimitives.ReadUInt16BigEndian(bytes);
            int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
            Current = new ExtensionView(type, _rest.Slice(HeaderLength, length));
            _rest = _rest[(HeaderLength + length)..];
            return true;
        }
    }
}
