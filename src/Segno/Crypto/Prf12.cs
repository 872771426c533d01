using System.Buffers.Binary;
using System.Security.Cryptography;
using Segno.Wire;

namespace Segno.Crypto;

/// <summary>The pseudorandom function of TLS 1.2 and what is derived with it (RFC 5246 §5, §6.3, §7.4.9, §8.1; RFC 7627 §4; RFC 5705 §4).</summary>
internal static class Prf12
{
    /// <summary>Bytes of a master secret, whatever the hash (RFC 5246 §8.1).</summary>
    public const int MasterSecretLength = 48;

    /// <summary>Bytes of Finished.verify_data with every suite of ours (RFC 5246 §7.4.9).</summary>
    public const int VerifyDataLength = 12;

    private const int RandomLength = 32;
    private const int MaxKeyBlockLength = 2 * (32 + 12);

    /// <summary>PRF(premaster, "master secret", client random | server random); the caller owns it.</summary>
    public static SecretBuffer MasterSecret(
        HashAlgorithmName hash, ReadOnlySpan<byte> premaster, ReadOnlySpan<byte> clientRandom, ReadOnlySpan<byte> serverRandom)
    {
        SecretBuffer master = new(MasterSecretLength);
        Expand(hash, premaster, "master secret"u8, clientRandom, serverRandom, master.Span);
        return master;
    }

    /// <summary>PRF(premaster, "extended master secret", session hash) (RFC 7627 §4); the caller owns it.</summary>
    public static SecretBuffer ExtendedMasterSecret(HashAlgorithmName hash, ReadOnlySpan<byte> premaster, ReadOnlySpan<byte> sessionHash)
    {
        SecretBuffer master = new(MasterSecretLength);
        Expand(hash, premaster, "extended master secret"u8, sessionHash, [], master.Span);
        return master;
    }

    /// <summary>
    /// The keys of both directions; the caller owns them. The suites are AEADs, so the block is
    /// client_write_key | server_write_key | client_write_IV | server_write_IV (RFC 5246 §6.3).
    /// </summary>
    public static (TrafficKeys Client, TrafficKeys Server) KeyBlock(
        CipherSuite suite, ReadOnlySpan<byte> masterSecret, ReadOnlySpan<byte> clientRandom, ReadOnlySpan<byte> serverRandom)
    {
        int key = suite.KeyLength;
        int iv = suite.FixedIvLength;
        Span<byte> block = stackalloc byte[MaxKeyBlockLength];
        block = block[..(2 * (key + iv))];
        KeyBlock(suite, masterSecret, clientRandom, serverRandom, block);
        TrafficKeys client = new(suite, block[..key], block.Slice(2 * key, iv));
        TrafficKeys server = new(suite, block.Slice(key, key), block.Slice((2 * key) + iv, iv));
        CryptographicOperations.ZeroMemory(block);
        return (client, server);
    }

    /// <summary>The key block as bytes (RFC 5246 §6.3); the caller zeroes them.</summary>
    public static void KeyBlock(
        CipherSuite suite, ReadOnlySpan<byte> masterSecret, ReadOnlySpan<byte> clientRandom, ReadOnlySpan<byte> serverRandom, Span<byte> block) =>
        // The server's random comes first here, and only here.
        Expand(suite.Hash, masterSecret, "key expansion"u8, serverRandom, clientRandom, block);

    /// <summary>Finished.verify_data of <paramref name="sender"/> (RFC 5246 §7.4.9).</summary>
    /// <remarks>
    /// <paramref name="transcriptHash"/>: over all messages before this Finished.
    /// <paramref name="verifyData"/>: <see cref="VerifyDataLength"/> bytes.
    /// </remarks>
    public static void VerifyData(
        HashAlgorithmName hash, ReadOnlySpan<byte> masterSecret, TlsRole sender, ReadOnlySpan<byte> transcriptHash, Span<byte> verifyData) =>
        Expand(hash, masterSecret, sender == TlsRole.Client ? "client finished"u8 : "server finished"u8, transcriptHash, [], verifyData);

    /// <summary>Whether a Finished.verify_data of <paramref name="sender"/> is right; in time that does not depend on where it differs.</summary>
    /// <remarks>A <paramref name="received"/> of another length is wrong at once: its length is no secret.</remarks>
    public static bool VerifyFinished(
        HashAlgorithmName hash, ReadOnlySpan<byte> masterSecret, TlsRole sender, ReadOnlySpan<byte> transcriptHash, ReadOnlySpan<byte> received)
    {
        Span<byte> expected = stackalloc byte[VerifyDataLength];
        VerifyData(hash, masterSecret, sender, transcriptHash, expected);
        return CryptographicOperations.FixedTimeEquals(expected, received);
    }

    /// <summary>
    /// Exported keying material: PRF(master, label, client random | server random [| length of context (2 bytes) | context])
    /// (RFC 5705 §4). No context and an empty one give different bytes.
    /// </summary>
    /// <exception cref="ArgumentException">The label is longer than 249 bytes or not ASCII, or the context longer than 65,535.</exception>
    public static void Export(
        HashAlgorithmName hash,
        ReadOnlySpan<byte> masterSecret,
        string label,
        ReadOnlySpan<byte> clientRandom,
        ReadOnlySpan<byte> serverRandom,
        ReadOnlySpan<byte> context,
        bool hasContext,
        Span<byte> destination)
    {
        Span<byte> labelBytes = stackalloc byte[ExporterLabel.MaxLength];
        labelBytes = labelBytes[..ExporterLabel.Write(label, labelBytes)];
        if (!hasContext)
        {
            Expand(hash, masterSecret, labelBytes, clientRandom, serverRandom, destination);
            return;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(context.Length, ushort.MaxValue);
        byte[] seed = new byte[serverRandom.Length + sizeof(ushort) + context.Length];
        serverRandom.CopyTo(seed);
        BinaryPrimitives.WriteUInt16BigEndian(seed.AsSpan(serverRandom.Length), (ushort)context.Length);
        context.CopyTo(seed.AsSpan(serverRandom.Length + sizeof(ushort)));
        Expand(hash, masterSecret, labelBytes, clientRandom, seed, destination);
    }

    /// <summary>PRF(secret, label, seed1 | seed2) = P_hash(secret, label | seed1 | seed2), as many bytes of it as the destination has (RFC 5246 §5).</summary>
    internal static void Expand(
        HashAlgorithmName hash, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label, ReadOnlySpan<byte> seed1, ReadOnlySpan<byte> seed2, Span<byte> destination)
    {
        // A(i) | label | seed: A(i) is hashed alone for A(i+1), and with what follows it for a block of output.
        const int Usual = HashLengths.Max + 32 + (2 * RandomLength);
        int hashLength = HashLengths.Of(hash);
        int needed = hashLength + label.Length + seed1.Length + seed2.Length;
        Span<byte> input = needed <= Usual ? stackalloc byte[Usual] : new byte[needed];
        input = input[..needed];
        Span<byte> a = input[..hashLength];
        Span<byte> seed = input[hashLength..];
        label.CopyTo(seed);
        seed1.CopyTo(seed[label.Length..]);
        seed2.CopyTo(seed[(label.Length + seed1.Length)..]);

        Span<byte> next = stackalloc byte[HashLengths.Max];
        next = next[..hashLength];
        HkdfLabel.Hmac(hash, secret, seed, a);
        while (true)
        {
            if (destination.Length <= hashLength)
            {
                HkdfLabel.Hmac(hash, secret, input, next);
                next[..destination.Length].CopyTo(destination);
                break;
            }
            HkdfLabel.Hmac(hash, secret, input, destination[..hashLength]);
            destination = destination[hashLength..];
            HkdfLabel.Hmac(hash, secret, a, next);
            next.CopyTo(a);
        }
        CryptographicOperations.ZeroMemory(input);
        CryptographicOperations.ZeroMemory(next);
    }
}
