using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Segno.Integration.Tests.Interop;

/// <summary>docs/interop.md: a row for each peer, side and way.</summary>
internal static partial class InteropDocument
{
    public const string Resumes = "resumes";

    public static string Path { get; } = System.IO.Path.Combine(Root(), "docs", "interop.md");

    [GeneratedRegex(@"\d+(\.\d+)+([a-z]\b)?")]
    private static partial Regex VersionNumber { get; }

    /// <summary>What each peer says of its version.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> VersionsAsync()
    {
        Dictionary<string, string> versions = [];
        foreach (Peer peer in InteropTable.Peers)
        {
            Match version = peer.Missing() is null
                ? VersionNumber.Match(await PeerProcess.RunAsync(peer.VersionCommand, CancellationToken.None))
                : Match.Empty;
            versions[peer.Name] = version.Success ? version.Value : "?";
        }

        return versions;
    }

    public static string Write(Func<InteropRow, string> result, Func<Peer, string> version)
    {
        InteropRow[] rows = [.. InteropTable.Rows];
        int tested = rows.Count(static row => row.Gap is null);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Interoperability

            {InteropTable.Peers.Count} peers, {tested} ways in which they resume with Segno or Segno with them, {rows.Length - tested} gaps.

            A row says *resumes* when both sides say so: the peer in its own output, log or response, and Segno in its account of the
            connection, which must also name the way. Every other row is a gap, with the limit of the peer's that makes it one.
            *Client* means that the peer connects to Segno's server; *server*, that Segno's client connects to the peer.

            {string.Join(" and ", InteropTable.Peers.Where(static peer => peer.LacksExtendedMasterSecret).Select(static peer => peer.Name))} have no extended_master_secret in TLS 1.2 (RFC 7627):
            their rows of TLS 1.2 run with `Resumption.AllowWithoutExtendedMasterSecret`, which is off by default.

            This file is generated: `SEGNO_WRITE_DOCS=1 eng/test`. The tests fail when it is not what they find; versions are those of
            the machine that wrote it.

            | Peer | Version | Side | Way | Result |
            |---|---|---|---|---|

            """);
        foreach (InteropRow row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {row.Peer.Name} | {version(row.Peer)} | {(row.Side is PeerSide.Client ? "client" : "server")} | {row.Way.Title} | {(row.Gap is null ? result(row) : $"gap: {row.Gap}")} |\n");
        }

        return text.ToString();
    }

    /// <summary>The text without versions.</summary>
    public static string Claims(string text) => VersionColumn.Replace(text.ReplaceLineEndings("\n"), "$1");

    [GeneratedRegex(@"^(\| [^|]+ \|)[^|]+\|", RegexOptions.Multiline)]
    private static partial Regex VersionColumn { get; }

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder, "Segno.slnx")))
        {
            folder = System.IO.Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
