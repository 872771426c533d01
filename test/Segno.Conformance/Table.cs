using System.Text;
using System.Text.RegularExpressions;

namespace Segno.Conformance;

/// <summary>docs/conformance.md: a row for each line, under the headings of its groups.</summary>
internal static partial class Table
{
    private const string Introduction = """
        # Conformance

        What the RFCs require of session resumption and of the handshakes around it (C), the cases of extended_master_secret (E), what a
        hostile peer sends (N), what went wrong elsewhere (A), and the tests that show how Segno behaves.

        {0}.

        A line **passes** when it has tests and all of them passed; one that was skipped did not. A line that **fails** has a test that failed,
        or has none and no reason for it; the tests do not pass while there is one. A line that **waits** is about a feature
        that is still to come; one that is **not built**, about a feature that Segno does not have, with the reason. *BoringSSL* names tests
        of [BoringSSL's runner](../test/Segno.Bogo), which `eng/bogo` builds and runs. Where that runner and a line differ, the runner decides,
        and the remark says so.

        An alert is fatal, closes the connection and leaves no session. *Full* means that a full handshake follows and succeeds, without an
        alert; *1-RTT*, that the session resumes and early data is discarded. RFC 9846 is the successor of RFC 8446; it is cited where it
        changes a rule.

        CH: ClientHello. SH: ServerHello. HRR: HelloRetryRequest, and CH1 and CH2 before and after it. EE: EncryptedExtensions. CR:
        CertificateRequest. CCS: change_cipher_spec. NST: NewSessionTicket. EOED: EndOfEarlyData. 0-RTT: early data. EMS:
        extended_master_secret (extended_main_secret in RFC 9846). STEK: the key under which tickets are sealed. GREASE: reserved values that mean nothing (RFC 8701).

        This file is generated: `SEGNO_WRITE_DOCS=1 eng/test`. The tests fail when it is not what they find.

        """;

    public static string Write(IReadOnlyList<Line> lines)
    {
        StringBuilder text = new();
        text.AppendFormat(null, CompositeFormat.Parse(Introduction.ReplaceLineEndings("\n")), Sum(lines));
        foreach (Line line in lines)
        {
            if (line.Heading is { } heading)
                text.Append(null, $"\n## {heading}\n\n| | requirement | source | tests | result |\n|---|---|---|---|---|\n");
            string id = line.Requirement.Id;
            text.Append(null, $"| <a id=\"{id}\"></a>{id} | {Escape(line.Requirement.Text)} | {Source(line)} | {Tests(line)} | {Result(line)} |\n");
        }
        return text.ToString();
    }

    /// <summary>How many lines came out how.</summary>
    public static string Sum(IReadOnlyCollection<Line> lines)
    {
        int Count(Outcome outcome) => lines.Count(line => line.Outcome == outcome);
        int fails = Count(Outcome.Fails);
        return $"{lines.Count} lines: {Count(Outcome.Passes)} pass, {Count(Outcome.Waits)} wait, {Count(Outcome.NotBuilt)} are about what is not built"
            + (fails > 0 ? $", {fails} fail" : "");
    }

    private static string Source(Line line) =>
        SectionNumber().Replace(line.Requirement.Section, "$1 §$2") + line.Requirement.Side switch { "C" => "<br>client", "S" => "<br>server", _ => "" };

    private static string Tests(Line line) => string.Join("<br>", line.Proofs.Select(Link).Concat(line.Bogo.Select(pattern => $"*BoringSSL* `{pattern}`")));

    private static string Link(Proof proof) => $"[{proof.Class}.{proof.Method}](../{proof.File})" + (proof.Cases > 1 ? $" ({proof.Cases} cases)" : "");

    private static string Result(Line line)
    {
        string? missing = line.NotBuilt is { } reason ? $"not built: {Escape(reason)}"
            : line.Requirement.WaitsFor is { Length: > 0 } feature ? $"waits for {Escape(feature)}"
            : null;
        string outcome = line.Outcome is Outcome.Fails ? "**fails**"
            : missing is null ? "passes"
            : line.HasTests ? $"passes as far as it goes; {missing}"
            : missing;
        return line.Remark is { } remark ? $"{outcome}. {Escape(remark)}" : outcome;
    }

    [GeneratedRegex(@"(RFC \d+) (\w)")]
    private static partial Regex SectionNumber();

    /// <summary>Text of the data files, in which only code spans and emphasis are markup.</summary>
    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
