namespace Segno;

/// <summary>How a connection came about.</summary>
public enum ResumptionKind
{
    /// <summary>A full handshake: key agreement and certificates.</summary>
    Full,
    /// <summary>TLS 1.2, abbreviated, by session ID (RFC 5246 §7.3).</summary>
    SessionId,
    /// <summary>TLS 1.2, abbreviated, by session ticket (RFC 5077).</summary>
    Ticket,
    /// <summary>TLS 1.3, PSK with (EC)DHE (RFC 8446 §2.2, psk_dhe_ke).</summary>
    PskDhe,
    /// <summary>TLS 1.3, PSK alone (RFC 8446 §2.2, psk_ke).</summary>
    Psk,
}
