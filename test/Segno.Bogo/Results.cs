using System.Text.Json;

namespace Segno.Bogo;

/// <summary>The names of a run's tests by their outcome.</summary>
internal sealed record Results(IReadOnlyCollection<string> Passed, IReadOnlyCollection<string> Failed, IReadOnlyCollection<string> Unimplemented)
{
    /// <summary>Reads the runner's -json-output; an outcome that is not known counts as failed.</summary>
    public static Results Read(string path)
    {
        using JsonDocument results = JsonDocument.Parse(File.ReadAllText(path));
        ILookup<string, string> byOutcome = results.RootElement.GetProperty("tests").EnumerateObject()
            .ToLookup(test => test.Value.GetProperty("actual").GetString() ?? "", test => test.Name);
        return new Results(
            [.. byOutcome["PASS"]],
            [.. byOutcome.Where(outcome => outcome.Key is not ("PASS" or "SKIP")).SelectMany(outcome => outcome)],
            [.. byOutcome["SKIP"]]);
    }
}
