namespace Segno.Bogo;

/// <summary>
/// The clock of the process, which stands still but when a test sets it forward between connections (-resumption-delay). It begins on a day on which the runner's
/// RSA certificate was valid, since Segno looks at the dates again when a session resumes.
/// </summary>
internal sealed class ShimClock : TimeProvider
{
    private static readonly DateTimeOffset s_start = new(2016, 7, 20, 12, 0, 0, TimeSpan.Zero);

    private DateTimeOffset _now = s_start;

    public void Advance(TimeSpan by) => _now += by;

    public override DateTimeOffset GetUtcNow() => _now;
}
