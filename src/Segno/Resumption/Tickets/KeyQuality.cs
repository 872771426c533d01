namespace Segno.Resumption.Tickets;

/// <summary>
/// Refuses ticket keys that nobody drew at random. From outside a ticket under a key of zeros looks like any other, and whoever guesses the key
/// reads every session that it seals: servers ran so for hours or years, with keys of zeros, of one repeated character, or of bytes that count.
/// </summary>
internal static class KeyQuality
{
    /// <summary>
    /// The fewest different values that the bytes of a key, and the steps from each to the next, must have. Of 32 random bytes one key in
    /// 2^78 has fewer than twelve; zeros, repetitions and patterns that grow evenly have one to three.
    /// </summary>
    private const int LeastDistinct = 12;

    /// <summary>Whether the bytes show no pattern that a key must not have. Takes as long for every key of a length.</summary>
    public static bool IsPlausible(ReadOnlySpan<byte> key)
    {
        Span<byte> steps = stackalloc byte[key.Length - 1];
        for (int i = 0; i < steps.Length; i++)
            steps[i] = (byte)((key[i + 1] - key[i]) & 0xff);
        bool plausible = (CountDistinct(key) >= LeastDistinct) & (CountDistinct(steps) >= LeastDistinct);
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(steps);
        return plausible;
    }

    private static int CountDistinct(ReadOnlySpan<byte> values)
    {
        int distinct = 0;
        for (int i = 0; i < values.Length; i++)
        {
            int isNew = 1;
            for (int j = 0; j < i; j++)
            {
                // 1 where the two differ, without a branch on the key.
                int differ = ((values[i] ^ values[j]) + 0xff) >> 8;
                isNew &= differ;
            }
            distinct += isNew;
        }
        return distinct;
    }
}
