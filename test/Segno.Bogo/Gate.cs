using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Segno.Bogo;

/// <summary>
/// Judges a run by its results file, not by the runner's exit code: as many tests must have passed as are written down, and those, none may have
/// failed, and the unimplemented ones are written down by name. So a pattern that disables tests, or a flag that is forgotten, cannot look like
/// success, not even where as many others pass instead.
/// </summary>
internal static class Gate
{
    /// <param name="resultsPath">What the runner's -json-output wrote.</param>
    /// <param name="expectedPath">The number of tests that pass, a hash of their names, and the names of those that ask for what is not built.</param>
    public static int Check(string resultsPath, string expectedPath)
    {
        Results results = Results.Read(resultsPath);
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(expectedPath));
        int passed = expected.RootElement.GetProperty("passed").GetInt32();
        HashSet<string> unimplemented = [.. expected.RootElement.GetProperty("unimplemented").EnumerateArray().Select(name => name.GetString()!)];

        List<string> complaints = [.. results.Failed.Select(name => $"failed: {name}")];
        complaints.AddRange(results.Unimplemented.Where(name => !unimplemented.Contains(name)).Select(name => $"unimplemented, and should not be: {name}"));
        complaints.AddRange(unimplemented.Where(name => !results.Unimplemented.Contains(name)).Select(name => $"no longer unimplemented: {name}"));
        if (results.Passed.Count != passed)
            complaints.Add(string.Create(CultureInfo.InvariantCulture, $"{results.Passed.Count} passed where {passed} should"));
        else if (expected.RootElement.GetProperty("names").GetString() != HashOf(results.Passed))
            complaints.Add("as many passed as should, but not those that did");
        foreach (string complaint in complaints)
            Console.WriteLine($"bogo: {complaint}");
        // Passed, failed and idle, as eng/test counts them.
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"bogo: {results.Passed.Count} passed, {results.Failed.Count} failed, {results.Unimplemented.Count} unimplemented"));
        return complaints.Count == 0 ? ExitCodes.Passed : ExitCodes.Failed;
    }

    /// <summary>Writes down what a run has found.</summary>
    public static int Write(string resultsPath, string expectedPath)
    {
        Results results = Results.Read(resultsPath);
        StringBuilder json = new();
        json.Append(CultureInfo.InvariantCulture, $"{{\n  \"passed\": {results.Passed.Count},\n  \"names\": \"{HashOf(results.Passed)}\",\n  \"unimplemented\": [\n    ");
        json.AppendJoin(",\n    ", results.Unimplemented.Order(StringComparer.Ordinal).Select(name => $"\"{name}\""));
        File.WriteAllText(expectedPath, json.Append("\n  ]\n}\n").ToString());
        return ExitCodes.Passed;
    }

    private static string HashOf(IEnumerable<string> names) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', names.Order(StringComparer.Ordinal)))));
}
