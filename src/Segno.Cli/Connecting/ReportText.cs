using System.Globalization;

namespace Segno.Cli.Connecting;

/// <summary>A connection as a line for people.</summary>
internal static class ReportText
{
    /// <summary>Everything after the kind, which stands first and may be coloured.</summary>
    /// <param name="report">The connection.</param>
    /// <param name="reasonSentence">Why it did not resume, if it did not.</param>
    public static string Rest(ConnectionReport report, string? reasonSentence)
    {
        string line = string.Create(CultureInfo.InvariantCulture,
            $"{report.Version}  {report.Cipher}  {report.Group ?? "-"}  {Count(report.RoundTrips, "round trip")}  {report.HandshakeBytesSent:N0} bytes sent, {report.HandshakeBytesReceived:N0} received  {report.HandshakeMilliseconds:0.00} ms");
        if (report is { SavedMilliseconds: { } milliseconds, SavedBytes: { } bytes })
            line += string.Create(CultureInfo.InvariantCulture, $"  saved {(report.SavedAtMost ? "at most " : "")}{milliseconds:0.00} ms, {bytes:N0} bytes{Trips(report.SavedRoundTrips)}");
        if (report.Reason is not null and not "not_offered" && reasonSentence is not null)
            line += $"  (not resumed: {reasonSentence})";
        if (report.AsExpected == false)
            line += "  NOT AS EXPECTED";
        return line;
    }

    /// <summary>The number and the kind, padded so that lines stand under each other.</summary>
    public static (string Number, string Kind) Head(ConnectionReport report) =>
        ($"#{report.Connection.ToString(CultureInfo.InvariantCulture),-3}", $"{report.Kind,-10}");

    private static string Trips(int? saved) => saved > 0 ? $", {Count(saved.Value, "round trip")}" : "";

    private static string Count(int number, string what) =>
        number == 1 ? $"1 {what}" : string.Create(CultureInfo.InvariantCulture, $"{number} {what}s");
}
