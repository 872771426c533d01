using Segno.MemorySearch;

namespace Segno.Integration.Tests.Memory;

/// <summary>No secret outlives its owner anywhere in the process. What a thief of memory can still find is in docs/timing.md.</summary>
public sealed class MemorySearchTests(ITestOutputHelper output)
{
    public static TheoryData<string, string> Runs
    {
        get
        {
            TheoryData<string, string> runs = [];
            foreach (Scenario scenario in Scenario.All)
            {
                foreach (string weather in (string[])["calm", "churn", "storm"])
                    runs.Add(scenario.Name, weather);
            }
            return runs;
        }
    }

    /// <param name="scenario">What the searched process does.</param>
    /// <param name="weather">
    /// churn: garbage is collected at every step, so that everything that can move has moved. storm: all the time, so that threads are stopped
    /// wherever they are, their registers saved with them.
    /// </param>
    [Theory, MemberData(nameof(Runs)), Requirement("A26", "C243")]
    public async Task A_secret_is_found_while_it_lives_and_nowhere_afterwards(string scenario, string weather)
    {
        RequireLinux();
        SearchedProcess process = new(scenario, weather);
        await process.RunAsync(TestContext.Current.CancellationToken);
        output.WriteLine($"{process.Searches} searches of {process.BytesSearched / 1_000_000} MB, {process.Needles} needles in the last, {process.FoundAlive} found alive");
        foreach (string line in process.Missed.Select(static line => $"missed: {line}").Concat(process.Left.Select(static line => $"left: {line}")))
            output.WriteLine(line);
        Assert.Empty(process.Missed);
        Assert.Empty(process.Left);
        Assert.InRange(process.FoundAlive, process.Searches, int.MaxValue);
    }

    [Fact]
    public async Task What_is_left_lying_about_is_found()
    {
        RequireLinux();
        SearchedProcess process = new("tls13-full", "plant");
        await process.RunAsync(TestContext.Current.CancellationToken);
        Assert.NotEmpty(process.Left);
        Assert.All(process.Left, static line => Assert.Contains(" exported: byte ", line, StringComparison.Ordinal));
    }

    private static void RequireLinux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "reads another process's memory through /proc");
}
