using System.Xml.Linq;

namespace Segno.Conformance;

/// <summary>What a suite reports of its tests in xunit's XML (option -result-xml).</summary>
internal static class TestReport
{
    /// <summary>Which tests prove which lines.</summary>
    public static IEnumerable<Proof> Read(string path) =>
        from test in XDocument.Load(path).Descendants("test")
        from trait in test.Elements("traits").Elements("trait")
        where (string?)trait.Attribute("name") == "Requirement"
        let id = (string)trait.Attribute("value")!
        let type = (string)test.Attribute("type")!
        let method = (string)test.Attribute("method")!
        group test by (id, type, method) into cases
        select new Proof(
            cases.Key.id,
            cases.Key.type[(cases.Key.type.LastIndexOf('.') + 1)..],
            cases.Key.method,
            File((string)cases.First().Attribute("source-file")!),
            cases.Count(),
            cases.All(test => (string?)test.Attribute("result") == "Pass"));

    /// <summary>The compiler's path of a file without the folder of the repository, which a deterministic build maps to another.</summary>
    private static string File(string path)
    {
        string slashes = path.Replace('\\', '/');
        return slashes[(slashes.LastIndexOf("/test/Segno.", StringComparison.Ordinal) + 1)..];
    }
}
