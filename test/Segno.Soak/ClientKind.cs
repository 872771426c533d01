namespace Segno.Soak;

/// <summary>The clients of the soak: what each is made to try.</summary>
internal enum ClientKind
{
    /// <summary>TLS 1.2, session IDs.</summary>
    Id12,
    /// <summary>TLS 1.2, tickets.</summary>
    Ticket12,
    /// <summary>TLS 1.3, psk_dhe_ke.</summary>
    Dhe13,
    /// <summary>TLS 1.3, psk_ke.</summary>
    Ke13,
    /// <summary>TLS 1.3 without key shares: a HelloRetryRequest each time.</summary>
    Retry13,
    /// <summary>TLS 1.2 with a client certificate.</summary>
    Certificate12,
    /// <summary>TLS 1.3 with a client certificate.</summary>
    Certificate13,
    /// <summary>Both versions, all defaults.</summary>
    Any,
    /// <summary>TLS 1.3 with a store that the application gave.</summary>
    OwnStore13,
    /// <summary>TLS 1.3 with records of 64 bytes, so that messages lie in many.</summary>
    SmallRecords13,
    /// <summary>TLS 1.2, never resuming.</summary>
    Full12,
    /// <summary>TLS 1.3, never resuming.</summary>
    Full13,
}
