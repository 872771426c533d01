using System.Security.Cryptography;

namespace Segno.Crypto.KeyShares;

/// <summary>
/// The hybrid of ML-KEM-768 (FIPS 203) and X25519, safe while either of them is (draft-ietf-tls-ecdhe-mlkem).
/// </summary>
/// <remarks>
/// <code>
/// client share    encapsulation key (1184) | X25519 public key (32)
/// server share    ciphertext (1088)        | X25519 public key (32)
/// shared secret   ML-KEM secret (32)       | X25519 secret (32)
/// </code>
/// </remarks>
internal sealed class X25519MlKem768KeyShare : IKeyShare
{
    public const int ClientShareLength = Sodium.MlKemPublicKeyLength + X25519KeyShare.KeyLength;
    public const int ServerShareLength = Sodium.MlKemCiphertextLength + X25519KeyShare.KeyLength;
    public const int SecretLength = Sodium.MlKemSharedSecretLength + X25519KeyShare.KeyLength;

    private readonly X25519KeyShare _x25519;

    /// <summary>The seed is the private key (FIPS 203 §7.1); the 2,400 bytes that follow from it live only on the stack, for the length of a call.</summary>
    private readonly SecretBuffer _seed;

    public X25519MlKem768KeyShare(TlsRandom random)
    {
        _x25519 = new X25519KeyShare(random);
        _seed = new SecretBuffer(Sodium.MlKemSeedLength);
        random.Fill(_seed.Span);
    }

    public NamedGroup Group => NamedGroup.X25519MLKem768;

    public int PublicKeyLength => ClientShareLength;

    public int SharedSecretLength => SecretLength;

    public void WritePublicKey(Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, ClientShareLength);
        Span<byte> secretKey = stackalloc byte[Sodium.MlKemSecretKeyLength];
        Sodium.MlKemKeyPair(_seed.Span, destination[..Sodium.MlKemPublicKeyLength], secretKey);
        CryptographicOperations.ZeroMemory(secretKey);
        _x25519.WritePublicKey(destination[Sodium.MlKemPublicKeyLength..]);
    }

    public void Agree(ReadOnlySpan<byte> peer, Span<byte> sharedSecret)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sharedSecret.Length, SecretLength);
        if (peer.Length != ServerShareLength)
            throw new TlsException(TlsFaults.IllegalKeyShare, "the length of an X25519MLKEM768 answer");
        _x25519.Agree(peer[Sodium.MlKemCiphertextLength..], sharedSecret[Sodium.MlKemSharedSecretLength..]);

        Span<byte> publicKey = stackalloc byte[Sodium.MlKemPublicKeyLength];
        Span<byte> secretKey = stackalloc byte[Sodium.MlKemSecretKeyLength];
        Sodium.MlKemKeyPair(_seed.Span, publicKey, secretKey);
        Sodium.MlKemDecapsulate(secretKey, peer[..Sodium.MlKemCiphertextLength], sharedSecret[..Sodium.MlKemSharedSecretLength]);
        CryptographicOperations.ZeroMemory(secretKey);
    }

    /// <summary>The answering side: encapsulates to the client's key, and agrees on X25519.</summary>
    public static void Respond(ReadOnlySpan<byte> peer, TlsRandom random, Span<byte> response, Span<byte> sharedSecret)
    {
        if (peer.Length != ClientShareLength)
            throw new TlsException(TlsFaults.IllegalKeyShare, "the length of an X25519MLKEM768 share");
        X25519KeyShare.Respond(
            peer[Sodium.MlKemPublicKeyLength..], random, response[Sodium.MlKemCiphertextLength..], sharedSecret[Sodium.MlKemSharedSecretLength..]);

        Span<byte> seed = stackalloc byte[Sodium.MlKemEncapsulationSeedLength];
        random.Fill(seed);
        bool encapsulated = Sodium.TryMlKemEncapsulate(
            peer[..Sodium.MlKemPublicKeyLength], seed, response[..Sodium.MlKemCiphertextLength], sharedSecret[..Sodium.MlKemSharedSecretLength]);
        CryptographicOperations.ZeroMemory(seed);
        if (encapsulated)
            return;
        // The draft makes FIPS 203's modulus check an illegal_parameter.
        CryptographicOperations.ZeroMemory(sharedSecret);
        throw new TlsException(TlsFaults.IllegalKeyShare, "an ML-KEM-768 key with a coefficient out of range");
    }

    public void Dispose()
    {
        _x25519.Dispose();
        _seed.Dispose();
    }
}
