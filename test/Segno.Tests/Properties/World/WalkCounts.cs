namespace Segno.Tests.Properties.World;

/// <summary>What the walks of one test did: if nothing resumed, or nothing was declined, they would prove little.</summary>
internal sealed class WalkCounts
{
    private int _resumed;
    private int _declined;

    public void Add(Prediction prediction)
    {
        _resumed += prediction.Resumes ? 1 : 0;
        _declined += prediction.Offered is not null && !prediction.Resumes ? 1 : 0;
    }

    public void RequireBoth()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{_resumed} resumed, {_declined} declined");
        Assert.True(_resumed > 0 && _declined > 0);
    }
}
