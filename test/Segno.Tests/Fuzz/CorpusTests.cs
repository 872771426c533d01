using Segno.Fuzz;
using Segno.Tests.Architecture;

namespace Segno.Tests.Fuzz;

/// <summary>The corpora of the fuzz targets, and what was found with them and mended, run as tests.</summary>
public class CorpusTests
{
    public static TheoryData<string> Targets => [.. FuzzTarget.All.Select(target => target.Name)];

    [Theory, MemberData(nameof(Targets))]
    public void Every_input_of_the_corpus_passes(string target)
    {
        string[] files = Directory.GetFiles(Path.Combine(Root(), "Corpora", target));
        Assert.NotEmpty(files);
        Replay(target, files);
    }

    [Fact]
    public void What_was_found_before_is_not_found_again()
    {
        string regressions = Path.Combine(Root(), "Regressions");
        if (!Directory.Exists(regressions))
            return;
        foreach (string directory in Directory.GetDirectories(regressions))
            Replay(Path.GetFileName(directory), Directory.GetFiles(directory));
    }

    [Fact]
    public void Every_corpus_has_its_target()
    {
        IEnumerable<string> names = new[] { "Corpora", "Regressions" }.Select(folder => Path.Combine(Root(), folder)).Where(Directory.Exists)
            .SelectMany(Directory.GetDirectories).Select(directory => Path.GetFileName(directory)!).Distinct();
        Assert.Empty(names.Except(FuzzTarget.All.Select(target => target.Name)));
    }

    private static void Replay(string name, string[] files)
    {
        if (FuzzTarget.Find(name) is not { } target)
        {
            Assert.Fail($"No fuzz target is called {name}: what was found stands in a folder of its target's name (docs/fuzzing.md).");
            return;
        }
        List<string> failed = [];
        foreach (string file in files)
        {
#pragma warning disable CA1031 // Whatever comes out is a finding.
            try
            {
                target.Run(File.ReadAllBytes(file));
            }
            catch (Exception e)
            {
                failed.Add($"{Path.GetFileName(file)}: {e}");
            }
#pragma warning restore CA1031
        }
        // By the message: a list of failures would be cut off after their first words.
        Assert.True(failed.Count == 0, $"{failed.Count} of {files.Length} inputs fail; eng/fuzz --replay {name} runs them too:\n{string.Join('\n', failed)}");
    }

    private static string Root() => Path.Combine(Repository.Root, "test", "Segno.Fuzz");
}
