using Segno.Certificates;
using Segno.Crypto;
using Segno.Resumption.Sessions;

namespace Segno.Handshake.Server;

/// <summary>May this session resume here, now, on these terms? The same question for IDs, tickets and PSKs.</summary>
internal static class SessionAdmission
{
    public static async ValueTask<ResumptionDecline> CheckAsync(
        ServerHandshake hs, ServerHost host, string? serverName, Session session, Wire.ProtocolVersion version, CipherSuite? suite, bool offersEms, CancellationToken cancellationToken)
    {
        ServerConfiguration configuration = hs.Configuration;
        ResumptionTerms terms = new()
        {
            Now = hs.Now,
            Version = version,
            CipherSuite = suite,
            ServerName = serverName,
            Scope = host.ScopeFor(serverName),
            OffersExtendedMasterSecret = offersEms,
            AllowWithoutExtendedMasterSecret = configuration.Resumption.AllowWithoutExtendedMasterSecret,
            ClientCertificateMode = host.Options.ClientCertificateMode,
            SignatureSchemes = configuration.SignatureSchemes,
            Lifetimes = configuration.Lifetimes,
        };
        ResumptionDecline decline = SessionCompatibility.Check(session, terms);
        if (decline != ResumptionDecline.None || session.PeerCertificates.Count == 0)
            return decline;

        // The client's identity survives whole, or the handshake is full: what the policy wants checked again is checked now.
        CertificateVerdict verdict = await host.ClientValidator.RecheckAsync(session.PeerCertificates, serverName: null, cancellationToken).ConfigureAwait(false);
        return verdict.IsAccepted ? ResumptionDecline.None : ResumptionDecline.PeerCertificateRefused;
    }
}
