using System.Text.Json.Serialization;

namespace Segno.Cli.Serving;

/// <summary>The answer of <c>/status.json</c>: what is true of the connection that the request came by. Names are written in snake_case.</summary>
internal sealed record ConnectionStatus
{
    public required bool Resumed { get; init; }

    /// <summary><c>full</c>, <c>session_id</c>, <c>ticket</c>, <c>psk_dhe</c> or <c>psk</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Whether the client offered a session.</summary>
    public required bool Offered { get; init; }

    /// <summary>Why the handshake was a full one; null if the connection resumed.</summary>
    public string? Reason { get; init; }

    /// <summary>The same, as a sentence.</summary>
    [JsonIgnore]
    public string? ReasonSentence { get; init; }

    public required string Version { get; init; }

    public required string Cipher { get; init; }

    public string? Group { get; init; }

    /// <summary>Age of the session when it was resumed.</summary>
    public double? AgeSeconds { get; init; }

    /// <summary>Time since the last full handshake of the session's lineage, when it was resumed.</summary>
    public double? AuthenticationAgeSeconds { get; init; }

    public int TimesResumed { get; init; }

    /// <summary>The name of the ticket key, in hexadecimal.</summary>
    public string? Key { get; init; }

    public string? ServerName { get; init; }

    public string? Alpn { get; init; }

    public bool ExtendedMasterSecret { get; init; }

    public bool HelloRetryRequest { get; init; }

    /// <summary>The subject of the client's certificate, also on a resumed connection.</summary>
    public string? ClientCertificate { get; init; }

    public long HandshakeBytesSent { get; init; }

    public long HandshakeBytesReceived { get; init; }

    public int RoundTrips { get; init; }

    public double HandshakeMilliseconds { get; init; }

    public int TicketsIssued { get; init; }

    /// <summary>Why this connection's own session was not kept or ticketed; null if it was.</summary>
    public string? NotIssued { get; init; }

    /// <summary>Against the newest full handshake of the same version that this server saw.</summary>
    public long? SavedBytes { get; init; }

    public double? SavedMilliseconds { get; init; }

    public int? SavedRoundTrips { get; init; }

    /// <summary>Requests on this connection so far, with this one.</summary>
    public int Requests { get; init; }

    public required ServerTotals Server { get; init; }
}

/// <summary>What the server has counted since it started.</summary>
internal sealed record ServerTotals
{
    public long Full { get; init; }

    public long SessionId { get; init; }

    public long Ticket { get; init; }

    public long PskDhe { get; init; }

    public long Psk { get; init; }

    public long Failed { get; init; }

    /// <summary>Offered sessions that did not resume, by reason.</summary>
    public required IReadOnlyDictionary<string, long> Declines { get; init; }
}
