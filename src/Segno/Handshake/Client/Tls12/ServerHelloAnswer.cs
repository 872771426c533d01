using Segno.Certificates;
using Segno.Crypto;
using Segno.Handshake.Negotiation;
using Segno.Record;
using Segno.Resumption.Sessions;
using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Handshake.Client.Tls12;

/// <summary>The ServerHello of TLS 1.2: does the offered session resume, and with what (RFC 5246 §7.4.1.3, RFC 5077 §3.4, RFC 7627 §5.3)?</summary>
internal static class ServerHelloAnswer
{
    public static async ValueTask<HandshakeState> TakeAsync(
        ClientHandshake hs, ClientHelloPlan plan, HandshakeMessage message, ServerHello hello, CancellationToken cancellationToken)
    {
        ReceivedExtensions.Require(hello.Extensions, ReceivedExtensions.InServerHello12, plan);
        CipherSuite suite = RequireOffered(hs, hello);
        ServerHelloFacts offered = Read(hs, hello);
        TlsClientSession? resumed = FindResumed(hs, plan, hello);
        if (resumed is null)
            await hs.OnDeclinedAsync(cancellationToken).ConfigureAwait(false);
        else
            RequireSameTerms(resumed.Session, suite, offered);
        if (hs.Configuration.Options.RequireExtendedMasterSecret && !offered.ExtendedMasterSecret)
            throw new TlsException(TlsFaults.MissingExtendedMasterSecret);

        hello.Random.Span.CopyTo(hs.ServerRandom);
        hs.Transcript.Start(suite.Hash);
        // Only a client that may have to sign with its certificate needs the messages themselves (RFC 5246 §7.4.8).
        if (resumed is not null || hs.Configuration.Options.Credentials.Count == 0)
            hs.Transcript.DropMessages();
        hs.Receive(message);

        Connection connection = new(hs, new HandshakeFacts
        {
            Version = ProtocolVersion.Tls12,
            Suite = suite,
            Configuration = hs.Configuration.Fingerprint,
            ServerName = hs.ServerName,
            ApplicationProtocol = offered.ApplicationProtocol,
            Group = resumed?.Session.Group,
            ExtendedMasterSecret = offered.ExtendedMasterSecret,
            PeerCertificates = resumed?.Session.PeerCertificates ?? [],
            PeerSignatureScheme = resumed?.Session.PeerSignatureScheme,
            // Some servers send them with a resumption, too, where they say nothing (RFC 6962 §3.3.1).
            Staple = resumed is null ? new Staple(default, offered.Timestamps) : new Staple(resumed.Session.OcspResponse, resumed.Session.SignedCertificateTimestamps),
            AuthenticatedAt = resumed?.Session.AuthenticatedAt ?? hs.Now,
        })
        {
            Resumed = resumed,
            SessionId = resumed is null ? hello.SessionIdEcho.ToArray() : default,
            WillGetTicket = offered.WillSendTicket,
            WillGetStatus = offered.WillSendStatus,
        };
        return resumed is null ? new ExpectCertificate(connection) : Abbreviate(connection, resumed);
    }

    private static CipherSuite RequireOffered(ClientHandshake hs, ServerHello hello)
    {
        foreach (CipherSuite suite in hs.Configuration.CipherSuites)
        {
            if (suite.Code == hello.CipherSuite && suite.Version == ProtocolVersion.Tls12)
                return suite;
        }
        throw new TlsException(TlsFaults.IllegalCipherSuite, hello.CipherSuite.ToString());
    }

    private static ServerHelloFacts Read(ClientHandshake hs, ServerHello hello)
    {
        ExtensionBlock extensions = hello.Extensions;
        if (extensions.TryGet(ExtensionType.RenegotiationInfo, out ReadOnlyMemory<byte> renegotiation)
            && !RenegotiationInfoExtension.Parse(renegotiation).IsEmpty)
        {
            throw new TlsException(TlsFaults.IllegalRenegotiationInfo);
        }
        if (extensions.TryGet(ExtensionType.ServerName, out ReadOnlyMemory<byte> name))
            ServerNameExtension.ParseAcknowledgement(name);
        if (extensions.TryGet(ExtensionType.EcPointFormats, out ReadOnlyMemory<byte> formats) && !EcPointFormatsExtension.ParseOffersUncompressed(formats))
            throw new TlsException(TlsFaults.IllegalPointFormat);
        bool ems = extensions.TryGet(ExtensionType.ExtendedMasterSecret, out ReadOnlyMemory<byte> emsBody);
        if (ems)
            ExtendedMasterSecretExtension.Parse(emsBody);
        bool ticket = extensions.TryGet(ExtensionType.SessionTicket, out ReadOnlyMemory<byte> ticketBody);
        if (ticket)
            SessionTicketExtension.ParseEmpty(ticketBody);
        ReadOnlyMemory<byte> protocol = ReceivedExtensions.ApplicationProtocol(extensions, hs.Configuration);
        if (extensions.TryGet(ExtensionType.RecordSizeLimit, out ReadOnlyMemory<byte> limit))
            RecordSizeLimits.Accept(limit, hs.Configuration.AnnouncedRecordSizeLimit, ProtocolVersion.Tls12, hs.Output);
        bool status = extensions.TryGet(ExtensionType.StatusRequest, out ReadOnlyMemory<byte> statusBody);
        if (status)
            ExtensionWriting.RequireEmpty(statusBody, ExtensionType.StatusRequest);
        ReadOnlyMemory<byte> timestamps = extensions.TryGet(ExtensionType.SignedCertificateTimestamp, out ReadOnlyMemory<byte> list)
            ? SignedCertificateTimestampExtension.Parse(list).ToArray()
            : default(ReadOnlyMemory<byte>);
        return new ServerHelloFacts(ems, ticket, protocol, status, timestamps);
    }

    /// <summary>The session that the server resumes; null for a full handshake.</summary>
    /// <exception cref="TlsException">illegal_parameter: the server echoes an ID that stands for no session.</exception>
    private static TlsClientSession? FindResumed(ClientHandshake hs, ClientHelloPlan plan, ServerHello hello)
    {
        if (plan.SessionId.IsEmpty || !hello.SessionIdEcho.Span.SequenceEqual(plan.SessionId.Span))
            return null;
        // Beside a ticket the ID was made up, and its echo says that the ticket was accepted; without any session it says nonsense.
        return hs.Offered is { Session.Version: ProtocolVersion.Tls12 } offered ? offered : throw new TlsException(TlsFaults.IllegalSessionIdEcho);
    }

    private static void RequireSameTerms(Session session, CipherSuite suite, in ServerHelloFacts offered)
    {
        if (session.CipherSuite != suite.Code)
            throw new TlsException(TlsFaults.ResumedCipherSuiteChanged);
        if (session.ExtendedMasterSecret && !offered.ExtendedMasterSecret)
            throw new TlsException(TlsFaults.EmsDropped);
        if (!session.ExtendedMasterSecret && offered.ExtendedMasterSecret)
            throw new TlsException(TlsFaults.EmsAdded);
    }

    private static HandshakeState Abbreviate(Connection connection, TlsClientSession resumed)
    {
        ClientHandshake hs = connection.Handshake;
        hs.Account.Resumed(resumed.Ticket.IsEmpty ? ResumptionKind.SessionId : ResumptionKind.Ticket, resumed.Session, hs.Now);
        connection.Keys = ConnectionKeys.Derive(connection, resumed.Session.Secret.Clone());
        return connection.AfterLastPlaintext();
    }

    private readonly record struct ServerHelloFacts(
        bool ExtendedMasterSecret, bool WillSendTicket, ReadOnlyMemory<byte> ApplicationProtocol, bool WillSendStatus, ReadOnlyMemory<byte> Timestamps);
}
