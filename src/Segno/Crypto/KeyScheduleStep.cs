using System.Security.Cryptography;

namespace Segno.Crypto;

/// <summary>The way from one secret of the key schedule down to the next (RFC 8446 §7.1).</summary>
internal static class KeyScheduleStep
{
    /// <summary>HKDF-Extract(Derive-Secret(secret, "derived", ""), keyingMaterial).</summary>
    public static void Extract(HashAlgorithmName hash, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> keyingMaterial, Span<byte> next)
    {
        KeyScheduleConstants constants = KeyScheduleConstants.Of(hash);
        Span<byte> salt = stackalloc byte[HashLengths.Max];
        HkdfLabel.Expand(hash, secret, "derived"u8, constants.EmptyHash, salt[..constants.HashLength]);
        HkdfLabel.Extract(hash, salt[..constants.HashLength], keyingMaterial, next);
        CryptographicOperations.ZeroMemory(salt);
    }
}
