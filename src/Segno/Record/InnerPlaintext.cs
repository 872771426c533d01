using System.Numerics;
using System.Runtime.InteropServices;

namespace Segno.Record;

/// <summary>TLSInnerPlaintext (RFC 8446 §5.2, §5.4): content, its type, and zeros.</summary>
internal static class InnerPlaintext
{
    /// <summary>
    /// Where the type lies: the last byte that is not zero; -1 if there is none. One pass over everything, without a branch on what it
    /// holds, so that the time tells nothing of where the padding begins.
    /// </summary>
    public static int FindType(ReadOnlySpan<byte> plaintext)
    {
        ReadOnlySpan<Vector<ulong>> blocks = MemoryMarshal.Cast<byte, Vector<ulong>>(plaintext);
        // In each lane, the number (from 1) of the last block in which the lane is not zero.
        Vector<ulong> last = Vector<ulong>.Zero;
        Vector<ulong> number = Vector<ulong>.Zero;
        foreach (Vector<ulong> block in blocks)
        {
            number += Vector<ulong>.One;
            last = Vector.ConditionalSelect(Vector.Equals(block, Vector<ulong>.Zero), last, number);
        }
        int lastBlock = 0;
        for (int lane = 0; lane < Vector<ulong>.Count; lane++)
            lastBlock = Math.Max(lastBlock, (int)last[lane]);

        int blocksLength = blocks.Length * Vector<byte>.Count;
        int start = Math.Max(lastBlock - 1, 0) * Vector<byte>.Count;
        int inBlock = Scan(plaintext[start..Math.Min(start + Vector<byte>.Count, blocksLength)], start);
        int inTail = Scan(plaintext[blocksLength..], blocksLength);
        return Math.Max(inBlock, inTail);
    }

    private static int Scan(ReadOnlySpan<byte> bytes, int offset)
    {
        int found = -1;
        unchecked
        {
            for (int i = 0; i < bytes.Length; i++)
            {
                // All ones if this byte is not zero.
                int take = -bytes[i] >> 31;
                found = (found & ~take) | ((offset + i) & take);
            }
        }
        return found;
    }
}
