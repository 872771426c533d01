namespace Segno;

/// <summary>How a server keeps and resumes sessions.</summary>
public sealed class ServerResumptionOptions
{
    /// <summary>The most sessions that the built-in cache for session IDs holds (TLS 1.2); 0 switches session IDs off.</summary>
    public int SessionIdCapacity { get; init; } = 20_000;

    /// <summary>The most bytes that the built-in cache takes.</summary>
    public long SessionIdMaxBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>A store to use instead of the built-in one; the server does not dispose it.</summary>
    public IServerSessionStore? SessionStore { get; init; }

    /// <summary>Whether tickets are issued and accepted, in both versions.</summary>
    public bool Tickets { get; init; } = true;

    /// <summary>What seals tickets instead of the built-in key ring; the server does not dispose it.</summary>
    public ITicketProtector? TicketProtector { get; init; }

    /// <summary>Tickets a TLS 1.3 connection gets when the client does not say how many it wants; a resumed connection gets one, since it used one.</summary>
    public int TicketsPerConnection { get; init; } = 2;

    /// <summary>The most tickets a TLS 1.3 connection gets when the client does say (RFC 9149).</summary>
    public int MaxTicketsPerConnection { get; init; } = 8;

    /// <summary>How a TLS 1.3 PSK may be used.</summary>
    public PskKeyExchangeModes PskModes { get; init; } = PskKeyExchangeModes.DheKe;

    /// <summary>
    /// For how long a session ID or a ticket resumes; together with <see cref="TicketKeyPeriod"/> at most 7 days (RFC 8446 §4.6.1, RFC 9325 §3.4).
    /// What the age of the authentication leaves is promised if that is shorter.
    /// </summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The longest time since the last full authentication for a TLS 1.3 session; resuming does not extend it.</summary>
    public TimeSpan MaxAuthenticationAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The same for TLS 1.2, whose resumptions all share one master secret (RFC 9325 §3.4).</summary>
    public TimeSpan MaxAuthenticationAgeTls12 { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How long a ticket key of the built-in ring seals before the next takes over.</summary>
    public TimeSpan TicketKeyPeriod { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Clock differences up to this do not make a session one from the future.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether TLS 1.2 sessions without extended_master_secret may resume, with the limits of RFC 7627 §5.4. Old FTPS clients need it.</summary>
    public bool AllowWithoutExtendedMasterSecret { get; init; }

    /// <summary>
    /// How long a store or protector of your own may take to answer. After that, or when it throws, the handshake goes on without it: full, and without a
    /// session to keep.
    /// </summary>
    public TimeSpan StoreTimeout { get; init; } = TimeSpan.FromMilliseconds(500);
}
