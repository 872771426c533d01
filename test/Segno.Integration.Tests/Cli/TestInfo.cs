using System.Net.Security;
using System.Security.Authentication;

namespace Segno.Integration.Tests.Cli;

/// <summary>Connections as they might have come about.</summary>
internal static class TestInfo
{
    public static readonly ConnectionInfo Full13 = new()
    {
        Protocol = SslProtocols.Tls13,
        CipherSuite = TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        Group = NamedGroup.X25519MLKem768,
        ServerName = "localhost",
        ApplicationProtocol = SslApplicationProtocol.Http2,
        ExtendedMasterSecret = true,
        Resumption = new ResumptionInfo { TicketsIssued = 2 },
        HandshakeBytesSent = 2000,
        HandshakeBytesReceived = 500,
        RoundTrips = 1,
        HandshakeDuration = TimeSpan.FromMilliseconds(3.5),
    };

    public static readonly ConnectionInfo PskDhe = Full13 with
    {
        Resumption = new ResumptionInfo
        {
            Kind = ResumptionKind.PskDhe,
            Offered = true,
            Age = TimeSpan.FromSeconds(12.3456),
            AuthenticationAge = TimeSpan.FromSeconds(100),
            TimesResumed = 3,
            KeyName = "0a0b",
            TicketsIssued = 1,
        },
        HandshakeBytesSent = 300,
        HandshakeBytesReceived = 700,
        HandshakeDuration = TimeSpan.FromMilliseconds(1.25),
    };

    public static readonly ConnectionInfo Full12 = Full13 with
    {
        Protocol = SslProtocols.Tls12,
        CipherSuite = TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        Group = NamedGroup.X25519,
        RoundTrips = 2,
    };

    public static readonly ConnectionInfo SessionId = Full12 with
    {
        Resumption = new ResumptionInfo { Kind = ResumptionKind.SessionId, Offered = true, Age = TimeSpan.Zero, TimesResumed = 1 },
        HandshakeBytesSent = 100,
        HandshakeBytesReceived = 100,
        RoundTrips = 1,
    };

    public static ConnectionInfo Declined(ResumptionDecline decline) =>
        Full13 with { Resumption = new ResumptionInfo { Offered = true, Decline = decline } };
}
