using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Segno.Crypto;

/// <summary>HKDF-Expand-Label and Derive-Secret (RFC 8446 §7.1).</summary>
/// <remarks>
/// <code>
/// struct {
///     uint16 length;
///     opaque label&lt;7..255&gt; = "tls13 " + Label;
///     opaque context&lt;0..255&gt; = Context;
/// } HkdfLabel;
/// </code>
/// </remarks>
internal static class HkdfLabel
{
    private const int LengthLength = 2;
    private const int MaxVectorLength = 255;

    /// <summary>Where an HMAC yields the whole output, the one block of HKDF-Expand is HMAC(secret, HkdfLabel | 0x01): RFC 5869 §2.3.</summary>
    private const byte OnlyBlock = 1;

    private static ReadOnlySpan<byte> Prefix => "tls13 "u8;

    /// <summary>HKDF-Expand-Label(secret, label, context, destination.Length).</summary>
    /// <remarks>
    /// <paramref name="label"/>: without the "tls13 " that all of them begin with; at most 249 bytes.
    /// <paramref name="context"/>: at most 255 bytes.
    /// </remarks>
    public static void Expand(HashAlgorithmName hash, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, Span<byte> destination)
    {
        Span<byte> info = stackalloc byte[LengthLength + 1 + MaxVectorLength + 1 + MaxVectorLength + 1];
        int length = Write(label, context, destination.Length, info);
        int hashLength = HashLengths.Of(hash);
        if (destination.Length > hashLength)
        {
            HKDF.Expand(hash, secret, destination, info[..length]);
            return;
        }

        // All that the key schedule derives is one block or less; one HMAC over it costs half of what HKDF.Expand does.
        info[length++] = OnlyBlock;
        if (destination.Length == hashLength)
        {
            Hmac(hash, secret, info[..length], destination);
            return;
        }
        Span<byte> block = stackalloc byte[HashLengths.Max];
        Hmac(hash, secret, info[..length], block[..hashLength]);
        block[..destination.Length].CopyTo(destination);
        CryptographicOperations.ZeroMemory(block);
    }

    /// <summary>Derive-Secret(secret, label, messages), given the hash of the messages.</summary>
    public static SecretBuffer DeriveSecret(HashAlgorithmName hash, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label, ReadOnlySpan<byte> transcriptHash)
    {
        int length = HashLengths.Of(hash);
        ArgumentOutOfRangeException.ThrowIfNotEqual(transcriptHash.Length, length);
        SecretBuffer derived = new(length);
        Expand(hash, secret, label, transcriptHash, derived.Span);
        return derived;
    }

    /// <summary>HMAC with the suite's hash; the destination has exactly its length.</summary>
    public static void Hmac(HashAlgorithmName hash, ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, Span<byte> destination)
    {
        if (hash == HashAlgorithmName.SHA256)
            HMACSHA256.HashData(key, message, destination);
        else
            CryptographicOperations.HmacData(hash, key, message, destination);
    }

    private static int Write(ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, int outputLength, Span<byte> info)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(label.Length, MaxVectorLength - Prefix.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(context.Length, MaxVectorLength);
        BinaryPrimitives.WriteUInt16BigEndian(info, (ushort)outputLength);
        int at = LengthLength;
        info[at++] = (byte)(Prefix.Length + label.Length);
        Prefix.CopyTo(info[at..]);
        at += Prefix.Length;
        label.CopyTo(info[at..]);
        at += label.Length;
        info[at++] = (byte)context.Length;
        context.CopyTo(info[at..]);
        return at + context.Length;
    }
}
