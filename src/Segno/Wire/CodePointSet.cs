namespace Segno.Wire;

/// <summary>
/// A set of 16-bit code points, one bit each, over 8 KiB of the caller's stack: how a list of any length from a hostile peer is
/// searched for duplicates in one pass.
/// </summary>
internal readonly ref struct CodePointSet
{
    /// <summary>Words that <see cref="CodePointSet(Span{ulong})"/> needs, all zero.</summary>
    public const int Words = 65536 / 64;

    private readonly Span<ulong> _bits;

    public CodePointSet(Span<ulong> zeroed)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(zeroed.Length, Words);
        _bits = zeroed;
    }

    /// <summary>Adds a code point; false if it is there already.</summary>
    public bool Add(ushort code)
    {
        ref ulong word = ref _bits[code >> 6];
        ulong bit = 1UL << (code & 63);
        if ((word & bit) != 0)
            return false;
        word |= bit;
        return true;
    }
}
