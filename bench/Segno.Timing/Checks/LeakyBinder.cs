namespace Segno.Timing.Checks;

/// <summary>A control: the same work as <see cref="BinderCheck"/>, and then a comparison that ends early. It shows that a leak is found behind a MAC, too.</summary>
internal sealed class LeakyBinder() : BinderCheck("control: binder with a comparison that ends early")
{
    public override bool Leaks => true;

    protected override bool Verify(ReadOnlySpan<byte> binder)
    {
        Span<byte> expected = stackalloc byte[32];
        Early.ComputeBinder(TranscriptHash, expected);
        return LeakyComparison.Equal(expected, binder);
    }
}
