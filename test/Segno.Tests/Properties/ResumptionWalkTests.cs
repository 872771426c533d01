using CsCheck;
using Segno.Tests.Properties.World;

namespace Segno.Tests.Properties;

/// <summary>Random walks over connections, options, keys and time, against a plain model of the rules.</summary>
public sealed class ResumptionWalkTests
{
    private readonly WalkCounts _counts = new();

    [Fact, Requirement("A6")]
    public async Task A_walk_of_connections_changes_and_time_goes_as_the_rules_say()
    {
        await Property.CheckAsync(WalkStep.Any.Array[1, 30].Select(steps => new Walk(steps)), walk => walk.RunAsync(_counts, TestContext.Current.CancellationToken), 60);
        _counts.RequireBoth();
    }

    [Fact]
    public async Task Resumptions_in_any_order_over_any_options_have_the_account_that_the_rules_give()
    {
        await Property.CheckAsync(Order.Any, order => order.RunAsync(_counts, TestContext.Current.CancellationToken), 60);
        _counts.RequireBoth();
    }
}
