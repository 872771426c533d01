using Segno.Crypto;
using Segno.Wire;

namespace Segno.Resumption.Sessions;

/// <summary>May this session resume on these terms? One pure answer for IDs, tickets and PSKs, of both sides.</summary>
/// <remarks>
/// The first reason of this order is the answer: time (from the future, expired, too old), version, cipher suite, server name, scope,
/// client authentication, signature scheme, extended master secret. The last comes last because its mismatch is the one that a TLS 1.2 server may have
/// to answer with an alert (RFC 7627 §5.3), and only for a session that would resume otherwise.
/// </remarks>
internal static class SessionCompatibility
{
    public static ResumptionDecline Check(Session session, in ResumptionTerms terms)
    {
        ResumptionDecline decline = terms.Lifetimes.Check(session, terms.Now);
        if (decline != ResumptionDecline.None)
            return decline;
        if (session.Version != terms.Version)
            return ResumptionDecline.VersionChanged;
        if (!SuiteFits(session, terms.CipherSuite))
            return ResumptionDecline.CipherSuiteChanged;
        // RFC 6066 §3 for TLS 1.2; RFC 8446 §4.6.1 lets names differ, but what a certificate vouched for under one name is not asked for another.
        if (!string.Equals(session.ServerName, terms.ServerName, StringComparison.Ordinal))
            return ResumptionDecline.ServerNameMismatch;
        decline = terms.Scope.Admit(session.Scope);
        if (decline != ResumptionDecline.None)
            return decline;
        if (terms.ClientCertificateMode == ClientCertificateMode.Required && session.PeerCertificates.Count == 0)
            return ResumptionDecline.ClientAuthenticationRequired;
        // What the peer proved itself with is not accepted any more: it has to prove itself anew.
        if (session.PeerSignatureScheme is { } scheme && !terms.SignatureSchemes.Contains(scheme))
            return ResumptionDecline.Policy;
        return ExtendedMasterSecretFits(session, terms) ? ResumptionDecline.None : ResumptionDecline.ExtendedMasterSecretMismatch;
    }

    private static bool SuiteFits(Session session, CipherSuite? suite)
    {
        if (suite is null)
            return false;
        // RFC 5246 §7.4.1.3: a resumed session has its own suite. RFC 8446 §4.6.1: a PSK goes with any suite of its hash.
        return session.Version == ProtocolVersion.Tls12
            ? suite.Code == session.CipherSuite
            : suite.Version == ProtocolVersion.Tls13 && CipherSuite.Find(session.CipherSuite)?.Hash == suite.Hash;
    }

    private static bool ExtendedMasterSecretFits(Session session, in ResumptionTerms terms)
    {
        if (session.Version == ProtocolVersion.Tls13)
            return true;
        if (session.ExtendedMasterSecret)
            return terms.OffersExtendedMasterSecret;
        // RFC 7627 §5.3: a session without never resumes where the extension is offered; where it is not, only if the application wants it.
        return !terms.OffersExtendedMasterSecret && terms.AllowWithoutExtendedMasterSecret;
    }
}
