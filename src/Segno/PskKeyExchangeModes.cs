namespace Segno;

/// <summary>The ways in which a TLS 1.3 PSK may be used (RFC 8446 §4.2.9).</summary>
[Flags]
public enum PskKeyExchangeModes
{
    /// <summary>None: TLS 1.3 does not resume.</summary>
    None = 0,
    /// <summary>psk_dhe_ke: with a fresh (EC)DHE exchange.</summary>
    DheKe = 1,
    /// <summary>psk_ke: without. Whoever gets the ticket key later reads the connection.</summary>
    Ke = 2,
}
