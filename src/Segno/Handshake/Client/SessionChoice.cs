using Segno.Certificates;
using Segno.Crypto;
using Segno.Resumption.Sessions;
using Segno.Wire;

namespace Segno.Handshake.Client;

/// <summary>Chooses the session that a client offers: one it was handed, or the newest of its store that may still resume.</summary>
internal static class SessionChoice
{
    /// <summary>Bounds how many unfit sessions of the store are dropped before the handshake goes on without.</summary>
    private const int MaxAttempts = 4;

    /// <exception cref="TlsException">The application demands a resumption and there is nothing to resume.</exception>
    public static async ValueTask ChooseAsync(ClientHandshake hs, CancellationToken cancellationToken)
    {
        if (hs.Connect.Session is { } given)
        {
            for (int i = 0; i < MaxAttempts && hs.Offered is null; i++)
            {
                if (given.Lease(hs.Now) is not { } session)
                    break;
                await OfferIfFitAsync(hs, session, cancellationToken).ConfigureAwait(false);
            }
        }
        else if (hs.Configuration.Store is { } store)
        {
            for (int i = 0; i < MaxAttempts && hs.Offered is null; i++)
            {
                if (await store.TakeAsync(hs.SessionKey, cancellationToken).ConfigureAwait(false) is not { } session)
                    break;
                // A store of the application's may hand out what it has disposed of: there is no session, and the handshake is full.
                if (!session.IsDisposed)
                    await OfferIfFitAsync(hs, session, cancellationToken).ConfigureAwait(false);
            }
        }

        if (hs.Offered is not null)
            hs.Account.Offered();
        else if (hs.Connect.MustResume)
            throw new TlsException(TlsFaults.ResumptionRequired, WhyNone(hs), TlsFaultDirection.Local);
    }

    private static async ValueTask OfferIfFitAsync(ClientHandshake hs, TlsClientSession session, CancellationToken cancellationToken)
    {
        // Whatever comes of the check, the session is the handshake's, which disposes it, or disposed here.
        TlsClientSession? unfit = session;
        try
        {
            ResumptionDecline decline = await CheckAsync(hs, session, cancellationToken).ConfigureAwait(false);
            if (decline == ResumptionDecline.None)
                (hs.Offered, unfit) = (session, null);
            else
                hs.Account.Withheld(decline);
        }
        finally
        {
            unfit?.Dispose();
        }
    }

    private static async ValueTask<ResumptionDecline> CheckAsync(ClientHandshake hs, TlsClientSession offered, CancellationToken cancellationToken)
    {
        ClientConfiguration configuration = hs.Configuration;
        Session session = offered.Session;
        bool versionEnabled = session.Version == ProtocolVersion.Tls13 ? configuration.Tls13 : configuration.Tls12;
        if (!versionEnabled)
            return ResumptionDecline.VersionChanged;
        if (IsDisabled(configuration.Resumption, offered))
            return ResumptionDecline.Disabled;
        if (CipherSuite.Find(session.CipherSuite) is not { } suite || !Offers(configuration, suite))
            return ResumptionDecline.CipherSuiteChanged;

        ResumptionTerms terms = new()
        {
            Now = hs.Now,
            Version = session.Version,
            CipherSuite = suite,
            ServerName = hs.ServerName,
            Scope = configuration.Scope,
            // The extension goes out in every hello. A server that answers it will not resume a session without (RFC 7627 §5.3); one that
            // does not know it will, if the application lets the client offer such a session (§5.4).
            OffersExtendedMasterSecret = session.ExtendedMasterSecret,
            AllowWithoutExtendedMasterSecret = configuration.Resumption.AllowWithoutExtendedMasterSecret,
            ClientCertificateMode = ClientCertificateMode.None,
            SignatureSchemes = configuration.SignatureSchemes,
            Lifetimes = configuration.Lifetimes,
        };
        ResumptionDecline decline = SessionCompatibility.Check(session, terms);
        if (decline != ResumptionDecline.None)
            return decline;
        // A scope says whether there is a callback, not which: a session that another client made, or that was read from bytes, has not
        // passed this one's. A store is asked under the configuration's fingerprint and has only its own.
        bool isForeign = hs.Connect.Session is not null && session.MadeBy != configuration.Fingerprint;
        CertificateVerdict verdict = isForeign
            ? await configuration.ServerValidator.AdmitForeignAsync(
                session.PeerCertificates, hs.ServerName, new Staple(session.OcspResponse, session.SignedCertificateTimestamps), cancellationToken).ConfigureAwait(false)
            : await configuration.ServerValidator.RecheckAsync(session.PeerCertificates, hs.ServerName, cancellationToken).ConfigureAwait(false);
        return verdict.IsAccepted ? ResumptionDecline.None : ResumptionDecline.PeerCertificateRefused;
    }

    /// <summary>Whether the options leave no way to offer it: without its extension in the hello a session would be no offer, or a wrong one (RFC 8446 §4.2.9).</summary>
    private static bool IsDisabled(ClientResumptionOptions options, TlsClientSession offered) =>
        !options.Enabled || (offered.Session.Version == ProtocolVersion.Tls13
            ? options.PskModes == PskKeyExchangeModes.None
            : !offered.Ticket.IsEmpty && !options.Tickets);

    /// <summary>In TLS 1.2 the very suite must be offered (RFC 5246 §7.4.1.2), in TLS 1.3 one with its hash (RFC 8446 §4.6.1).</summary>
    private static bool Offers(ClientConfiguration configuration, CipherSuite suite) => suite.Version == ProtocolVersion.Tls12
        ? configuration.CipherSuites.Contains(suite)
        : configuration.CipherSuites.Any(candidate => candidate.Version == ProtocolVersion.Tls13 && candidate.Hash == suite.Hash);

    private static string WhyNone(ClientHandshake hs) => hs.Account.ToInfo().Decline switch
    {
        ResumptionDecline.None => "there is no session for this server",
        ResumptionDecline decline => $"the session at hand may not resume: {decline}",
    };
}
