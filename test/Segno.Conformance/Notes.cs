using System.Collections.Frozen;
using Segno.Testing;

namespace Segno.Conformance;

/// <summary>
/// What is to be said of lines beside their tests (<c>notes.tsv</c>), and the headings over them (<c>groups.tsv</c>). A note is of a kind:
/// <c>remark</c>; <c>not built</c>, the reason why Segno has not what the line speaks of; <c>BoGo</c>, a pattern of BoringSSL's tests that prove it too.
/// </summary>
internal sealed class Notes
{
    private static readonly string[] s_kinds = ["remark", "not built", "BoGo"];

    private readonly ILookup<(string Id, string Kind), string> _notes;
    private readonly FrozenDictionary<string, string> _headings;

    private Notes(IReadOnlyCollection<string[]> notes, IReadOnlyCollection<string[]> groups)
    {
        _notes = notes.ToLookup(note => (note[0], note[1]), note => note[2]);
        _headings = groups.ToFrozenDictionary(group => group[0], group => group[1]);
    }

    /// <exception cref="InvalidDataException">A note is of an unknown kind or line.</exception>
    public static Notes Read(IEnumerable<Requirement> requirements)
    {
        HashSet<string> ids = [.. requirements.Select(requirement => requirement.Id)];
        string[][] notes = [.. Rows("notes.tsv")];
        string[][] groups = [.. Rows("groups.tsv")];
        foreach (string[] row in notes.Concat(groups))
        {
            if (!ids.Contains(row[0]))
                throw new InvalidDataException($"requirements.tsv has no line {row[0]}, of which a note or a heading speaks.");
        }
        foreach (string[] note in notes)
        {
            if (!s_kinds.Contains(note[1]))
                throw new InvalidDataException($"notes.tsv: {note[0]} has a note of the unknown kind {note[1]}.");
        }
        return new(notes, groups);
    }

    /// <summary>What must be known of a line to read its result.</summary>
    public string? Remark(string id) => Single(id, "remark");

    /// <summary>Why Segno has not the feature that a line is about.</summary>
    public string? NotBuilt(string id) => Single(id, "not built");

    /// <summary>The BoringSSL tests that prove a line.</summary>
    public IReadOnlyList<string> Bogo(string id) => [.. _notes[(id, "BoGo")]];

    /// <summary>The heading that begins with a line.</summary>
    public string? Heading(string id) => _headings.GetValueOrDefault(id);

    private string? Single(string id, string kind) => _notes[(id, kind)].SingleOrDefault();

    private static IEnumerable<string[]> Rows(string name)
    {
        using Stream stream = typeof(Notes).Assembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream);
        int columns = reader.ReadLine()!.Split('\t').Length;
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split('\t');
            yield return fields.Length == columns ? fields : throw new InvalidDataException($"{name}: {line}");
        }
    }
}
