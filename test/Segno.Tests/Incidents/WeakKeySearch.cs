using System.Security.Cryptography;

namespace Segno.Tests.Incidents;

/// <summary>
/// Opens tickets as an attacker does who suspects a weak key: every known weak key, under every cipher and at every place for nonce and
/// ciphertext that the known formats have, until the session's secret shows. The secret is known to the client, and so to the search.
/// </summary>
internal static class WeakKeySearch
{
    /// <summary>Where ciphertexts and nonces begin in the formats of the known implementations, Segno's own (17, 49, 65) among them.</summary>
    private static readonly int[] s_offsets = [0, 1, 2, 4, 12, 16, 17, 20, 28, 32, 48, 49, 65];

    /// <summary>What opens the ticket; null if nothing does.</summary>
    public static string? Find(byte[] ticket, byte[] secret)
    {
        foreach (int keyLength in new[] { 16, 32 })
        {
            foreach ((string name, byte[] key) in WeakKeys.OfLength(keyLength))
            {
                if (FindUnder(ticket, secret, key) is { } cipher)
                    return $"{name}, {keyLength} bytes, {cipher}";
                if (keyLength == 32 && ticket.Length >= 65 && FindUnder(ticket, secret, Derive(ticket, key)) is { } ours)
                    return $"{name}, derived, {ours}";
            }
        }
        return null;
    }

    /// <summary>The key of a ticket of Segno's, from a ticket key.</summary>
    public static byte[] Derive(byte[] ticket, byte[] key) => HKDF.Expand(HashAlgorithmName.SHA256, key, 32, [.. "segno ticket 1"u8, .. ticket.AsSpan(17, 32)]);

    private static string? FindUnder(byte[] ticket, byte[] secret, byte[] key)
    {
        using Aes aes = Aes.Create();
        aes.Key = key;
        foreach (int offset in s_offsets.Where(offset => offset + 32 <= ticket.Length))
        {
            ReadOnlySpan<byte> body = ticket.AsSpan(offset);
            // CBC: from the second block on the plaintext does not depend on the IV, and what the IV hides is the first block alone.
            byte[] blocks = aes.DecryptCbc(body[..(body.Length / 16 * 16)], new byte[16], PaddingMode.None);
            if (Holds(blocks, secret))
                return $"AES-CBC at {offset}";
            // CTR, and GCM without its tag, which is CTR from 2 on: the nonce may lie anywhere before.
            foreach (int nonce in s_offsets.Where(nonce => nonce + 12 <= ticket.Length).Append(-1))
            {
                byte[] start = nonce < 0 ? new byte[12] : ticket[nonce..(nonce + 12)];
                foreach (uint counter in new uint[] { 0, 1, 2 })
                {
                    if (Holds(Ctr(aes, start, counter, body), secret))
                        return $"AES-CTR at {offset}, nonce at {nonce}, counter {counter}";
                }
            }
        }
        return null;
    }

    private static byte[] Ctr(Aes aes, byte[] nonce, uint counter, ReadOnlySpan<byte> body)
    {
        byte[] input = new byte[(body.Length + 15) / 16 * 16];
        for (int i = 0; i < input.Length; i += 16)
        {
            nonce.CopyTo(input, i);
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(input.AsSpan(i + 12), counter++);
        }
        byte[] stream = aes.EncryptEcb(input, PaddingMode.None);
        byte[] plaintext = new byte[body.Length];
        for (int i = 0; i < body.Length; i++)
            plaintext[i] = (byte)(stream[i] ^ body[i]);
        return plaintext;
    }

    private static bool Holds(byte[] plaintext, byte[] secret) => plaintext.AsSpan().IndexOf(secret.AsSpan(secret.Length - 16)) >= 0;
}
