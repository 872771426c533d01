using System.Security.Cryptography;

namespace Segno.Crypto;

/// <summary>What the key schedule of RFC 8446 §7.1 has in common for all connections of one hash, none of it secret.</summary>
internal sealed class KeyScheduleConstants
{
    private static readonly byte[] s_zeros = new byte[HashLengths.Max];
    private static readonly KeyScheduleConstants s_sha256 = new(HashAlgorithmName.SHA256);
    private static readonly KeyScheduleConstants s_sha384 = new(HashAlgorithmName.SHA384);

    private readonly byte[] _emptyHash;
    private readonly byte[] _earlySecretWithoutPsk;
    private readonly byte[] _derivedWithoutPsk;

    private KeyScheduleConstants(HashAlgorithmName hash)
    {
        HashLength = HashLengths.Of(hash);
        _emptyHash = CryptographicOperations.HashData(hash, ReadOnlySpan<byte>.Empty);
        _earlySecretWithoutPsk = HKDF.Extract(hash, s_zeros[..HashLength], s_zeros[..HashLength]);
        _derivedWithoutPsk = new byte[HashLength];
        HkdfLabel.Expand(hash, _earlySecretWithoutPsk, "derived"u8, _emptyHash, _derivedWithoutPsk);
    }

    public int HashLength { get; }

    /// <summary>Hash.length zero bytes: what stands in where there is no PSK or no (EC)DHE.</summary>
    public ReadOnlySpan<byte> Zeros => s_zeros.AsSpan(0, HashLength);

    /// <summary>Hash(""), the context of every "derived".</summary>
    public ReadOnlySpan<byte> EmptyHash => _emptyHash;

    /// <summary>HKDF-Extract(0, 0).</summary>
    public ReadOnlySpan<byte> EarlySecretWithoutPsk => _earlySecretWithoutPsk;

    /// <summary>Derive-Secret(<see cref="EarlySecretWithoutPsk"/>, "derived", "").</summary>
    public ReadOnlySpan<byte> DerivedWithoutPsk => _derivedWithoutPsk;

    public static KeyScheduleConstants Of(HashAlgorithmName hash) =>
        hash == HashAlgorithmName.SHA256 ? s_sha256
        : hash == HashAlgorithmName.SHA384 ? s_sha384
        : throw new ArgumentOutOfRangeException(nameof(hash));
}
