using System.Buffers.Binary;

namespace Segno.Wire.Extensions;

/// <summary>A PSK that a client offers: <c>struct { opaque identity&lt;1..2^16-1&gt;; uint32 obfuscated_ticket_age; } PskIdentity</c> (RFC 8446 §4.2.11).</summary>
internal readonly record struct PskIdentity(ReadOnlyMemory<byte> Identity, uint ObfuscatedTicketAge);

/// <summary>
/// What a ClientHello offers to resume, as a view over its bytes (RFC 8446 §4.2.11):
/// <code>
/// opaque PskBinderEntry&lt;32..255&gt;;
/// struct { PskIdentity identities&lt;7..2^16-1&gt;; PskBinderEntry binders&lt;33..2^16-1&gt;; } OfferedPsks;
/// </code>
/// There is a binder for each identity. Both are found by walking the list, so that thousands of them cost nothing until they are asked for.
/// </summary>
internal readonly struct OfferedPsks
{
    private const int MinIdentities = 7;
    // A binder too short for any hash is a wrong binder, as is one too long: the one that is selected is judged by its value.
    private const int MinBinders = 2;
    private const int MinBinder = 1;
    private const int ListLengthLength = 2;
    private const int IdentityOverhead = 2 + sizeof(uint);

    private readonly ReadOnlyMemory<byte> _identities;
    private readonly ReadOnlyMemory<byte> _binders;

    private OfferedPsks(ReadOnlyMemory<byte> identities, ReadOnlyMemory<byte> binders, int count)
    {
        _identities = identities;
        _binders = binders;
        Count = count;
    }

    public int Count { get; }

    /// <summary>Bytes of the binders list and the length before it: what a binder does not cover, at the hello's end (RFC 8446 §4.2.11.2).</summary>
    public int BindersLength => ListLengthLength + _binders.Length;

    /// <exception cref="TlsException">decode_error; illegal_parameter: not as many binders as identities.</exception>
    public static OfferedPsks Parse(ReadOnlyMemory<byte> body)
    {
        BorrowingReader reader = new(body);
        ReadOnlyMemory<byte> identities = reader.ReadVector16(MinIdentities);
        ReadOnlyMemory<byte> binders = reader.ReadVector16(MinBinders);
        reader.EndOfInput();
        int count = CountIdentities(identities.Span);
        return count == CountBinders(binders.Span) ? new OfferedPsks(identities, binders, count) : throw new TlsException(TlsFaults.BinderCountMismatch);
    }

    public PskIdentity GetIdentity(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        ReadOnlySpan<byte> bytes = _identities.Span;
        int position = 0;
        for (int i = 0; i < index; i++)
            position += IdentityOverhead + BinaryPrimitives.ReadUInt16BigEndian(bytes[position..]);
        int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[position..]);
        return new PskIdentity(
            _identities.Slice(position + sizeof(ushort), length), BinaryPrimitives.ReadUInt32BigEndian(bytes[(position + sizeof(ushort) + length)..]));
    }

    public ReadOnlyMemory<byte> GetBinder(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        ReadOnlySpan<byte> bytes = _binders.Span;
        int position = 0;
        for (int i = 0; i < index; i++)
            position += 1 + bytes[position];
        return _binders.Slice(position + 1, bytes[position]);
    }

    private static int CountIdentities(ReadOnlySpan<byte> identities)
    {
        TlsReader reader = new(identities);
        int count = 0;
        for (; reader.Remaining > 0; count++)
        {
            reader.ReadVector16(1);
            reader.ReadUInt32();
        }
        return count;
    }

    private static int CountBinders(ReadOnlySpan<byte> binders)
    {
        TlsReader reader = new(binders);
        int count = 0;
        for (; reader.Remaining > 0; count++)
            reader.ReadVector8(MinBinder);
        return count;
    }
}
