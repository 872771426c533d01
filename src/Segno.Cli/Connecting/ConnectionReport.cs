using Segno.Cli.Naming;

namespace Segno.Cli.Connecting;

/// <summary>What is told of one connection; with <c>--json</c> an object a line, with names in snake_case.</summary>
internal sealed record ConnectionReport
{
    /// <summary>1 for the first.</summary>
    public required int Connection { get; init; }

    public required bool Resumed { get; init; }

    /// <summary><c>full</c>, <c>session_id</c>, <c>ticket</c>, <c>psk_dhe</c> or <c>psk</c>.</summary>
    public required string Kind { get; init; }

    public required bool Offered { get; init; }

    /// <summary>Why the handshake was a full one; null if the connection resumed.</summary>
    public string? Reason { get; init; }

    public required string Version { get; init; }

    public required string Cipher { get; init; }

    public string? Group { get; init; }

    public string? Alpn { get; init; }

    public int RoundTrips { get; init; }

    public long HandshakeBytesSent { get; init; }

    public long HandshakeBytesReceived { get; init; }

    public double HandshakeMilliseconds { get; init; }

    /// <summary>Against the first full handshake of the same version in this run.</summary>
    public double? SavedMilliseconds { get; init; }

    /// <summary>Whether that handshake was the first of the process, whose time includes what is loaded and compiled once.</summary>
    public bool SavedAtMost { get; init; }

    public long? SavedBytes { get; init; }

    public int? SavedRoundTrips { get; init; }

    public double? AgeSeconds { get; init; }

    public int TimesResumed { get; init; }

    public int TicketsReceived { get; init; }

    /// <summary>Whether it is as <c>--expect</c> says; null if it was not judged.</summary>
    public bool? AsExpected { get; init; }

    /// <summary>What the server sent, as text; null without <c>--send</c>.</summary>
    public string? Response { get; init; }

    /// <param name="number">1 for the first.</param>
    /// <param name="info">The connection.</param>
    /// <param name="firstFull">The first full handshake of the run, before this one; null if there was none.</param>
    /// <param name="firstFullNumber">Its number.</param>
    /// <param name="asExpected">Whether it is as <c>--expect</c> says.</param>
    public static ConnectionReport Of(int number, ConnectionInfo info, ConnectionInfo? firstFull, int firstFullNumber, bool? asExpected)
    {
        ResumptionInfo resumption = info.Resumption;
        Saving? saving = resumption.IsResumed && firstFull?.Protocol == info.Protocol ? Saving.Between(firstFull, info) : null;
        return new ConnectionReport
        {
            Connection = number,
            Resumed = resumption.IsResumed,
            Kind = Names.Of(resumption.Kind),
            Offered = resumption.Offered,
            Reason = Names.Reason(resumption),
            Version = Names.Of(info.Protocol),
            Cipher = Names.Of(info.CipherSuite),
            Group = Names.Of(info.Group),
            Alpn = Names.Of(info.ApplicationProtocol),
            RoundTrips = info.RoundTrips,
            HandshakeBytesSent = info.HandshakeBytesSent,
            HandshakeBytesReceived = info.HandshakeBytesReceived,
            HandshakeMilliseconds = Math.Round(info.HandshakeDuration.TotalMilliseconds, 3),
            SavedMilliseconds = saving is { } saved ? Math.Round(saved.Time.TotalMilliseconds, 3) : null,
            SavedAtMost = saving is not null && firstFullNumber == 1,
            SavedBytes = saving?.Bytes,
            SavedRoundTrips = saving?.RoundTrips,
            AgeSeconds = resumption.Age is { } age ? Math.Round(age.TotalSeconds, 3) : null,
            TimesResumed = resumption.TimesResumed,
            TicketsReceived = resumption.TicketsIssued,
            AsExpected = asExpected,
        };
    }
}
