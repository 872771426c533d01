using System.Security.Cryptography;

namespace Segno.Timing;

/// <summary>Room for the inputs of a batch, all of one size and in one array, each at the beginning of a cache line.</summary>
internal sealed class Slots
{
    private const int CacheLine = 64;

    private readonly byte[] _bytes;
    private readonly int _stride;
    private readonly int _start;

    public Slots(int size)
    {
        Size = size;
        _stride = (size + CacheLine - 1) / CacheLine * CacheLine;
        _bytes = GC.AllocateArray<byte>((TimingCheck.BatchSize * _stride) + CacheLine, pinned: true);
        nint address = System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0);
        _start = (int)((CacheLine - (address % CacheLine)) % CacheLine);
    }

    public int Size { get; }

    public Memory<byte> this[int place] => _bytes.AsMemory(_start + (place * _stride), Size);

    public Span<byte> Span(int place) => _bytes.AsSpan(_start + (place * _stride), Size);

    /// <summary>
    /// Puts into each slot, at an offset, what is right but for its last bit (class 0) or something random (class 1), which as a rule differs in
    /// its first byte. Both take the same way, so that no slot is warmer than another.
    /// </summary>
    public void FillAlmostOrRandom(ReadOnlySpan<byte> classes, ReadOnlySpan<byte> right, int offset = 0)
    {
        Span<byte> value = stackalloc byte[right.Length];
        for (int i = 0; i < classes.Length; i++)
        {
            RandomNumberGenerator.Fill(value);
            if (classes[i] == 0)
            {
                right.CopyTo(value);
                value[^1] ^= 1;
            }
            value.CopyTo(Span(i)[offset..]);
        }
    }
}
