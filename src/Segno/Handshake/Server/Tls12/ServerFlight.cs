using Segno.Certificates;
using Segno.Crypto;
using Segno.Crypto.KeyShares;
using Segno.Handshake.Negotiation;
using Segno.Record;
using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Handshake.Server.Tls12;

/// <summary>The server's answer to a ClientHello in TLS 1.2: abbreviated where a session resumes, else full (RFC 5246 §7.3).</summary>
internal sealed class ServerFlight(ServerHandshake hs, ServerHost host, string? serverName)
{
    private const int SessionIdLength = 32;

    public async ValueTask<HandshakeState> AnswerAsync(HandshakeMessage message, ClientHello hello, CancellationToken cancellationToken)
    {
        ClientOffer offer = ClientOffer.Parse(hello);
        if (hs.Configuration.Tls13)
            DowngradeSentinel.Write(hs.ServerRandom);
        if (hs.Configuration.Options.RequireExtendedMasterSecret && !offer.ExtendedMasterSecret)
            throw new TlsException(TlsFaults.MissingExtendedMasterSecret);

        ReadOnlyMemory<byte> protocol = AlpnNegotiation.Choose(hello.Extensions, host.Options.ApplicationProtocols);
        OpenedSession opened = await SessionLookup.FindAsync(hs, host, serverName, offer, cancellationToken).ConfigureAwait(false);
        if (opened.Session is not null && await SpendAsync(opened, cancellationToken).ConfigureAwait(false))
            return await new AbbreviatedFlight(hs, host, serverName).SendAsync(message, offer, opened, protocol, cancellationToken).ConfigureAwait(false);
        return await SendFullAsync(message, offer, protocol, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The extensions of a ServerHello that are the same in both handshakes.</summary>
    public static TlsWriter WriteCommonExtensions(ServerHandshake hs, in ClientOffer offer, bool ems, ReadOnlyMemory<byte> protocol, bool willSendTicket)
    {
        hs.Scratch.Truncate(0);
        TlsWriter extensions = new(hs.Scratch);
        if (offer.SecureRenegotiation)
            RenegotiationInfoExtension.Write(extensions, []);
        if (ems)
            ExtendedMasterSecretExtension.Write(extensions);
        if (!protocol.IsEmpty)
            AlpnExtension.WriteSelected(extensions, protocol.Span);
        if (RecordSizeLimits.Negotiate(offer.Hello.Extensions, hs.Configuration.Options.RecordSizeLimit, ProtocolVersion.Tls12, hs.Output) is { } limit)
            RecordSizeLimitExtension.Write(extensions, limit);
        if (willSendTicket)
            SessionTicketExtension.Write(extensions, []);
        return extensions;
    }

    private async ValueTask<bool> SpendAsync(OpenedSession opened, CancellationToken cancellationToken)
    {
        if (!opened.ByTicket || await hs.Configuration.Tickets!.SpendAsync(opened.Receipt, cancellationToken).ConfigureAwait(false))
            return true;
        hs.Account.Declined(ResumptionDecline.Spent);
        return false;
    }

    private async ValueTask<HandshakeState> SendFullAsync(HandshakeMessage message, ClientOffer offer, ReadOnlyMemory<byte> protocol, CancellationToken cancellationToken)
    {
        (CipherSuite suite, CredentialChoice credential, NamedGroup group) = FullNegotiation.Choose(hs, host, offer);
        bool requestCertificate = host.Options.ClientCertificateMode != ClientCertificateMode.None;
        hs.Transcript.Start(suite.Hash);
        if (!requestCertificate)
            hs.Transcript.DropMessages();
        hs.Transcript.Append(message.Encoded.Span);

        bool resumable = offer.ExtendedMasterSecret || hs.Configuration.Resumption.AllowWithoutExtendedMasterSecret;
        bool willSendTicket = resumable && offer.TakesTickets && hs.Configuration.Tickets is not null;
        bool keepById = resumable && !willSendTicket && hs.Configuration.SessionIds is not null;
        if (!resumable)
            hs.Account.NotIssued(TicketRefusal.NotResumable);
        else if (hs.Configuration.Tickets is null && hs.Configuration.SessionIds is null)
            hs.Account.NotIssued(TicketRefusal.Disabled);
        // RFC 5077 §3.4: with a ticket to come the ID is empty. RFC 5246 §7.4.1.3: a new ID is never the one offered.
        byte[] sessionId = keepById ? NewSessionId() : [];
        Connection connection = new(hs, host, new HandshakeFacts
        {
            Version = ProtocolVersion.Tls12,
            Suite = suite,
            ServerName = serverName,
            ApplicationProtocol = protocol,
            Group = group,
            ExtendedMasterSecret = offer.ExtendedMasterSecret,
            AuthenticatedAt = hs.Now,
        })
        {
            SessionId = sessionId,
            WillSendTicket = willSendTicket,
        };

        Staple staple = StapleChoice.For(credential.Credential, offer.Hello.Extensions);
        SendServerHello(offer, suite, sessionId, protocol, willSendTicket, staple);
        hs.Send(Certificate12.FromChain(credential.Credential.Chain));
        if (!staple.OcspResponse.IsEmpty)
            hs.Send(new CertificateStatus(staple.OcspResponse));
        IKeyShare keyShare = hs.Own(KeyShares.Generate(group, hs.Configuration.Random));
        await SendServerKeyExchangeAsync(keyShare, credential, cancellationToken).ConfigureAwait(false);
        if (requestCertificate)
            SendCertificateRequest();
        hs.Send(default(ServerHelloDone));
        return requestCertificate ? new ExpectCertificate(connection, keyShare) : new ExpectClientKeyExchange(connection, keyShare, peer: null);
    }

    private byte[] NewSessionId()
    {
        byte[] id = new byte[SessionIdLength];
        hs.Configuration.Random.Fill(id);
        return id;
    }

    private void SendServerHello(in ClientOffer offer, CipherSuite suite, byte[] sessionId, ReadOnlyMemory<byte> protocol, bool willSendTicket, Staple staple)
    {
        TlsWriter extensions = WriteCommonExtensions(hs, offer, offer.ExtendedMasterSecret, protocol, willSendTicket);
        if (serverName is not null)
            ServerNameExtension.WriteAcknowledgement(extensions);
        if (offer.HasPointFormats)
            EcPointFormatsExtension.Write(extensions);
        if (!staple.OcspResponse.IsEmpty)
            extensions.WriteEmptyExtension(ExtensionType.StatusRequest);
        if (!staple.Timestamps.IsEmpty)
            SignedCertificateTimestampExtension.Write(extensions, staple.Timestamps.Span);
        hs.Send(new ServerHello(
            (ushort)ProtocolVersion.Tls12, hs.ServerRandomMemory, sessionId, suite.Code, 0, ExtensionBlock.FromTrusted(hs.Scratch.WrittenMemory)));
    }

    private async ValueTask SendServerKeyExchangeAsync(IKeyShare keyShare, CredentialChoice credential, CancellationToken cancellationToken)
    {
        byte[] publicKey = new byte[keyShare.PublicKeyLength];
        keyShare.WritePublicKey(publicKey);
        byte[] content = SignedParameters.Write(hs.ClientRandom, hs.ServerRandom, keyShare.Group, publicKey);
        byte[] signature = new byte[TlsCredential.MaxSignatureLength];
        int signed = await credential.Credential.SignAsync(credential.Scheme, content, signature, cancellationToken).ConfigureAwait(false);
        hs.Send(new ServerKeyExchange(keyShare.Group, publicKey, credential.Scheme, signature.AsMemory(0, signed)));
    }

    private void SendCertificateRequest() =>
        hs.Send(new CertificateRequest12(hs.Configuration.SignatureSchemes, host.ClientAuthorities ?? []));
}
