namespace Segno.MemorySearch;

/// <summary>How a secret leaves the process that is searched: no 8 bytes of it lie anywhere in clear but where the engine has put them.</summary>
internal static class Mask
{
    /// <summary>Hexadecimal of the masked bytes. One byte at a time: no register ever holds more of the secret.</summary>
    public static string Write(ReadOnlySpan<byte> secret)
    {
        char[] text = new char[2 * secret.Length];
        for (int i = 0; i < secret.Length; i++)
        {
            int masked = secret[i] ^ Of(i);
            text[2 * i] = "0123456789abcdef"[masked >> 4];
            text[(2 * i) + 1] = "0123456789abcdef"[masked & 15];
        }
        return new string(text);
    }

    /// <summary>The secret again, in the process that searches.</summary>
    public static byte[] Read(string masked)
    {
        byte[] bytes = Convert.FromHexString(masked);
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] ^= Of(i);
        return bytes;
    }

    private static byte Of(int i) => unchecked((byte)((i * 37) + 0x5b));
}
