using Segno.Bogo;
using Segno.Conformance;
using Segno.Testing;

// eng/conformance: DOCUMENT [--bogo RESULTS] REPORT...
if (args is not [string document, .. string[] reports])
{
    Console.Error.WriteLine("usage: Segno.Conformance DOCUMENT [--bogo RESULTS] REPORT...");
    return 2;
}
Results? bogo = null;
if (reports is ["--bogo", string results, .. string[] others])
    (bogo, reports) = (Results.Read(results), others);

Requirement[] requirements = [.. Requirements.Read()];
Notes notes = Notes.Read(requirements);
ILookup<string, Proof> proofs = reports.SelectMany(TestReport.Read).ToLookup(proof => proof.Id);
Line[] lines = [.. requirements.Select(requirement => new Line(requirement, notes, [.. proofs[requirement.Id]], bogo))];

string[] complaints = [.. lines.SelectMany(line => line.Complaints)];
foreach (string complaint in complaints)
    Console.WriteLine($"conformance: {complaint}");

string table = Table.Write(lines);
if (Environment.GetEnvironmentVariable("SEGNO_WRITE_DOCS") == "1")
{
    File.WriteAllText(document, table);
}
else if (File.ReadAllText(document).ReplaceLineEndings("\n") != table)
{
    Console.WriteLine($"conformance: {document} is not what the tests say; SEGNO_WRITE_DOCS=1 eng/test writes it");
    return 1;
}
Console.WriteLine($"conformance: {Table.Sum(lines)}");
return complaints.Length == 0 ? 0 : 1;
