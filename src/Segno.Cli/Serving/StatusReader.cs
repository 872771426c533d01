using Segno.Cli.Naming;

namespace Segno.Cli.Serving;

/// <summary>Puts what Segno says of a connection into the form in which the site says it.</summary>
internal static class StatusReader
{
    public static ConnectionStatus Read(ConnectionInfo info, ConnectionRecord? record, int requests, string? clientCertificate, TlsStatistics statistics)
    {
        ResumptionInfo resumption = info.Resumption;
        return new ConnectionStatus
        {
            Resumed = resumption.IsResumed,
            Kind = Names.Of(resumption.Kind),
            Offered = resumption.Offered,
            Reason = Names.Reason(resumption),
            ReasonSentence = resumption.IsResumed ? null : Sentences.Of(resumption.Decline),
            Version = Names.Of(info.Protocol),
            Cipher = Names.Of(info.CipherSuite),
            Group = Names.Of(info.Group),
            AgeSeconds = Seconds(resumption.Age),
            AuthenticationAgeSeconds = Seconds(resumption.AuthenticationAge),
            TimesResumed = resumption.TimesResumed,
            Key = resumption.KeyName,
            ServerName = info.ServerName,
            Alpn = Names.Of(info.ApplicationProtocol),
            ExtendedMasterSecret = info.ExtendedMasterSecret,
            HelloRetryRequest = info.HelloRetryRequest,
            ClientCertificate = clientCertificate,
            HandshakeBytesSent = info.HandshakeBytesSent,
            HandshakeBytesReceived = info.HandshakeBytesReceived,
            RoundTrips = info.RoundTrips,
            HandshakeMilliseconds = Math.Round(info.HandshakeDuration.TotalMilliseconds, 3),
            TicketsIssued = resumption.TicketsIssued,
            NotIssued = Names.Of(resumption.NotIssued),
            SavedBytes = record?.Saving?.Bytes,
            SavedMilliseconds = record?.Saving is { } saving ? Math.Round(saving.Time.TotalMilliseconds, 3) : null,
            SavedRoundTrips = record?.Saving?.RoundTrips,
            Requests = requests,
            Server = Totals(statistics),
        };
    }

    private static ServerTotals Totals(TlsStatistics statistics) => new()
    {
        Full = statistics.Full,
        SessionId = statistics.SessionId,
        Ticket = statistics.Ticket,
        PskDhe = statistics.PskDhe,
        Psk = statistics.Psk,
        Failed = statistics.Failed,
        Declines = statistics.Declines.ToDictionary(entry => Names.Of(entry.Key), entry => entry.Value),
    };

    private static double? Seconds(TimeSpan? span) => span is { } value ? Math.Round(value.TotalSeconds, 3) : null;
}
