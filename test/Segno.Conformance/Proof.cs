namespace Segno.Conformance;

/// <summary>A test that proves a line of the requirements.</summary>
/// <param name="Id">The line's id.</param>
/// <param name="Class">The test's class, without its namespace.</param>
/// <param name="Method">Its method.</param>
/// <param name="File">Where it stands, from the repository's root.</param>
/// <param name="Cases">How often it ran: once for each case of a theory.</param>
/// <param name="Passed">Whether all of them passed; a case that was skipped did not.</param>
internal sealed record Proof(string Id, string Class, string Method, string File, int Cases, bool Passed);
