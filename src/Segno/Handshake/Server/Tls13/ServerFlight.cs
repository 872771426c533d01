using System.Security.Cryptography;
using Segno.Certificates;
using System.Diagnostics.CodeAnalysis;
using Segno.Crypto;
using Segno.Crypto.KeyShares;
using Segno.Handshake.Negotiation;
using Segno.Record;
using Segno.Resumption.Sessions;
using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Handshake.Server.Tls13;

/// <summary>The server's answer to a ClientHello in TLS 1.3: HelloRetryRequest, or ServerHello up to Finished (RFC 8446 §2).</summary>
internal sealed class ServerFlight(ServerHandshake hs, ServerHost host, string? serverName)
{
    /// <summary>
    /// Bytes of refused early data that are skipped before the connection is given up. They count as they come, sealed and in whatever records:
    /// 2^14 bytes, as much as tickets of other servers usually allow, are more on the wire, and even in records of 20 bytes less than this.
    /// </summary>
    public const int MaxSkippedEarlyData = 32 * 1024;

    /// <summary>Answers the first ClientHello, or with <paramref name="retry"/> the second.</summary>
    public async ValueTask<HandshakeState> AnswerAsync(HandshakeMessage message, ClientHello hello, RetryState? retry, CancellationToken cancellationToken)
    {
        ClientOffer offer = ClientOffer.Parse(hello, message.Encoded);
        CipherSuite suite = ChooseSuite(hello);
        if (retry is not null && retry.Suite != suite)
            throw new TlsException(TlsFaults.InconsistentSecondHello, "another cipher suite");
        hs.Transcript.Start(suite.Hash);
        hs.Transcript.DropMessages();

        ReadOnlyMemory<byte> protocol = AlpnNegotiation.Choose(hello.Extensions, host.Options.ApplicationProtocols);
        AcceptedPsk? psk = await PskSelection.SelectAsync(hs, host, serverName, offer, suite, cancellationToken).ConfigureAwait(false);
        bool useDhe = psk is null || UsesDhe(offer);
        if (useDhe && !offer.HasGroups)
            offer.RequireCertificateExtensions();

        NamedGroup? group = null;
        ReadOnlyMemory<byte> clientShare = default;
        if (useDhe)
        {
            if (!TryChooseShare(offer, retry, out NamedGroup chosen, out clientShare))
                return Retry(message, hello, offer, suite, hadPsk: psk is not null, helloInTranscript: false);
            group = chosen;
        }

        psk = await AcceptAsync(offer, suite, psk, cancellationToken).ConfigureAwait(false);
        if (psk is null && group is null)
        {
            // Another connection spent the ticket first: what would have been psk_ke becomes a full handshake and needs a share after all.
            offer.RequireCertificateExtensions();
            if (!TryChooseShare(offer, retry, out NamedGroup chosen, out clientShare))
                return Retry(message, hello, offer, suite, hadPsk: false, helloInTranscript: true);
            group = chosen;
        }
        CredentialChoice? credential = psk is null ? ChooseCredential(offer) : null;

        HandshakeFacts facts = new()
        {
            Version = ProtocolVersion.Tls13,
            Suite = suite,
            ServerName = serverName,
            ApplicationProtocol = protocol,
            Group = group ?? psk?.Session.Group,
            ExtendedMasterSecret = true,
            HelloRetryRequest = retry is not null,
            PeerCertificates = psk?.Session.PeerCertificates ?? [],
            PeerSignatureScheme = psk?.Session.PeerSignatureScheme,
            AuthenticatedAt = psk?.Session.AuthenticatedAt ?? hs.Now,
        };
        if (psk is not null)
            hs.Account.Resumed(group is null ? ResumptionKind.Psk : ResumptionKind.PskDhe, psk.Session, hs.Now);

        if (offer.HasEarlyData && retry is null)
            hs.Output.SkipRejectedEarlyData(EarlyDataSkip.UntilDeprotected, MaxSkippedEarlyData);
        HandshakeSecret handshakeSecret = SendServerHello(offer, suite, psk, group, clientShare, sendCcs: retry is null);
        using SecretBuffer serverHandshakeTraffic = InstallHandshakeKeys(handshakeSecret, suite, message.RequireRecordBoundary(), out SecretBuffer clientHandshakeTraffic);
        SendEncryptedExtensions(offer, protocol, acknowledgeName: serverName is not null && psk is null);
        bool requestCertificate = credential is not null && host.Options.ClientCertificateMode != ClientCertificateMode.None;
        if (requestCertificate)
            SendCertificateRequest();
        if (credential is { } choice)
            await SendCertificateAsync(choice, StapleChoice.For(choice.Credential, offer.Hello.Extensions), cancellationToken).ConfigureAwait(false);
        ServerSecrets secrets = Finish(suite, serverHandshakeTraffic, handshakeSecret, clientHandshakeTraffic);

        ClientFlight next = new(hs, host, facts, secrets, offer.TicketModes, offer.TicketRequest);
        return requestCertificate ? new ExpectCertificate(next) : new ExpectFinished(next);
    }

    private CipherSuite ChooseSuite(ClientHello hello) =>
        CipherSuiteNegotiation.Choose(hs.Configuration.CipherSuites, hello.CipherSuites, ProtocolVersion.Tls13, hs.Configuration.Options.PreferClientChaCha)
        ?? throw new TlsException(TlsFaults.NoCommonCipherSuite);

    private CredentialChoice ChooseCredential(in ClientOffer offer)
    {
        offer.RequireCertificateExtensions();
        return CredentialChoice.Choose(hs, host, ProtocolVersion.Tls13, offer.SignatureSchemes)
            ?? throw new TlsException(TlsFaults.NoCommonSignatureScheme);
    }

    /// <summary>psk_dhe_ke wherever both sides allow it; psk_ke only where it is all there is (RFC 8446 §4.2.9).</summary>
    private bool UsesDhe(in ClientOffer offer) => (offer.PskModes & hs.Configuration.Resumption.PskModes).HasFlag(PskKeyExchangeModes.DheKe);

    private bool TryChooseShare(in ClientOffer offer, RetryState? retry, out NamedGroup group, out ReadOnlyMemory<byte> share)
    {
        if (retry is null)
            return GroupNegotiation.TryChooseShare(hs.Configuration.Groups, offer.KeyShares, out group, out share);

        // RFC 8446 §4.2.8: after a retry there is one share, of the group that was asked for.
        if (offer.KeyShares.Count != 1 || !GroupNegotiation.TryChooseShare([retry.Group], offer.KeyShares, out group, out share))
            throw new TlsException(TlsFaults.IllegalGroup, "the second ClientHello does not bring the key share that was asked for");
        return true;
    }

    private ExpectSecondClientHello Retry(
        HandshakeMessage message, ClientHello hello, in ClientOffer offer, CipherSuite suite, bool hadPsk, bool helloInTranscript)
    {
        NamedGroup group = GroupNegotiation.Choose(hs.Configuration.Groups, offer.Groups)
            ?? throw new TlsException(TlsFaults.NoCommonGroup);
        if (!helloInTranscript)
            hs.Transcript.Append(message.Encoded.Span);
        hs.Transcript.RollUpForHelloRetry();

        TlsWriter extensions = StartExtensions();
        SupportedVersionsExtension.WriteSelected(extensions, ProtocolVersion.Tls13);
        KeyShareExtension.WriteRetry(extensions, group);
        hs.Send(new ServerHello(
            (ushort)ProtocolVersion.Tls12, ServerHello.HelloRetryRequestRandomMemory, hello.SessionId, suite.Code, 0, ExtensionBlock.FromTrusted(hs.Scratch.WrittenMemory)));
        SendCompatibilityCcs(hello);
        if (offer.HasEarlyData)
            hs.Output.SkipRejectedEarlyData(EarlyDataSkip.UntilClientHello, MaxSkippedEarlyData);

        ClientHello copy = ClientHello.Parse(message.Body.ToArray());
        return new ExpectSecondClientHello(hs, this, new RetryState(copy, suite, group, hadPsk));
    }

    /// <summary>
    /// Verifies the binder of the selected PSK, takes the hello into the transcript, and only then uses the ticket up: a ticket that was seen on
    /// the wire burns nothing without its key (RFC 8446 §4.2.11).
    /// </summary>
    private async ValueTask<AcceptedPsk?> AcceptAsync(ClientOffer offer, CipherSuite suite, AcceptedPsk? psk, CancellationToken cancellationToken)
    {
        if (psk is null)
        {
            hs.Transcript.Append(offer.Encoded.Span);
            return null;
        }
        VerifyBinder(offer, suite, psk);
        if (hs.Configuration.Tickets is { } tickets && await tickets.SpendAsync(psk.Receipt, cancellationToken).ConfigureAwait(false))
            return psk;
        hs.Account.Declined(ResumptionDecline.Spent);
        return null;
    }

    private void VerifyBinder(in ClientOffer offer, CipherSuite suite, AcceptedPsk psk)
    {
        // RFC 8446 §4.2.11.2: binders cover the hello up to, not including, the binders list.
        ReadOnlySpan<byte> encoded = offer.Encoded.Span;
        int truncated = encoded.Length - offer.Psks.BindersLength;
        Span<byte> hash = stackalloc byte[suite.HashLength];
        hs.Transcript.Append(encoded[..truncated]);
        hs.Transcript.Current(hash);
        using EarlySecret early = EarlySecret.FromPsk(suite.Hash, psk.Session.Secret.Span);
        if (!early.VerifyBinder(hash, offer.Psks.GetBinder(psk.Index).Span))
            throw new TlsException(TlsFaults.BinderMismatch);
        hs.Transcript.Append(encoded[truncated..]);
    }

    private HandshakeSecret SendServerHello(
        in ClientOffer offer, CipherSuite suite, AcceptedPsk? psk, NamedGroup? group, ReadOnlyMemory<byte> clientShare, bool sendCcs)
    {
        Span<byte> sharedSecret = stackalloc byte[group is { } chosen ? KeyShares.SharedSecretLength(chosen) : 0];
        try
        {
            SendServerHello(offer, suite, psk, group, clientShare, sharedSecret);
            if (sendCcs)
                SendCompatibilityCcs(offer.Hello);
            using EarlySecret early = psk is null ? EarlySecret.WithoutPsk(suite.Hash) : EarlySecret.FromPsk(suite.Hash, psk.Session.Secret.Span);
            return hs.Own(early.Advance(sharedSecret));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(sharedSecret);
        }
    }

    /// <summary>The message itself, with a fresh key share where there is to be one; fills <paramref name="sharedSecret"/> then.</summary>
    private void SendServerHello(
        in ClientOffer offer, CipherSuite suite, AcceptedPsk? psk, NamedGroup? group, ReadOnlyMemory<byte> clientShare, Span<byte> sharedSecret)
    {
        TlsWriter extensions = StartExtensions();
        SupportedVersionsExtension.WriteSelected(extensions, ProtocolVersion.Tls13);
        if (group is { } chosen)
        {
            Span<byte> response = stackalloc byte[KeyShares.MaxResponseLength];
            response = response[..KeyShares.ResponseLength(chosen)];
            KeyShares.Respond(chosen, clientShare.Span, hs.Configuration.Random, response, sharedSecret);
            KeyShareExtension.WriteSelected(extensions, chosen, response);
        }
        if (psk is not null)
            PreSharedKeyExtension.WriteSelected(extensions, psk.Index);
        hs.Send(new ServerHello(
            (ushort)ProtocolVersion.Tls12, hs.ServerRandomMemory, offer.Hello.SessionId, suite.Code, 0, ExtensionBlock.FromTrusted(hs.Scratch.WrittenMemory)));
    }

    /// <summary>RFC 8446 App. D.4: to a client in compatibility mode, the first message of the server is followed by a dummy change_cipher_spec.</summary>
    private void SendCompatibilityCcs(ClientHello hello)
    {
        if (!hello.SessionId.IsEmpty)
            hs.Output.SendChangeCipherSpec();
    }

    private SecretBuffer InstallHandshakeKeys(HandshakeSecret secret, CipherSuite suite, RecordBoundary boundary, out SecretBuffer clientTraffic)
    {
        Span<byte> hash = stackalloc byte[suite.HashLength];
        hs.Transcript.Current(hash);
        clientTraffic = hs.Own(secret.ClientHandshakeTrafficSecret(hash));
        SecretBuffer serverTraffic = hs.Own(secret.ServerHandshakeTrafficSecret(hash));
        hs.LogSecret("CLIENT_HANDSHAKE_TRAFFIC_SECRET", clientTraffic);
        hs.LogSecret("SERVER_HANDSHAKE_TRAFFIC_SECRET", serverTraffic);
        hs.Output.InstallWriteKeys(TrafficSecrets.Keys(suite, serverTraffic.Span));
        hs.Output.InstallReadKeys(TrafficSecrets.Keys(suite, clientTraffic.Span), boundary);
        return serverTraffic;
    }

    private void SendEncryptedExtensions(in ClientOffer offer, ReadOnlyMemory<byte> protocol, bool acknowledgeName)
    {
        TlsWriter extensions = StartExtensions();
        if (acknowledgeName)
            ServerNameExtension.WriteAcknowledgement(extensions);
        if (!protocol.IsEmpty)
            AlpnExtension.WriteSelected(extensions, protocol.Span);
        if (RecordSizeLimits.Negotiate(offer.Hello.Extensions, hs.Configuration.Options.RecordSizeLimit, ProtocolVersion.Tls13, hs.Output) is { } limit)
            RecordSizeLimitExtension.Write(extensions, limit);
        if (offer.TicketRequest is { } request && TicketIssue.Possible(hs.Configuration, offer.TicketModes))
            TicketRequestExtension.WriteExpected(extensions, (byte)TicketIssue.Count(hs.Configuration, request, hs.Account.IsResumed));
        hs.Send(new EncryptedExtensions(ExtensionBlock.FromTrusted(hs.Scratch.WrittenMemory)));
    }

    private void SendCertificateRequest()
    {
        TlsWriter extensions = StartExtensions();
        SignatureAlgorithmsExtension.Write(extensions, hs.Configuration.SignatureSchemes);
        if (host.ClientAuthorities is { Count: > 0 } authorities)
            CertificateAuthoritiesExtension.Write(extensions, authorities);
        hs.Send(new CertificateRequest13(default, ExtensionBlock.FromTrusted(hs.Scratch.WrittenMemory)));
    }

    private async ValueTask SendCertificateAsync(CredentialChoice choice, Staple staple, CancellationToken cancellationToken)
    {
        TlsWriter extensions = StartExtensions();
        if (!staple.OcspResponse.IsEmpty)
            StatusRequestExtension.WriteStatusExtension(extensions, staple.OcspResponse.Span);
        if (!staple.Timestamps.IsEmpty)
            SignedCertificateTimestampExtension.Write(extensions, staple.Timestamps.Span);
        hs.Send(Certificate13.FromChain(default, choice.Credential.Chain, hs.Scratch.WrittenMemory));
        byte[] content = new byte[SignedContent13.MaxLength];
        int length = WriteSignedContent(content);
        byte[] signature = new byte[TlsCredential.MaxSignatureLength];
        int signed = await choice.Credential.SignAsync(choice.Scheme, content.AsMemory(0, length), signature, cancellationToken).ConfigureAwait(false);
        hs.Send(new CertificateVerify(choice.Scheme, signature.AsMemory(0, signed)));
    }

    private int WriteSignedContent(Span<byte> content)
    {
        Span<byte> hash = stackalloc byte[hs.Transcript.HashLength];
        hs.Transcript.Current(hash);
        return SignedContent13.Write(TlsRole.Server, hash, content);
    }

    private ServerSecrets Finish(CipherSuite suite, SecretBuffer serverHandshakeTraffic, HandshakeSecret handshakeSecret, SecretBuffer clientHandshakeTraffic)
    {
        byte[] verifyData = new byte[suite.HashLength];
        Span<byte> hash = stackalloc byte[suite.HashLength];
        hs.Transcript.Current(hash);
        TrafficSecrets.FinishedVerifyData(suite.Hash, serverHandshakeTraffic.Span, hash, verifyData);
        hs.Send(new Finished(verifyData));

        hs.Transcript.Current(hash);
        MasterSecret master = handshakeSecret.Advance();
        ServerSecrets secrets = hs.Own(new ServerSecrets
        {
            Master = master,
            ClientHandshakeTraffic = clientHandshakeTraffic,
            ClientApplicationTraffic = master.ClientApplicationTrafficSecret(hash),
            ServerApplicationTraffic = master.ServerApplicationTrafficSecret(hash),
            Exporter = master.ExporterMasterSecret(hash),
        });
        hs.LogSecret("CLIENT_TRAFFIC_SECRET_0", secrets.ClientApplicationTraffic);
        hs.LogSecret("SERVER_TRAFFIC_SECRET_0", secrets.ServerApplicationTraffic);
        hs.LogSecret("EXPORTER_SECRET", secrets.Exporter);
        hs.Output.InstallWriteKeys(TrafficSecrets.Keys(suite, secrets.ServerApplicationTraffic.Span));
        return secrets;
    }

    private TlsWriter StartExtensions()
    {
        hs.Scratch.Truncate(0);
        return new TlsWriter(hs.Scratch);
    }
}
