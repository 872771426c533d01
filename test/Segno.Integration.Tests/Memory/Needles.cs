using System.Security.Cryptography;
using Segno.Crypto;

namespace Segno.Integration.Tests.Memory;

/// <summary>What follows from a secret and would betray it as well: keys, and the steps of the key schedule.</summary>
internal static class Needles
{
    public const string WriteKey = "write key of ";

    public static IEnumerable<(string Name, byte[] Bytes)> FromTls13(CipherSuite suite, string name, byte[] secret)
    {
        HashAlgorithmName hash = suite.Hash;
        byte[] key = new byte[suite.KeyLength], iv = new byte[suite.FixedIvLength];
        TrafficSecrets.KeyAndIv(suite, secret, key, iv);
        yield return (WriteKey + name, key);
        yield return ($"IV of {name}", iv);
        yield return ($"IV as a number of {name}", [.. iv.AsEnumerable().Reverse()]);
        yield return ($"finished key of {name}", Expand(hash, secret, "finished", []));
        yield return ($"next of {name}", Expand(hash, secret, "traffic upd", []));
        byte[] emptyHash = CryptographicOperations.HashData(hash, ReadOnlySpan<byte>.Empty);
        // The secret may be a PSK, or one of the steps of the schedule.
        byte[] early = HKDF.Extract(hash, secret, new byte[suite.HashLength]);
        yield return ($"early secret of {name}", early);
        byte[] binderKey = Expand(hash, early, "res binder", emptyHash);
        yield return ($"binder key of {name}", binderKey);
        yield return ($"finished key of the binder of {name}", Expand(hash, binderKey, "finished", []));
        yield return ($"derived of the early secret of {name}", Expand(hash, early, "derived", emptyHash));
        byte[] derived = Expand(hash, secret, "derived", emptyHash);
        yield return ($"derived of {name}", derived);
        yield return ($"next step of {name}", HKDF.Extract(hash, new byte[suite.HashLength], derived));
        yield return ($"exporter of {name}", Expand(hash, secret, "EXPORTER-memory", emptyHash));
    }

    /// <summary>The key block of TLS 1.2 (RFC 5246 §6.3).</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> FromTls12(CipherSuite suite, string name, byte[] masterSecret, byte[] randoms)
    {
        byte[] block = new byte[2 * (suite.KeyLength + suite.FixedIvLength)];
        Prf12.KeyBlock(suite, masterSecret, randoms.AsSpan(0, 32), randoms.AsSpan(32), block);
        int ivs = 2 * suite.KeyLength;
        yield return ($"client {WriteKey}{name}", block[..suite.KeyLength]);
        yield return ($"server {WriteKey}{name}", block[suite.KeyLength..ivs]);
        yield return ($"client IV of {name}", block[ivs..(ivs + suite.FixedIvLength)]);
        yield return ($"server IV of {name}", block[(ivs + suite.FixedIvLength)..]);
        yield return ($"IVs as numbers of {name}", [.. block[ivs..].Reverse()]);
    }

    /// <summary>Keys of ML-KEM and X25519 pairs among what was drawn.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> FromDrawn(IReadOnlyList<(string Name, byte[] Bytes)> drawn)
    {
        List<(string Name, byte[] Bytes)> scalars = [.. drawn.Where(static value => value.Bytes.Length == Sodium.X25519KeyLength)];
        foreach ((string name, byte[] scalar) in scalars)
        {
            byte[] publicKey = new byte[Sodium.X25519KeyLength];
            Sodium.X25519PublicKey(scalar, publicKey);
            foreach ((string other, byte[] otherScalar) in scalars)
            {
                byte[] shared = new byte[Sodium.X25519KeyLength];
                if (name != other && Sodium.TryX25519(otherScalar, publicKey, shared))
                    yield return ($"X25519 of {name} and {other}", shared);
            }
        }
        foreach ((string name, byte[] seed) in drawn.Where(static value => value.Bytes.Length == Sodium.MlKemSeedLength))
        {
            byte[] publicKey = new byte[Sodium.MlKemPublicKeyLength], secretKey = new byte[Sodium.MlKemSecretKeyLength], ciphertext = new byte[Sodium.MlKemCiphertextLength];
            Sodium.MlKemKeyPair(seed, publicKey, secretKey);
            // Its first part is secret; behind it lies the public key.
            yield return ($"ML-KEM key of {name}", secretKey[..(Sodium.MlKemSecretKeyLength - Sodium.MlKemPublicKeyLength - 64)]);
            foreach ((string other, byte[] randomness) in scalars)
            {
                byte[] shared = new byte[Sodium.MlKemSharedSecretLength];
                if (Sodium.TryMlKemEncapsulate(publicKey, randomness, ciphertext, shared))
                    yield return ($"ML-KEM of {name} and {other}", shared);
            }
        }
    }

    /// <summary>What a private value of P-256 and each point that went over the wire have in common.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> FromCurve(string name, byte[] privateValue, byte[] wire)
    {
        const byte PointLength = 65, Uncompressed = 4;
        using ECDiffieHellman key = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = privateValue });
        for (int at = 0; at + 1 + PointLength <= wire.Length; at++)
        {
            if (wire[at] != PointLength || wire[at + 1] != Uncompressed)
                continue;
            ECPoint point = new() { X = wire[(at + 2)..(at + 34)], Y = wire[(at + 34)..(at + 66)] };
            byte[] shared;
            try
            {
                using ECDiffieHellman peer = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
                using ECDiffieHellmanPublicKey publicKey = peer.PublicKey;
                shared = key.DeriveRawSecretAgreement(publicKey);
            }
            catch (CryptographicException)
            {
                // It only looked like a point.
                continue;
            }
            yield return ($"P-256 of {name} and the point at {at}", shared);
        }
    }

    /// <summary>The key of a ticket (TicketFormat), for each ticket that begins in <paramref name="wire"/> with the name of a key.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> FromTicketKey(string name, byte[] secret, byte[] wire, byte[] keyName)
    {
        int at = 0;
        int number = 0;
        while (wire.AsSpan(at).IndexOf(keyName) is >= 0 and int index)
        {
            at += index + keyName.Length;
            byte[] info = [.. "segno ticket 1"u8, .. wire.AsSpan(at, 32)];
            yield return ($"ticket {number++} of {name}", HKDF.Expand(HashAlgorithmName.SHA256, secret, 44, info));
        }
    }

    /// <summary>OpenSSL keeps numbers with their least significant byte first.</summary>
    public static byte[] AsNumber(byte[] bytes) => [.. bytes.AsEnumerable().Reverse()];

    private static byte[] Expand(HashAlgorithmName hash, byte[] secret, string label, byte[] context)
    {
        byte[] derived = new byte[HashLengths.Of(hash)];
        HkdfLabel.Expand(hash, secret, System.Text.Encoding.ASCII.GetBytes(label), context, derived);
        return derived;
    }
}
