namespace Segno.Bogo;

/// <summary>
/// The clock of the process, which a test may set forward between connections (-resumption-delay). It begins on a day on which the runner's
/// RSA certificate was valid, since Segno looks at the dates again when a session resumes.
/// </summary>
internal sealed class ShimClock : TimeProvider
{
    private static readonly DateTimeOffset s_start = new(2016, 7, 20, 12, 0, 0, TimeSpan.Zero);

    private TimeSpan _offset = s_start - System.GetUtcNow();

    public void Advance(TimeSpan by) => _offset += by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _offset;
}
