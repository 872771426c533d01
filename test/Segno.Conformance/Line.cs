using System.IO.Enumeration;
using Segno.Bogo;
using Segno.Testing;

namespace Segno.Conformance;

/// <summary>A line of the requirements with all that proves it.</summary>
/// <param name="bogo">What BoringSSL's runner found; null where it did not run, and its tests are taken as they are written down.</param>
internal sealed class Line(Requirement requirement, Notes notes, IReadOnlyList<Proof> proofs, Results? bogo)
{
    public Requirement Requirement => requirement;

    public string? Heading => notes.Heading(requirement.Id);

    public string? Remark => notes.Remark(requirement.Id);

    public string? NotBuilt => notes.NotBuilt(requirement.Id);

    public IReadOnlyList<Proof> Proofs { get; } = [.. proofs.OrderBy(proof => proof.Class, StringComparer.Ordinal).ThenBy(proof => proof.Method, StringComparer.Ordinal)];

    public IReadOnlyList<string> Bogo { get; } = notes.Bogo(requirement.Id);

    public Outcome Outcome =>
        Complaints.Any() ? Outcome.Fails
        : requirement.WaitsFor.Length > 0 ? Outcome.Waits
        : NotBuilt is not null && !HasTests ? Outcome.NotBuilt
        : Outcome.Passes;

    public bool HasTests => Proofs.Count + Bogo.Count > 0;

    /// <summary>What is wrong with the line.</summary>
    public IEnumerable<string> Complaints
    {
        get
        {
            string id = requirement.Id;
            if (!HasTests && NotBuilt is null && requirement.WaitsFor.Length == 0)
                yield return $"{id} has neither a test nor a reason to have none";
            if (NotBuilt is not null && requirement.WaitsFor.Length > 0)
                yield return $"{id} cannot wait for what is not to be built";
            foreach (Proof proof in Proofs.Where(proof => !proof.Passed))
                yield return $"{id}: {proof.Class}.{proof.Method} failed or was skipped";
            if (bogo is null)
                yield break;
            foreach (string pattern in Bogo)
            {
                if (!bogo.Passed.Any(Matches(pattern)))
                    yield return $"{id}: no test of BoringSSL's that passed is called {pattern}";
                foreach (string name in bogo.Failed.Where(Matches(pattern)))
                    yield return $"{id}: BoringSSL's test {name} failed";
            }
        }
    }

    private static Func<string, bool> Matches(string pattern) => name => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
