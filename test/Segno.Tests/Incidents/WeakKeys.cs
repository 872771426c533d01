using System.Text;

namespace Segno.Tests.Incidents;

/// <summary>Ticket keys that were found in use on the internet, and their like, in the lengths that ciphers and MACs take.</summary>
internal static class WeakKeys
{
    /// <summary>The patterns that surveys found: zeros; "1111…" filled up with zeros; bytes that count from 0x10 and from 0x20, alone and filled up.</summary>
    public static IEnumerable<(string Name, byte[] Key)> OfLength(int length)
    {
        yield return ("zeros", new byte[length]);
        yield return ("ones", Filled(length, 0xff));
        yield return ("0x31 and zeros", Padded(Filled(Math.Min(16, length), 0x31), length));
        yield return ("0x31", Filled(length, 0x31));
        yield return ("counting from 0x10", Counting(length, 0x10));
        yield return ("counting from 0x20", Counting(length, 0x20));
        yield return ("counting from 0x20, then zeros", Padded(Counting(Math.Min(16, length), 0x20), length));
        yield return ("counting from 0", Counting(length, 0));
        yield return ("counting down", [.. Counting(length, 0).Reverse()]);
        yield return ("two bytes in turn", [.. Enumerable.Range(0, length).Select(i => (byte)(i % 2 == 0 ? 0xab : 0xcd))]);
        yield return ("a word again and again", [.. Enumerable.Range(0, length).Select(i => "changeme"u8[i % 8])]);
        yield return ("a password and zeros", Padded(Encoding.ASCII.GetBytes("password")[..Math.Min(8, length)], length));
    }

    private static byte[] Filled(int length, byte value) => [.. Enumerable.Repeat(value, length)];

    private static byte[] Counting(int length, byte first) => [.. Enumerable.Range(first, length).Select(value => (byte)value)];

    private static byte[] Padded(byte[] key, int length) => [.. key, .. new byte[length - key.Length]];
}
