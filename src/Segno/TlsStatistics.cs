namespace Segno;

/// <summary>What a server or client has counted since it was made: a snapshot.</summary>
public sealed record TlsStatistics
{
    /// <summary>Connections by full handshake.</summary>
    public long Full { get; init; }

    /// <summary>Connections resumed by session ID.</summary>
    public long SessionId { get; init; }

    /// <summary>Connections resumed by TLS 1.2 ticket.</summary>
    public long Ticket { get; init; }

    /// <summary>Connections resumed by PSK with (EC)DHE.</summary>
    public long PskDhe { get; init; }

    /// <summary>Connections resumed by PSK alone.</summary>
    public long Psk { get; init; }

    /// <summary>Handshakes that failed.</summary>
    public long Failed { get; init; }

    /// <summary>Offered sessions that did not resume, by reason.</summary>
    public IReadOnlyDictionary<ResumptionDecline, long> Declines { get; init; } = new Dictionary<ResumptionDecline, long>();

    /// <summary>Failed handshakes by the name of the <see cref="TlsFault"/>.</summary>
    public IReadOnlyDictionary<string, long> Faults { get; init; } = new Dictionary<string, long>();
}
