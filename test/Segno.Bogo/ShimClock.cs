namespace Segno.Bogo;

/// <summary>The clock of the process, which a test may set forward between connections (-resumption-delay).</summary>
internal sealed class ShimClock : TimeProvider
{
    private TimeSpan _offset;

    public void Advance(TimeSpan by) => _offset += by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _offset;
}
