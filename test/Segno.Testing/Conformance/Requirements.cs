using System.Collections.Frozen;

namespace Segno.Testing;

/// <summary>The requirements, hostile inputs and incidents that the tests prove, by their ids: <c>requirements.tsv</c>.</summary>
internal static class Requirements
{
    private static readonly FrozenDictionary<string, Requirement> s_byId = Read().ToFrozenDictionary(requirement => requirement.Id);

    /// <summary>The requirement with an id.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Requirement Find(string id) =>
        s_byId.TryGetValue(id, out Requirement? requirement)
            ? requirement
            : throw new ArgumentException($"requirements.tsv has no line {id}.", nameof(id));

    /// <summary>All of them, in the order of the file.</summary>
    public static IEnumerable<Requirement> Read()
    {
        using Stream stream = typeof(Requirements).Assembly.GetManifestResourceStream("requirements.tsv")!;
        using StreamReader reader = new(stream);
        _ = reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split('\t');
            yield return new(fields[0], fields[1], fields[2], fields[3], fields[4]);
        }
    }
}
