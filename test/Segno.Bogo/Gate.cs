using System.Globalization;
using System.Text.Json;

namespace Segno.Bogo;

/// <summary>
/// Judges a run by its results file, not by the runner's exit code: as many tests as are written down must have passed, so that a pattern that
/// disables tests cannot look like success.
/// </summary>
internal static class Gate
{
    /// <param name="resultsPath">What the runner's -json-output wrote.</param>
    /// <param name="expectedPath">A file with the number of tests that pass, and of those that ask for what is not built yet.</param>
    public static int Check(string resultsPath, string expectedPath)
    {
        Dictionary<string, List<string>> byOutcome = Read(resultsPath);
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(expectedPath));
        bool holds = byOutcome.Keys.All(outcome => outcome is "PASS" or "SKIP" or "FAIL");
        foreach ((string outcome, string property) in new[] { ("PASS", "passed"), ("FAIL", "failed"), ("SKIP", "unimplemented") })
        {
            int wanted = expected.RootElement.GetProperty(property).GetInt32();
            int found = byOutcome.TryGetValue(outcome, out List<string>? names) ? names.Count : 0;
            holds &= wanted == found;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bogo: {found} {property}{(wanted == found ? "" : $", expected {wanted}")}"));
        }
        foreach (string name in byOutcome.GetValueOrDefault("FAIL") ?? [])
            Console.WriteLine($"bogo: failed: {name}");
        return holds ? ExitCodes.Passed : ExitCodes.Failed;
    }

    private static Dictionary<string, List<string>> Read(string path)
    {
        using JsonDocument results = JsonDocument.Parse(File.ReadAllText(path));
        Dictionary<string, List<string>> byOutcome = [];
        foreach (JsonProperty test in results.RootElement.GetProperty("tests").EnumerateObject())
        {
            string outcome = test.Value.GetProperty("actual").GetString() ?? "";
            if (!byOutcome.TryGetValue(outcome, out List<string>? names))
                byOutcome.Add(outcome, names = []);
            names.Add(test.Name);
        }
        return byOutcome;
    }
}
