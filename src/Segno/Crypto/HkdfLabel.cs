using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Segno.Crypto;

/// <summary>HKDF-Extract, HKDF-Expand-Label and Derive-Secret (RFC 8446 §7.1).</summary>
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

    private static ReadOnlySpan<byte> Prefix => "tls13 "u8;

    /// <summary>HKDF-Expand-Label(secret, label, context, destination.Length).</summary>
    /// <remarks>
    /// <paramref name="label"/>: without the "tls13 " that all of them begin with; at most 249 bytes.
    /// <paramref name="context"/>: at most 255 bytes.
    /// </remarks>
    public static void Expand(HashAlgorithmName hash, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, Span<byte> destination)
    {
        Span<byte> info = stackalloc byte[LengthLength + 1 + MaxVectorLength + 1 + MaxVectorLength];
        int length = Write(label, context, destination.Length, info);
        HKDF.Expand(hash, secret, destination, info[..length]);
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

    /// <summary>HKDF-Extract(salt, keying material), which is one HMAC (RFC 5869 §2.2): HKDF.Extract costs 40 % more than HMAC's one-shot form.</summary>
    /// <remarks><paramref name="destination"/> has exactly the hash's length.</remarks>
    public static void Extract(HashAlgorithmName hash, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> keyingMaterial, Span<byte> destination) =>
        Hmac(hash, salt, keyingMaterial, destination);

    /// <summary>HMAC with the suite's hash; the destination has exactly its length.</summary>
    public static void Hmac(HashAlgorithmName hash, ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, Span<byte> destination) =>
        CryptographicOperations.HmacData(hash, key, message, destination);

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
