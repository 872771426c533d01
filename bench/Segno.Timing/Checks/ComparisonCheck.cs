using System.Security.Cryptography;

namespace Segno.Timing.Checks;

/// <summary>The comparison that all others use, alone.</summary>
internal sealed class ComparisonCheck() : TimingCheck("CryptographicOperations.FixedTimeEquals, 32 bytes", "wrong in the last bit / random")
{
    private readonly byte[] _right = RandomNumberGenerator.GetBytes(32);
    private readonly Slots _received = new(32);

    public override void Prepare(ReadOnlySpan<byte> classes) => _received.FillAlmostOrRandom(classes, _right);

    public override bool Run(int place) => CryptographicOperations.FixedTimeEquals(_right, _received.Span(place));
}
