using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Segno.Resumption.Stores;

/// <summary>
/// One entry of a <see cref="SessionLog"/>, little-endian.
/// <code>
///   0  4  place of the next entry of the bucket; 0: none
///   4  4  expires at, seconds since 1970-01-01 UTC
///   8  2  length of the session
///  10  2  1: live; 0: removed, and zero from byte 12 on
///  12 16  fingerprint of the ID
///  28  n  session, and up to 3 bytes of nothing
/// </code>
/// </summary>
internal readonly ref struct SessionEntry(Span<byte> bytes)
{
    /// <summary>Places count in units of this many bytes.</summary>
    public const int Alignment = 4;

    public const int HeaderLength = 28;

    private const int ExpiresOffset = 4;
    private const int LengthOffset = 8;
    private const int StateOffset = 10;
    private const int FingerprintOffset = 12;

    private readonly Span<byte> _bytes = bytes;

    public uint Next => BinaryPrimitives.ReadUInt32LittleEndian(_bytes);

    public uint ExpiresAt => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[ExpiresOffset..]);

    /// <summary>Bytes of the session.</summary>
    public int Length => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[LengthOffset..]);

    public bool IsLive => _bytes[StateOffset] != 0;

    public UInt128 Fingerprint => BinaryPrimitives.ReadUInt128LittleEndian(_bytes[FingerprintOffset..]);

    public ReadOnlySpan<byte> Session => _bytes.Slice(HeaderLength, Length);

    /// <summary>Bytes that an entry takes for a session of <paramref name="length"/> bytes.</summary>
    public static int SizeOf(int length) => (HeaderLength + length + Alignment - 1) / Alignment * Alignment;

    public static void Write(SessionEntry entry, UInt128 fingerprint, ReadOnlySpan<byte> session, uint expiresAt, uint next)
    {
        Span<byte> bytes = entry._bytes;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, next);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ExpiresOffset..], expiresAt);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[LengthOffset..], (ushort)session.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[StateOffset..], 1);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes[FingerprintOffset..], fingerprint);
        session.CopyTo(bytes[HeaderLength..]);
    }

    public void SetNext(uint next) => BinaryPrimitives.WriteUInt32LittleEndian(_bytes, next);

    /// <summary>Zeroes all but the length, by which the log walks over what is removed.</summary>
    public void Kill()
    {
        int size = SizeOf(Length);
        CryptographicOperations.ZeroMemory(_bytes[..LengthOffset]);
        CryptographicOperations.ZeroMemory(_bytes[StateOffset..size]);
    }
}
