using System.Security.Cryptography;

namespace Segno.Crypto;

/// <summary>What is made of a traffic secret, a resumption secret or an exporter secret of TLS 1.3 (RFC 8446 §4.4.4, §4.6.1, §7.2, §7.3, §7.5).</summary>
internal static class TrafficSecrets
{
    private const int MaxKeyLength = 32;
    private const int MaxIvLength = 12;

    /// <summary>Key and IV of a traffic secret (RFC 8446 §7.3); the caller owns them.</summary>
    public static TrafficKeys Keys(CipherSuite suite, ReadOnlySpan<byte> secret)
    {
        Span<byte> material = stackalloc byte[MaxKeyLength + MaxIvLength];
        Span<byte> key = material[..suite.KeyLength];
        Span<byte> iv = material.Slice(suite.KeyLength, suite.FixedIvLength);
        KeyAndIv(suite, secret, key, iv);
        TrafficKeys keys = new(suite, key, iv);
        CryptographicOperations.ZeroMemory(material);
        return keys;
    }

    /// <summary>[sender]_write_key and [sender]_write_iv as bytes (RFC 8446 §7.3); the caller zeroes them.</summary>
    public static void KeyAndIv(CipherSuite suite, ReadOnlySpan<byte> secret, Span<byte> key, Span<byte> iv)
    {
        HkdfLabel.Expand(suite.Hash, secret, "key"u8, [], key);
        HkdfLabel.Expand(suite.Hash, secret, "iv"u8, [], iv);
    }

    /// <summary>application_traffic_secret_N+1 of application_traffic_secret_N (RFC 8446 §7.2); the caller owns it, and disposes the old one.</summary>
    public static SecretBuffer Next(HashAlgorithmName hash, ReadOnlySpan<byte> secret)
    {
        SecretBuffer next = new(HashLengths.Of(hash));
        HkdfLabel.Expand(hash, secret, "traffic upd"u8, [], next.Span);
        return next;
    }

    /// <summary>Finished.verify_data, or a binder (RFC 8446 §4.4.4).</summary>
    /// <remarks>
    /// <paramref name="baseKey"/>: a handshake traffic secret, or a binder_key.
    /// <paramref name="verifyData"/>: exactly the hash's length.
    /// </remarks>
    public static void FinishedVerifyData(HashAlgorithmName hash, ReadOnlySpan<byte> baseKey, ReadOnlySpan<byte> transcriptHash, Span<byte> verifyData)
    {
        int length = HashLengths.Of(hash);
        ArgumentOutOfRangeException.ThrowIfNotEqual(transcriptHash.Length, length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(verifyData.Length, length);
        Span<byte> finishedKey = stackalloc byte[HashLengths.Max];
        HkdfLabel.Expand(hash, baseKey, "finished"u8, [], finishedKey[..length]);
        HkdfLabel.Hmac(hash, finishedKey[..length], transcriptHash, verifyData);
        CryptographicOperations.ZeroMemory(finishedKey);
    }

    /// <summary>Whether a Finished, or a binder, is right; in time that does not depend on where it differs.</summary>
    /// <remarks>A <paramref name="received"/> of another length is wrong at once: its length is no secret.</remarks>
    public static bool VerifyFinished(HashAlgorithmName hash, ReadOnlySpan<byte> baseKey, ReadOnlySpan<byte> transcriptHash, ReadOnlySpan<byte> received)
    {
        Span<byte> expected = stackalloc byte[HashLengths.Max];
        expected = expected[..HashLengths.Of(hash)];
        FinishedVerifyData(hash, baseKey, transcriptHash, expected);
        return CryptographicOperations.FixedTimeEquals(expected, received);
    }

    /// <summary>The PSK of one ticket (RFC 8446 §4.6.1).</summary>
    /// <remarks><paramref name="psk"/>: exactly the hash's length.</remarks>
    public static void ResumptionPsk(HashAlgorithmName hash, ReadOnlySpan<byte> resumptionMasterSecret, ReadOnlySpan<byte> ticketNonce, Span<byte> psk)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(psk.Length, HashLengths.Of(hash));
        HkdfLabel.Expand(hash, resumptionMasterSecret, "resumption"u8, ticketNonce, psk);
    }

    /// <summary>
    /// TLS-Exporter(label, context, length) = HKDF-Expand-Label(Derive-Secret(exporter secret, label, ""), "exporter",
    /// Hash(context), length) (RFC 8446 §7.5). No context and an empty one are the same here, other than in TLS 1.2.
    /// </summary>
    /// <exception cref="ArgumentException">The label is longer than 249 bytes or not ASCII, or more is asked for than 255 blocks of the hash.</exception>
    public static void Export(HashAlgorithmName hash, ReadOnlySpan<byte> exporterMasterSecret, string label, ReadOnlySpan<byte> context, Span<byte> destination)
    {
        KeyScheduleConstants constants = KeyScheduleConstants.Of(hash);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destination.Length, 255 * constants.HashLength);
        Span<byte> labelBytes = stackalloc byte[ExporterLabel.MaxLength];
        labelBytes = labelBytes[..ExporterLabel.Write(label, labelBytes)];
        Span<byte> secret = stackalloc byte[HashLengths.Max];
        Span<byte> contextHash = stackalloc byte[HashLengths.Max];
        secret = secret[..constants.HashLength];
        contextHash = contextHash[..constants.HashLength];
        HkdfLabel.Expand(hash, exporterMasterSecret, labelBytes, constants.EmptyHash, secret);
        CryptographicOperations.HashData(hash, context, contextHash);
        HkdfLabel.Expand(hash, secret, "exporter"u8, contextHash, destination);
        CryptographicOperations.ZeroMemory(secret);
    }
}
