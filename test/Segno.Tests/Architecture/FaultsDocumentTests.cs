using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace Segno.Tests.Architecture;

/// <summary>docs/faults.md lists every fault. SEGNO_WRITE_DOCS=1 writes it.</summary>
public sealed partial class FaultsDocumentTests
{
    [Fact]
    public void The_list_of_faults_is_the_one_in_the_code()
    {
        string expected = Write();
        if (Environment.GetEnvironmentVariable("SEGNO_WRITE_DOCS") == "1")
            File.WriteAllText(Path.Combine(Repository.Root, "docs", "faults.md"), expected);
        Assert.True(
            expected == Repository.Read("docs/faults.md").ReplaceLineEndings("\n"),
            "docs/faults.md is not what TlsFaults.cs says; with SEGNO_WRITE_DOCS=1 this test writes it.");
    }

    private static string Write()
    {
        StringBuilder text = new("""
            # Faults

            Every refusal is a `TlsException` whose `Fault` is one of these. The names are stable: the meter's tag `fault` and
            `Statistics.Faults` have them too. The alert is what the peer gets, unless the peer sent it or there is nobody left to get one.

            This file is generated: `SEGNO_WRITE_DOCS=1 eng/test`.

            | Name | Alert | Source | What was wrong |
            |---|---|---|---|

            """);
        foreach (FieldInfo field in typeof(TlsFaults).GetFields(BindingFlags.NonPublic | BindingFlags.Static).OrderBy(field => field.MetadataToken))
        {
            if (field.GetValue(null) is TlsFault fault)
                text.Append('|').AppendJoin('|', $" `{fault.Name}` ", $" {WordBoundary.Replace(fault.Alert.ToString(), "_").ToLowerInvariant()} ", $" {fault.Source} ", $" {fault.Sentence} ").Append("|\n");
        }
        return text.ToString().ReplaceLineEndings("\n");
    }

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex WordBoundary { get; }
}
