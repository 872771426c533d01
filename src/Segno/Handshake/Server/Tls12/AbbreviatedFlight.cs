using Segno.Crypto;
using Segno.Record;
using Segno.Resumption.Sessions;
using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Handshake.Server.Tls12;

/// <summary>The resumed handshake: ServerHello, a new ticket where one is due, change_cipher_spec and Finished, the server first (RFC 5246 §7.3, RFC 5077 §3.3).</summary>
internal sealed class AbbreviatedFlight(ServerHandshake hs, ServerHost host, string? serverName)
{
    public async ValueTask<HandshakeState> SendAsync(
        HandshakeMessage message, ClientOffer offer, OpenedSession opened, ReadOnlyMemory<byte> protocol, CancellationToken cancellationToken)
    {
        Session session = opened.Session!;
        CipherSuite suite = CipherSuite.Find(session.CipherSuite)!;
        hs.Transcript.Start(suite.Hash);
        hs.Transcript.DropMessages();
        hs.Transcript.Append(message.Encoded.Span);

        bool renew = opened.ByTicket && IsRenewalDue(opened, session);
        // RFC 5077 §3.4: a resumed session answers with the client's own ID, whatever it is, to the byte and in its length.
        byte[] sessionId = offer.Hello.SessionId.ToArray();
        Connection connection = new(hs, host, new HandshakeFacts
        {
            Version = ProtocolVersion.Tls12,
            Suite = suite,
            ServerName = serverName,
            ApplicationProtocol = protocol,
            Group = session.Group,
            ExtendedMasterSecret = session.ExtendedMasterSecret,
            PeerCertificates = session.PeerCertificates,
            PeerSignatureScheme = session.PeerSignatureScheme,
            AuthenticatedAt = session.AuthenticatedAt,
        })
        {
            SessionId = opened.ByTicket ? default(ReadOnlyMemory<byte>) : sessionId,
            WillSendTicket = renew,
        };
        hs.Account.Resumed(opened.ByTicket ? ResumptionKind.Ticket : ResumptionKind.SessionId, session, hs.Now);

        ServerFlight.WriteCommonExtensions(hs, offer, session.ExtendedMasterSecret, protocol, renew);
        hs.Send(new ServerHello(
            (ushort)ProtocolVersion.Tls12, hs.ServerRandomMemory, sessionId, suite.Code, 0, ExtensionBlock.FromTrusted(hs.Scratch.WrittenMemory)));
        if (renew)
            await TicketIssue.SendAsync(connection, session.Secret, cancellationToken).ConfigureAwait(false);

        hs.LogMasterSecret(session.Secret);
        (TrafficKeys client, TrafficKeys server) = Prf12.KeyBlock(suite, session.Secret.Span, hs.ClientRandom, hs.ServerRandom);
        connection.SendFinished(session.Secret, server);
        return new ExpectChangeCipherSpec(connection, hs.Own(client), session.Secret, resumed: true);
    }

    /// <summary>A ticket is renewed when its key no longer seals, or when half its life is over; so most resumptions cost no sealing.</summary>
    private bool IsRenewalDue(in OpenedSession opened, Session session) =>
        opened.Renew || hs.Now - session.CreatedAt > session.Lifetime / 2;
}
