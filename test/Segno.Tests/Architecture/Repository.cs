using System.Runtime.CompilerServices;

namespace Segno.Tests.Architecture;

/// <summary>The files that the tests of the house itself read.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static IEnumerable<string> SourceFiles(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static string FindRoot([CallerFilePath] string here = "")
    {
        // A deterministic build maps the source root away, so the folder of the tests' binaries serves as well.
        foreach (string start in new[] { Path.GetDirectoryName(here)!, AppContext.BaseDirectory })
        {
            for (string? folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "Segno.slnx")))
                    return folder;
            }
        }
        throw new InvalidOperationException("The repository's root, where Segno.slnx lies, was not found.");
    }
}
