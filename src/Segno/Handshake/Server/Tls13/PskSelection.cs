using Segno.Crypto;
using Segno.Resumption.Sessions;
using Segno.Wire;
using Segno.Wire.Extensions;

namespace Segno.Handshake.Server.Tls13;

/// <summary>A session that a client offered as a PSK and that may resume here, before its binder is verified.</summary>
/// <param name="Session">The session, owned by the handshake.</param>
/// <param name="Index">Its place among the identities.</param>
/// <param name="Receipt">What spends the ticket.</param>
internal sealed record AcceptedPsk(Session Session, ushort Index, TicketReceipt Receipt);

/// <summary>
/// The walk over the offered identities (RFC 8446 §4.2.11), the one place of TLS 1.3 that awaits a look-up. The first identity that opens
/// and may resume is selected, and only its binder will be verified.
/// </summary>
internal static class PskSelection
{
    /// <summary>Bounds the work that one ClientHello can buy: identities beyond are not looked at.</summary>
    public const int MaxIdentities = 4;

    public static async ValueTask<AcceptedPsk?> SelectAsync(
        ServerHandshake hs, ServerHost host, string? serverName, ClientOffer offer, CipherSuite suite, CancellationToken cancellationToken)
    {
        if (!offer.HasPsks)
        {
            // A ticket of TLS 1.2 is offered where TLS 1.3 is spoken now. Of a session ID nobody can tell: it may be made up (RFC 8446 App. D.4).
            if (offer.Hello.Extensions.TryGet(ExtensionType.SessionTicket, out ReadOnlyMemory<byte> ticket) && !ticket.IsEmpty)
                hs.Account.Declined(ResumptionDecline.VersionChanged);
            return null;
        }
        hs.Account.Offered();
        if ((offer.PskModes & hs.Configuration.Resumption.PskModes) == PskKeyExchangeModes.None)
        {
            hs.Account.Declined(ResumptionDecline.PskModeMismatch);
            return null;
        }

        int count = Math.Min(offer.Psks.Count, MaxIdentities);
        for (int i = 0; i < count; i++)
        {
            PskIdentity identity = offer.Psks.GetIdentity(i);
            OpenedSession opened = await OfferedTicket.OpenAsync(hs, identity.Identity, ProtocolVersion.Tls13, cancellationToken).ConfigureAwait(false);
            if (opened.Session is not { } session)
            {
                hs.Account.Declined(opened.Decline);
                continue;
            }
            hs.Own(session);
            ResumptionDecline decline = await SessionAdmission.CheckAsync(
                hs, host, serverName, session, ProtocolVersion.Tls13, suite, offersEms: true, cancellationToken).ConfigureAwait(false);
            if (decline == ResumptionDecline.None)
                return new AcceptedPsk(session, (ushort)i, opened.Receipt);
            hs.Account.Declined(decline);
        }
        return null;
    }
}
