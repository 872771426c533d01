using Segno.Crypto;
using Segno.Resumption.Sessions;

namespace Segno.Handshake;

/// <summary>Makes the session that a handshake leaves behind.</summary>
internal static class SessionMaking
{
    /// <remarks><paramref name="secret"/> is the master secret (TLS 1.2) or the PSK (TLS 1.3); the session owns it from here on.</remarks>
    public static Session FromFacts(
        HandshakeFacts facts, SecretBuffer secret, ResumptionScope scope, DateTimeOffset now, TimeSpan lifetime, int timesResumed, uint ticketAgeAdd, uint maxEarlyDataBytes = 0) => new()
        {
            Version = facts.Version,
            CipherSuite = facts.Suite.Code,
            Secret = secret,
            MadeBy = facts.Configuration,
            ExtendedMasterSecret = facts.ExtendedMasterSecret,
            ApplicationProtocol = facts.ApplicationProtocol,
            ServerName = facts.ServerName,
            PeerCertificates = facts.PeerCertificates,
            Group = facts.Group,
            PeerSignatureScheme = facts.PeerSignatureScheme,
            OcspResponse = facts.Staple.OcspResponse,
            SignedCertificateTimestamps = facts.Staple.Timestamps,
            CreatedAt = now,
            AuthenticatedAt = facts.AuthenticatedAt,
            Lifetime = lifetime,
            TicketAgeAdd = ticketAgeAdd,
            MaxEarlyDataBytes = maxEarlyDataBytes,
            Scope = scope,
            TimesResumed = timesResumed,
        };
}
