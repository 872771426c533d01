using System.Runtime.InteropServices;

namespace Segno.Crypto;

/// <summary>
/// The primitives that .NET lacks, from libsodium: X25519 (RFC 7748), ML-KEM-768 (FIPS 203) and Ed25519 (RFC 8032). Where the
/// library is missing, <see cref="IsAvailable"/> is false and what needs it is withdrawn.
/// </summary>
internal static partial class Sodium
{
    public const int X25519KeyLength = 32;
    public const int MlKemPublicKeyLength = 1184;
    public const int MlKemSecretKeyLength = 2400;
    public const int MlKemSeedLength = 64;
    public const int MlKemCiphertextLength = 1088;
    public const int MlKemSharedSecretLength = 32;
    public const int MlKemEncapsulationSeedLength = 32;
    public const int Ed25519SeedLength = 32;
    public const int Ed25519PublicKeyLength = 32;
    public const int Ed25519SecretKeyLength = 64;
    public const int Ed25519SignatureLength = 64;

    private const string Library = "libsodium";

    /// <summary>Whether the library could be loaded and initialised.</summary>
    public static bool IsAvailable { get; } = TryInitialize();

    /// <summary>The public key of an X25519 private key.</summary>
    public static void X25519PublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey)
    {
        RequireLength(privateKey, X25519KeyLength);
        RequireLength(publicKey, X25519KeyLength);
        Require(crypto_scalarmult_curve25519_base(publicKey, privateKey));
        DeadStack.Zero();
    }

    /// <summary>The shared secret. False for a peer's key of low order, whose secret would be all zero (RFC 7748 §6.1).</summary>
    public static bool TryX25519(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> peerPublicKey, Span<byte> sharedSecret)
    {
        RequireLength(privateKey, X25519KeyLength);
        RequireLength(peerPublicKey, X25519KeyLength);
        RequireLength(sharedSecret, X25519KeyLength);
        bool agreed = crypto_scalarmult_curve25519(sharedSecret, privateKey, peerPublicKey) == 0;
        DeadStack.Zero();
        return agreed;
    }

    /// <summary>An ML-KEM-768 key pair from a seed (d and z of FIPS 203).</summary>
    public static void MlKemKeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey)
    {
        RequireLength(seed, MlKemSeedLength);
        RequireLength(publicKey, MlKemPublicKeyLength);
        RequireLength(secretKey, MlKemSecretKeyLength);
        Require(crypto_kem_mlkem768_seed_keypair(publicKey, secretKey, seed));
        DeadStack.ZeroAfterMlKem();
    }

    /// <summary>Encapsulates to a peer's key with the given randomness. False if the key does not pass the modulus check (FIPS 203 §7.2).</summary>
    public static bool TryMlKemEncapsulate(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> seed, Span<byte> ciphertext, Span<byte> sharedSecret)
    {
        RequireLength(publicKey, MlKemPublicKeyLength);
        RequireLength(seed, MlKemEncapsulationSeedLength);
        RequireLength(ciphertext, MlKemCiphertextLength);
        RequireLength(sharedSecret, MlKemSharedSecretLength);
        bool encapsulated = crypto_kem_mlkem768_enc_deterministic(ciphertext, sharedSecret, publicKey, seed) == 0;
        DeadStack.ZeroAfterMlKem();
        return encapsulated;
    }

    /// <summary>Decapsulates. A ciphertext that was altered gives an unrelated secret (implicit rejection).</summary>
    public static void MlKemDecapsulate(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> ciphertext, Span<byte> sharedSecret)
    {
        RequireLength(secretKey, MlKemSecretKeyLength);
        RequireLength(ciphertext, MlKemCiphertextLength);
        RequireLength(sharedSecret, MlKemSharedSecretLength);
        Require(crypto_kem_mlkem768_dec(sharedSecret, ciphertext, secretKey));
        DeadStack.ZeroAfterMlKem();
    }

    /// <summary>The key pair of an Ed25519 seed: the public key, and the 64 bytes that <see cref="Ed25519Sign"/> takes.</summary>
    public static void Ed25519KeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey)
    {
        RequireLength(seed, Ed25519SeedLength);
        RequireLength(publicKey, Ed25519PublicKeyLength);
        RequireLength(secretKey, Ed25519SecretKeyLength);
        Require(crypto_sign_ed25519_seed_keypair(publicKey, secretKey, seed));
    }

    public static void Ed25519Sign(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        RequireLength(secretKey, Ed25519SecretKeyLength);
        RequireLength(signature, Ed25519SignatureLength);
        Require(crypto_sign_ed25519_detached(signature, nint.Zero, message, (ulong)message.Length, secretKey));
        DeadStack.Zero();
    }

    public static bool Ed25519Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        publicKey.Length == Ed25519PublicKeyLength && signature.Length == Ed25519SignatureLength
        && crypto_sign_ed25519_verify_detached(signature, message, (ulong)message.Length, publicKey) == 0;

    private static bool TryInitialize()
    {
        try
        {
            return sodium_init() >= 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return false;
        }
    }

    private static void Require(int result)
    {
        if (result != 0)
            throw new System.Security.Cryptography.CryptographicException("libsodium refused the operation.");
    }

    private static void RequireLength(ReadOnlySpan<byte> bytes, int length) => ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, length);

    [LibraryImport(Library)]
    private static partial int sodium_init();

    [LibraryImport(Library)]
    private static partial int crypto_scalarmult_curve25519_base(Span<byte> q, ReadOnlySpan<byte> n);

    [LibraryImport(Library)]
    private static partial int crypto_scalarmult_curve25519(Span<byte> q, ReadOnlySpan<byte> n, ReadOnlySpan<byte> p);

    [LibraryImport(Library)]
    private static partial int crypto_kem_mlkem768_seed_keypair(Span<byte> pk, Span<byte> sk, ReadOnlySpan<byte> seed);

    [LibraryImport(Library)]
    private static partial int crypto_kem_mlkem768_enc_deterministic(Span<byte> ct, Span<byte> ss, ReadOnlySpan<byte> pk, ReadOnlySpan<byte> seed);

    [LibraryImport(Library)]
    private static partial int crypto_kem_mlkem768_dec(Span<byte> ss, ReadOnlySpan<byte> ct, ReadOnlySpan<byte> sk);

    [LibraryImport(Library)]
    private static partial int crypto_sign_ed25519_seed_keypair(Span<byte> pk, Span<byte> sk, ReadOnlySpan<byte> seed);

    [LibraryImport(Library)]
    private static partial int crypto_sign_ed25519_detached(Span<byte> sig, nint siglen, ReadOnlySpan<byte> m, ulong mlen, ReadOnlySpan<byte> sk);

    [LibraryImport(Library)]
    private static partial int crypto_sign_ed25519_verify_detached(ReadOnlySpan<byte> sig, ReadOnlySpan<byte> m, ulong mlen, ReadOnlySpan<byte> pk);
}
