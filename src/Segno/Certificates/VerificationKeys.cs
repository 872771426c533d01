using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Segno.Certificates;

/// <summary>
/// Imported public keys of peers that proved to own them, kept for their next connection: importing a P-256 key costs
/// twice as much as verifying with it. A key is taken out while it is in use, so no two threads share one. There is one place
/// for each value of a few bits of the hash, and the newest key wins it: that bounds the memory, and needs no lock.
/// </summary>
internal static class VerificationKeys
{
    private const int Capacity = 64;
    private static readonly Entry?[] s_entries = new Entry?[Capacity];

    /// <summary>Takes out the key whose SubjectPublicKeyInfo has this SHA-256; null: it is not there. The caller owns it.</summary>
    public static AsymmetricAlgorithm? Take(ReadOnlySpan<byte> hash)
    {
        ref Entry? place = ref Place(hash);
        if (Interlocked.Exchange(ref place, null) is not { } entry)
            return null;
        if (entry.Hash.AsSpan().SequenceEqual(hash))
            return entry.Key;
        Entry? newer = Interlocked.CompareExchange(ref place, entry, null);
        if (newer is not null)
            entry.Key.Dispose();
        return null;
    }

    /// <summary>Keeps a key that the caller gives up.</summary>
    public static void Keep(ReadOnlySpan<byte> hash, AsymmetricAlgorithm key) =>
        Interlocked.Exchange(ref Place(hash), new Entry(hash.ToArray(), key))?.Key.Dispose();

    private static ref Entry? Place(ReadOnlySpan<byte> hash) => ref s_entries[BinaryPrimitives.ReadUInt16BigEndian(hash) % Capacity];

    private sealed record Entry(byte[] Hash, AsymmetricAlgorithm Key);
}
