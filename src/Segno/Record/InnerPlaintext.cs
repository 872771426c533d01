namespace Segno.Record;

/// <summary>TLSInnerPlaintext (RFC 8446 §5.2, §5.4): content, its type, and zeros.</summary>
internal static class InnerPlaintext
{
    /// <summary>
    /// Where the type lies: the last byte that is not zero; -1 if there is none. The time depends on the length alone, so that it tells
    /// nothing of where the padding begins.
    /// </summary>
    public static int FindType(ReadOnlySpan<byte> plaintext)
    {
        int found = -1;
        unchecked
        {
            for (int i = plaintext.Length - 1; i >= 0; i--)
            {
                // All ones if this byte is not zero and none was found behind it.
                int take = ((-plaintext[i]) >> 31) & (found >> 31);
                found = (found & ~take) | (i & take);
            }
        }
        return found;
    }
}
