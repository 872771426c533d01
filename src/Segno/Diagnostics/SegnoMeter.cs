using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Authentication;
using Segno.Wire;

namespace Segno.Diagnostics;

/// <summary>The meter "Segno": how connections come about, why sessions do not resume, and what fails, over all servers and clients of the process.</summary>
internal static class SegnoMeter
{
    /// <summary>The meter's name, for those who listen.</summary>
    public const string Name = "Segno";

    private static readonly Meter s_meter = new(Name);
    private static readonly Counter<long> s_handshakes = s_meter.CreateCounter<long>(
        "segno.handshakes", "{handshake}", "Handshakes that were completed, by role, kind and version.");
    private static readonly Counter<long> s_declines = s_meter.CreateCounter<long>(
        "segno.resumption.declined", "{handshake}", "Offered sessions that did not resume, by role and reason.");
    private static readonly Counter<long> s_failures = s_meter.CreateCounter<long>(
        "segno.handshake.failures", "{handshake}", "Handshakes that failed, by role and fault.");
    private static readonly Counter<long> s_issued = s_meter.CreateCounter<long>(
        "segno.tickets.issued", "{ticket}", "Tickets that servers sent.");
    private static readonly Counter<long> s_notIssued = s_meter.CreateCounter<long>(
        "segno.tickets.not_issued", "{handshake}", "Connections whose session was not ticketed or kept, by reason.");
    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram<double>(
        "segno.handshake.duration", "s", "How long completed handshakes took.");
    private static readonly UpDownCounter<long> s_connections = s_meter.CreateUpDownCounter<long>(
        "segno.connections", "{connection}", "Connections that are established.");

    public static void Connected(TlsRole role, ConnectionInfo info)
    {
        KeyValuePair<string, object?> side = Side(role);
        KeyValuePair<string, object?> kind = new("kind", KindOf(info.Resumption.Kind));
        KeyValuePair<string, object?> version = new("version", info.Protocol == SslProtocols.Tls13 ? "1.3" : "1.2");
        s_handshakes.Add(1, side, kind, version);
        s_duration.Record(info.HandshakeDuration.TotalSeconds, side, kind, version);
        s_connections.Add(1, side);
        if (role == TlsRole.Server)
            CountTickets(info.Resumption);
    }

    public static void Declined(TlsRole role, ResumptionDecline reason) => s_declines.Add(1, Side(role), new("reason", reason.ToString()));

    public static void Closed(TlsRole role) => s_connections.Add(-1, Side(role));

    public static void Failed(TlsRole role, string fault) => s_failures.Add(1, Side(role), new("fault", fault));

    private static void CountTickets(ResumptionInfo resumption)
    {
        if (resumption.TicketsIssued > 0)
            s_issued.Add(resumption.TicketsIssued);
        if (resumption.NotIssued != TicketRefusal.None)
            s_notIssued.Add(1, new KeyValuePair<string, object?>("reason", resumption.NotIssued.ToString()));
    }

    private static KeyValuePair<string, object?> Side(TlsRole role) => new("role", role == TlsRole.Server ? "server" : "client");

    private static string KindOf(ResumptionKind kind) => kind switch
    {
        ResumptionKind.Full => "full",
        ResumptionKind.SessionId => "session_id",
        ResumptionKind.Ticket => "ticket",
        ResumptionKind.PskDhe => "psk_dhe",
        ResumptionKind.Psk => "psk",
        _ => throw new UnreachableException(),
    };
}
