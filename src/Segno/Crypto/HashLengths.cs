using System.Security.Cryptography;

namespace Segno.Crypto;

/// <summary>Bytes that the hashes of the cipher suites give: SHA-256 and SHA-384.</summary>
internal static class HashLengths
{
    public const int Max = SHA384.HashSizeInBytes;

    public static int Of(HashAlgorithmName hash) =>
        hash == HashAlgorithmName.SHA256 ? SHA256.HashSizeInBytes
        : hash == HashAlgorithmName.SHA384 ? SHA384.HashSizeInBytes
        : throw new ArgumentOutOfRangeException(nameof(hash));
}
