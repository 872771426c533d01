using System.Diagnostics.CodeAnalysis;

namespace Segno.MemorySearch;

/// <summary>Segno.MemorySearch SCENARIO [churn|storm] [plant]: the process that a test of Segno.Integration.Tests starts and searches. Its protocol: <see cref="Reporter"/>.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is not [string name, ..] || Find(name, out Scenario? scenario) is false)
        {
            await Console.Error.WriteLineAsync($"usage: Segno.MemorySearch {string.Join('|', Scenario.All.Select(known => known.Name))} [churn|storm] [plant]");
            return 2;
        }
        Reporter reporter = new(churn: args.Contains("churn"), storm: args.Contains("storm"));
        reporter.Storm();
        await new Run(scenario, reporter, plant: args.Contains("plant")).GoAsync();
        return 0;
    }

    private static bool Find(string name, [NotNullWhen(true)] out Scenario? scenario) =>
        (scenario = Scenario.All.FirstOrDefault(known => known.Name == name)) is not null;
}
