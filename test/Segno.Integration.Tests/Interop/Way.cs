using System.Security.Authentication;

namespace Segno.Integration.Tests.Interop;

/// <summary>The ways in which a connection comes to resume.</summary>
public enum Way
{
    /// <summary>TLS 1.2 by session ID (RFC 5246 §7.3), tickets off.</summary>
    SessionId,
    /// <summary>TLS 1.2 by ticket (RFC 5077), session IDs off.</summary>
    Ticket,
    /// <summary>TLS 1.2 by ticket, of a session with a client certificate.</summary>
    TicketClientCertificate,
    /// <summary>TLS 1.3, psk_dhe_ke.</summary>
    PskDhe,
    /// <summary>TLS 1.3, psk_ke.</summary>
    PskKe,
    /// <summary>TLS 1.3, psk_dhe_ke, after a HelloRetryRequest.</summary>
    HelloRetry,
    /// <summary>TLS 1.3, psk_dhe_ke, of a session with a client certificate.</summary>
    PskClientCertificate,
}

internal static class WayFacts
{
    extension(Way way)
    {
        /// <summary>How the peers' programs under Peers/ call it.</summary>
        public string Code => way switch
        {
            Way.SessionId => "id",
            Way.Ticket => "ticket",
            Way.TicketClientCertificate => "ticket-cert",
            Way.PskDhe => "psk",
            Way.PskKe => "ke",
            Way.HelloRetry => "hrr",
            _ => "psk-cert",
        };

        /// <summary>How docs/interop.md calls it.</summary>
        public string Title => way switch
        {
            Way.SessionId => "1.2 session ID",
            Way.Ticket => "1.2 ticket",
            Way.TicketClientCertificate => "1.2 ticket, client certificate",
            Way.PskDhe => "1.3 PSK (psk_dhe_ke)",
            Way.PskKe => "1.3 PSK (psk_ke)",
            Way.HelloRetry => "1.3 PSK after HelloRetryRequest",
            _ => "1.3 PSK, client certificate",
        };

        public bool IsTls13 => way >= Way.PskDhe;

        public bool HasClientCertificate => way is Way.TicketClientCertificate or Way.PskClientCertificate;

        public SslProtocols Protocol => way.IsTls13 ? SslProtocols.Tls13 : SslProtocols.Tls12;

        /// <summary>What our account of the resumed connection must say.</summary>
        public ResumptionKind Kind => way switch
        {
            Way.SessionId => ResumptionKind.SessionId,
            Way.Ticket or Way.TicketClientCertificate => ResumptionKind.Ticket,
            Way.PskKe => ResumptionKind.Psk,
            _ => ResumptionKind.PskDhe,
        };
    }
}
