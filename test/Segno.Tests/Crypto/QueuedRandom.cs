using Segno.Crypto;

namespace Segno.Tests.Crypto;

/// <summary>Hands out what it was given, and remembers where it went.</summary>
internal sealed unsafe class QueuedRandom(params string[] hex) : TlsRandom
{
    private readonly Queue<byte[]> _values = new(hex.Select(Convert.FromHexString));
    private readonly List<(nint Address, int Length)> _filled = [];

    public override void Fill(Span<byte> destination)
    {
        _values.Dequeue().CopyTo(destination);
        fixed (byte* address = destination)
            _filled.Add(((nint)address, destination.Length));
    }

    /// <summary>What is now where value <paramref name="index"/> was put; only for destinations that neither move nor die.</summary>
    public ReadOnlySpan<byte> Destination(int index) => new((void*)_filled[index].Address, _filled[index].Length);
}
