namespace Segno;

/// <summary>The account of one connection's resumption: resumed or not, how, and why not.</summary>
public sealed record ResumptionInfo
{
    /// <summary>How the connection came about.</summary>
    public ResumptionKind Kind { get; init; }

    /// <summary>Whether it resumed a session.</summary>
    public bool IsResumed => Kind != ResumptionKind.Full;

    /// <summary>Whether the client offered a session: an ID from a store, a ticket, or a PSK.</summary>
    public bool Offered { get; init; }

    /// <summary>Why a session that was offered did not resume; on a client that offered none, why the one at hand was held back.</summary>
    public ResumptionDecline Decline { get; init; }

    /// <summary>Time since the session was made or last renewed, or null for a full handshake.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>Time since the last full handshake of this lineage of sessions, or null for a full handshake.</summary>
    public TimeSpan? AuthenticationAge { get; init; }

    /// <summary>
    /// How often the session was resumed, with this connection, as far as it says itself: 0 for a full handshake. Each new ticket carries the
    /// count on; a TLS 1.2 session ID, or a ticket that is used again without being renewed, keeps the count that it was made with.
    /// </summary>
    public int TimesResumed { get; init; }

    /// <summary>The name of the ticket key, in hexadecimal, where a ticket was opened or its key is unknown.</summary>
    public string? KeyName { get; init; }

    /// <summary>Tickets sent (server) or received (client) on this connection so far, and why the last one was not issued, if one was not.</summary>
    public int TicketsIssued { get; init; }

    /// <summary>Why this connection's own session was not kept or ticketed, if it was not.</summary>
    public TicketRefusal NotIssued { get; init; }
}

/// <summary>Why a server issued no ticket or kept no session.</summary>
public enum TicketRefusal
{
    /// <summary>It did, or nothing was asked for.</summary>
    None,
    /// <summary>Tickets and session IDs are switched off.</summary>
    Disabled,
    /// <summary>The sealed session would exceed the limit (4,096 bytes), or the stored one the store's.</summary>
    TooLarge,
    /// <summary>No key may seal now.</summary>
    NoKey,
    /// <summary>The session may not resume: TLS 1.2 without extended_master_secret (RFC 7627 §5.4).</summary>
    NotResumable,
    /// <summary>The time since the last full authentication leaves it no lifetime.</summary>
    TooOld,
    /// <summary>The client lists no PSK key exchange mode that is allowed (RFC 8446 §4.2.9).</summary>
    PskModeMismatch,
    /// <summary>The store did not keep the session: it has no room for it, or is down.</summary>
    NotStored,
}
