namespace Segno;

/// <summary>How a client keeps and offers sessions.</summary>
public sealed class ClientResumptionOptions
{
    /// <summary>Whether sessions are offered and kept at all.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether TLS 1.2 tickets are asked for (RFC 5077); session IDs work without.</summary>
    public bool Tickets { get; init; } = true;

    /// <summary>Where sessions are kept; null for a store of the client's own, in memory. A given store is not disposed.</summary>
    public IClientSessionStore? Store { get; init; }

    /// <summary>The most sessions that the store in memory holds.</summary>
    public int StoreCapacity { get; init; } = 4096;

    /// <summary>The most sessions that the store in memory holds for one origin.</summary>
    public int StoreCapacityPerOrigin { get; init; } = 256;

    /// <summary>The most bytes that the store in memory takes.</summary>
    public long StoreMaxBytes { get; init; } = 16L * 1024 * 1024;

    /// <summary>How a TLS 1.3 PSK may be used.</summary>
    public PskKeyExchangeModes PskModes { get; init; } = PskKeyExchangeModes.DheKe;

    /// <summary>The most tickets a connection asks for (RFC 9149); 0 leaves the wish out.</summary>
    public int MaxTicketsPerConnection { get; init; } = 8;

    /// <summary>The longest time since the last full authentication for a TLS 1.3 session; at most 7 days.</summary>
    public TimeSpan MaxAuthenticationAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The same for TLS 1.2.</summary>
    public TimeSpan MaxAuthenticationAgeTls12 { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Whether TLS 1.2 sessions without extended_master_secret may resume, with the limits of RFC 7627 §5.4. Old FTPS servers need it.</summary>
    public bool AllowWithoutExtendedMasterSecret { get; init; }

    /// <summary>
    /// How long a store of your own may take to answer. After that, or when it throws, the handshake goes on without it: full, and without a
    /// session to keep.
    /// </summary>
    public TimeSpan StoreTimeout { get; init; } = TimeSpan.FromMilliseconds(500);
}
