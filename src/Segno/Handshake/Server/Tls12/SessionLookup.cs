using Segno.Crypto;
using Segno.Resumption.Sessions;
using Segno.Wire;

namespace Segno.Handshake.Server.Tls12;

/// <summary>Finds the session that a TLS 1.2 client offers, by ticket or by ID, and asks whether it may resume here.</summary>
internal static class SessionLookup
{
    /// <returns>A session that resumes, owned by the handshake; its <see cref="OpenedSession.Session"/> is null where the handshake is full.</returns>
    /// <exception cref="TlsException">handshake_failure: the client drops extended_master_secret from a session that has it (RFC 7627 §5.3).</exception>
    public static async ValueTask<OpenedSession> FindAsync(
        ServerHandshake hs, ServerHost host, string? serverName, ClientOffer offer, CancellationToken cancellationToken)
    {
        OpenedSession opened;
        if (!offer.Ticket.IsEmpty)
        {
            // RFC 5077 §3.4: with a ticket, session_id is no more than a name that the server echoes; it is never looked up.
            hs.Account.Offered();
            opened = await OfferedTicket.OpenAsync(hs, offer.Ticket, ProtocolVersion.Tls12, cancellationToken).ConfigureAwait(false);
        }
        else if (!offer.Hello.SessionId.IsEmpty)
        {
            opened = await OfferedTicket.FindAsync(hs, offer.Hello.SessionId, cancellationToken).ConfigureAwait(false);
            if (opened.Session is null && offer.SessionIdMayBeMadeUp)
            {
                if (offer.Hello.Extensions.Contains(ExtensionType.PreSharedKey))
                    hs.Account.Declined(ResumptionDecline.VersionChanged);
                return opened;
            }
        }
        else
        {
            if (offer.Hello.Extensions.Contains(ExtensionType.PreSharedKey))
                hs.Account.Declined(ResumptionDecline.VersionChanged);
            return default;
        }

        if (opened.Session is not { } session)
        {
            hs.Account.Declined(opened.Decline);
            return opened;
        }
        hs.Own(session);
        ResumptionDecline decline = CipherSuiteDecline(hs, offer, session);
        if (decline == ResumptionDecline.None)
        {
            decline = await SessionAdmission.CheckAsync(
                hs, host, serverName, session, ProtocolVersion.Tls12, CipherSuite.Find(session.CipherSuite), offer.ExtendedMasterSecret, cancellationToken).ConfigureAwait(false);
        }
        // Only for a session that would otherwise be valid, so that a ticket of somebody else's tells nothing.
        if (session.ExtendedMasterSecret && !offer.ExtendedMasterSecret && decline is ResumptionDecline.None or ResumptionDecline.ExtendedMasterSecretMismatch)
            throw new TlsException(TlsFaults.EmsDropped);
        if (decline == ResumptionDecline.None)
            return opened;
        hs.Account.Declined(decline);
        return new OpenedSession(decline);
    }

    /// <summary>The session's suite must be enabled here and offered now (RFC 5246 §7.4.1.3).</summary>
    private static ResumptionDecline CipherSuiteDecline(ServerHandshake hs, in ClientOffer offer, Session session)
    {
        bool enabled = CipherSuite.Find(session.CipherSuite) is { } suite && hs.Configuration.CipherSuites.Contains(suite);
        return enabled && offer.Hello.CipherSuites.Contains((ushort)session.CipherSuite) ? ResumptionDecline.None : ResumptionDecline.CipherSuiteChanged;
    }
}
