using System.Globalization;
using System.Net;
using System.Security.Authentication;
using Segno.Cli.Naming;

namespace Segno.Cli.Serving;

/// <summary>What <c>segno serve</c> says on the terminal.</summary>
internal static class ServeText
{
    /// <summary>Where it listens and what to type to try it.</summary>
    public static IReadOnlyList<string> Welcome(IPEndPoint listening, SslProtocols tls)
    {
        IPEndPoint reachable = new(Reachable(listening.Address), listening.Port);
        string openssl = tls.HasFlag(SslProtocols.Tls12)
            ? $"openssl s_client -connect {reachable} -reconnect -tls1_2"
            // s_client -reconnect offers no TLS 1.3 ticket: it does not wait for one.
            : $"openssl s_client -connect {reachable} -tls1_3 -sess_out s.pem, then the same with -sess_in s.pem";
        return
        [
            $"Listening on https://{reachable} - try: {openssl}",
            $"Or: segno connect {reachable} --insecure, or a browser. Ctrl-C stops.",
        ];
    }

    /// <summary>What there was, at the end.</summary>
    public static IReadOnlyList<string> Summary(TlsStatistics statistics)
    {
        long resumed = statistics.SessionId + statistics.Ticket + statistics.PskDhe + statistics.Psk;
        string kinds = string.Join(", ", new (string Name, long Count)[]
        {
            ("session ID", statistics.SessionId),
            ("ticket", statistics.Ticket),
            ("PSK with (EC)DHE", statistics.PskDhe),
            ("PSK alone", statistics.Psk),
        }.Where(kind => kind.Count > 0).Select(kind => $"{kind.Name} {Number(kind.Count)}"));
        List<string> lines =
        [
            $"Connections: {Number(statistics.Full + resumed)}. Full {Number(statistics.Full)}, resumed {Number(resumed)}{(kinds.Length == 0 ? "" : $" ({kinds})")}.",
        ];
        foreach ((ResumptionDecline reason, long count) in statistics.Declines.Where(entry => entry.Value > 0).OrderByDescending(entry => entry.Value))
            lines.Add($"Not resumed: {Number(count)}, {Sentences.Of(reason)}.");
        if (statistics.Failed > 0)
        {
            string faults = string.Join(", ", statistics.Faults.Where(entry => entry.Value > 0).OrderByDescending(entry => entry.Value).Select(entry => $"{entry.Key} {Number(entry.Value)}"));
            lines.Add($"Handshakes that failed: {Number(statistics.Failed)}{(faults.Length == 0 ? "" : $" ({faults})")}.");
        }
        return lines;
    }

    private static IPAddress Reachable(IPAddress address)
    {
        if (address.Equals(IPAddress.Any))
            return IPAddress.Loopback;
        return address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : address;
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
