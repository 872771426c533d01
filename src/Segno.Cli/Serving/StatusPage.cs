using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Segno.Cli.Serving;

/// <summary>The page at <c>/</c>: what is true of this connection, for people. No script, nothing from elsewhere.</summary>
internal static class StatusPage
{
    /// <summary>Nothing may load, run or frame; the style is the page's own.</summary>
    public const string ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private const string Style = """
        :root{color-scheme:light dark;--bg:#fbfbf8;--fg:#1c1d1a;--dim:#62645d;--line:#dcdcd4;--good:#14713d;--plain:#8a5a00}
        @media(prefers-color-scheme:dark){:root{--bg:#16171a;--fg:#e7e7e2;--dim:#9b9d96;--line:#33353a;--good:#5fd08f;--plain:#e6b450}}
        body{margin:0;background:var(--bg);color:var(--fg);font:17px/1.5 system-ui,sans-serif}
        main{max-width:42rem;margin:0 auto;padding:3rem 1.25rem}
        h1{font-size:1.9rem;line-height:1.2;margin:0 0 .5rem}h2{font-size:1rem;margin:2.5rem 0 .5rem;color:var(--dim)}
        .resumed{color:var(--good)}.full{color:var(--plain)}
        dl{display:grid;grid-template-columns:minmax(8rem,auto) 1fr;gap:0 1.5rem;margin:0}
        dt,dd{margin:0;padding:.3rem 0;border-top:1px solid var(--line)}dt{color:var(--dim)}dd{overflow-wrap:anywhere}
        button{font:inherit;padding:.45rem .9rem;margin-top:.5rem;color:inherit;background:none;border:1px solid currentColor;border-radius:.4rem;cursor:pointer}
        code{font:.9em ui-monospace,monospace}a{color:inherit}
        """;

    public static string Render(ConnectionStatus status)
    {
        StringBuilder page = new(4096);
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
            .Append("<title>").Append(status.Resumed ? "Resumed" : "Full handshake").Append(" - Segno</title>")
            .Append("<link rel=\"icon\" href=\"data:,\"><style>").Append(Style).Append("</style></head><body><main>");
        Verdict(page, status);

        page.Append("<h2>This connection</h2><dl>");
        Row(page, "Version", status.Version);
        Row(page, "Cipher suite", status.Cipher);
        Row(page, "Group", status.Group);
        Row(page, "Handshake", Invariant(
            $"{Count(status.RoundTrips, "round trip")}, {status.HandshakeBytesReceived:N0} bytes received, {status.HandshakeBytesSent:N0} sent, {status.HandshakeMilliseconds:0.0} ms"));
        Row(page, "Session age", status.AgeSeconds is { } age ? Invariant($"{age:0.0} s, resumed {Count(status.TimesResumed, "time")}") : null);
        Row(page, "Last full handshake", status.AuthenticationAgeSeconds is { } authentication ? Invariant($"{authentication:0.0} s before") : null);
        Row(page, "Saved", Saved(status));
        Row(page, "Ticket key", status.Key);
        Row(page, "Tickets issued", status.TicketsIssued.ToString(CultureInfo.InvariantCulture));
        Row(page, "Not issued", status.NotIssued);
        Row(page, "Server name", status.ServerName);
        Row(page, "Protocol", status.Alpn);
        Row(page, "Client certificate", status.ClientCertificate);
        Row(page, "Requests on it", status.Requests.ToString(CultureInfo.InvariantCulture));
        page.Append("</dl>");

        ServerTotals server = status.Server;
        page.Append("<h2>Since the server started</h2><dl>");
        Row(page, "Full", Number(server.Full));
        Row(page, "By session ID", Number(server.SessionId));
        Row(page, "By ticket", Number(server.Ticket));
        Row(page, "By PSK, (EC)DHE", Number(server.PskDhe));
        Row(page, "By PSK alone", server.Psk == 0 ? null : Number(server.Psk));
        Row(page, "Failed", Number(server.Failed));
        foreach ((string reason, long count) in server.Declines)
            Row(page, "Refused", $"{Number(count)}: {reason.Replace('_', ' ')}");
        page.Append("</dl><p>For scripts: <a href=\"/status.json\"><code>/status.json</code></a></p></main></body></html>\n");
        return page.ToString();
    }

    private static void Verdict(StringBuilder page, ConnectionStatus status)
    {
        string verdict = status.Kind switch
        {
            "session_id" => "Resumed by session ID",
            "ticket" => "Resumed by session ticket",
            "psk_dhe" => "Resumed by PSK, with fresh keys",
            "psk" => "Resumed by PSK alone",
            _ => "Full handshake",
        };
        string means = status.Resumed
            ? "You were here before: this connection went on with that session, and no certificate was sent."
            : $"Keys were agreed on and certificates sent, since {status.ReasonSentence}.";
        page.Append("<h1 class=\"").Append(status.Resumed ? "resumed" : "full").Append("\">").Append(verdict).Append("</h1><p>").Append(Html(means)).Append("</p>")
            .Append("<p>Reload to try. While your browser keeps the connection open, a reload shows the same one; this opens another:</p>")
            .Append("<form action=\"/again\"><button>Connect again</button></form>");
    }

    private static string? Saved(ConnectionStatus status)
    {
        if (status.SavedBytes is not { } bytes)
            return status.Resumed ? "unknown: no full handshake of this version was seen to compare with" : null;
        string trips = status.SavedRoundTrips is > 0 and { } saved ? $"{Count(saved, "round trip")}, " : "";
        return Invariant($"{trips}{bytes:N0} bytes and {status.SavedMilliseconds:0.0} ms against the last full handshake");
    }

    private static void Row(StringBuilder page, string name, string? value)
    {
        if (value is not null)
            page.Append("<dt>").Append(name).Append("</dt><dd>").Append(Html(value)).Append("</dd>");
    }

    /// <summary>Names come from the peer: nothing goes into the page as it is.</summary>
    private static string Html(string text) => HtmlEncoder.Default.Encode(text);

    private static string Count(int number, string what) => number == 1 ? $"1 {what}" : Invariant($"{number} {what}s");

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
