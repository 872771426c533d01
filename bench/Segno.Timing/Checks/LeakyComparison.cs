using System.Security.Cryptography;

namespace Segno.Timing.Checks;

/// <summary>A control: ends at the first byte that differs.</summary>
internal sealed class LeakyComparison() : TimingCheck("control: comparison that ends early, 32 bytes", "wrong in the last bit / random")
{
    private readonly byte[] _right = RandomNumberGenerator.GetBytes(32);
    private readonly Slots _received = new(32);

    public override bool Leaks => true;

    public override void Prepare(ReadOnlySpan<byte> classes) => _received.FillAlmostOrRandom(classes, _right);

    public override bool Run(int place) => Equal(_right, _received.Span(place));

    /// <summary>What must not be done with a MAC.</summary>
    public static bool Equal(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        for (int i = 0; i < left.Length; i++)
        {
            if (left[i] != right[i])
                return false;
        }
        return true;
    }
}
