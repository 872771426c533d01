namespace Segno.Testing;

/// <summary>One line of <c>requirements.tsv</c>.</summary>
/// <param name="Id">C: what an RFC requires; E: a row of RFC 7627's matrix; N: what a hostile peer sends; A: what went wrong elsewhere.</param>
/// <param name="Section">The RFC and its section.</param>
/// <param name="Side">C: client, S: server, B: both.</param>
/// <param name="WaitsFor">What Segno must have before the line can be tested; empty when it has it.</param>
/// <param name="Text">What is required.</param>
internal sealed record Requirement(string Id, string Section, string Side, string WaitsFor, string Text);
