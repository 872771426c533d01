using System.Security.Cryptography;
using Segno.Certificates;
using Segno.Crypto;
using Segno.Crypto.KeyShares;
using Segno.Record;
using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Handshake.Client.Tls13;

/// <summary>The ServerHello of TLS 1.3: is the PSK accepted, is there a key share, and the handshake keys (RFC 8446 §4.1.3, §7.1).</summary>
internal static class ServerHelloAnswer
{
    public static async ValueTask<HandshakeState> TakeAsync(
        ClientHandshake hs, ClientHelloPlan plan, HandshakeMessage message, ServerHello hello, CipherSuite suite, CancellationToken cancellationToken)
    {
        ReceivedExtensions.Require(hello.Extensions, ReceivedExtensions.InServerHello13, plan);
        bool resumed = SelectsPsk(hs, plan, hello, suite);
        if (!resumed)
            await hs.OnDeclinedAsync(cancellationToken).ConfigureAwait(false);
        bool hasShare = hello.Extensions.TryGet(ExtensionType.KeyShare, out ReadOnlyMemory<byte> share);
        if (!hasShare && !(resumed && hs.Configuration.Resumption.PskModes.HasFlag(PskKeyExchangeModes.Ke)))
            throw new TlsException(TlsFaults.MissingKeyShare);
        if (hasShare && resumed && !hs.Configuration.Resumption.PskModes.HasFlag(PskKeyExchangeModes.DheKe))
            throw new TlsException(TlsFaults.IllegalGroup, "a key share although only psk_ke was offered");

        hello.Random.Span.CopyTo(hs.ServerRandom);
        hs.Transcript.Start(suite.Hash);
        hs.Transcript.DropMessages();
        hs.Receive(message);
        KeyShareEntry? entry = hasShare ? KeyShareExtension.ParseSelected(share) : null;
        TlsClientSession? session = resumed ? hs.Offered : null;
        HandshakeFacts facts = new()
        {
            Version = ProtocolVersion.Tls13,
            Suite = suite,
            Configuration = hs.Configuration.Fingerprint,
            ServerName = hs.ServerName,
            Group = entry is { } chosen ? (NamedGroup)chosen.Group : session?.Session.Group,
            ExtendedMasterSecret = true,
            HelloRetryRequest = plan.RetrySuite is not null,
            PeerCertificates = session?.Session.PeerCertificates ?? [],
            PeerSignatureScheme = session?.Session.PeerSignatureScheme,
            Staple = session is null ? default : new Staple(session.Session.OcspResponse, session.Session.SignedCertificateTimestamps),
            AuthenticatedAt = session?.Session.AuthenticatedAt ?? hs.Now,
        };
        if (session is not null)
            hs.Account.Resumed(hasShare ? ResumptionKind.PskDhe : ResumptionKind.Psk, session.Session, hs.Now);
        return new ExpectEncryptedExtensions(MakeKeys(hs, plan, facts, message, session, entry));
    }

    private static bool SelectsPsk(ClientHandshake hs, ClientHelloPlan plan, ServerHello hello, CipherSuite suite)
    {
        if (!hello.Extensions.TryGet(ExtensionType.PreSharedKey, out ReadOnlyMemory<byte> body))
            return false;
        // One identity was offered.
        if (PreSharedKeyExtension.ParseSelected(body) != 0)
            throw new TlsException(TlsFaults.IllegalSelectedIdentity);
        if (!plan.OffersPsk)
            throw new TlsException(TlsFaults.UnsolicitedExtension, "pre_shared_key");
        if (CipherSuite.Find(hs.Offered!.Session.CipherSuite)!.Hash != suite.Hash)
            throw new TlsException(TlsFaults.PskHashMismatch);
        return true;
    }

    private static ServerFlight MakeKeys(
        ClientHandshake hs, ClientHelloPlan plan, HandshakeFacts facts, HandshakeMessage message, TlsClientSession? session, KeyShareEntry? entry)
    {
        CipherSuite suite = facts.Suite;
        using EarlySecret early = session is null ? EarlySecret.WithoutPsk(suite.Hash) : EarlySecret.FromPsk(suite.Hash, session.Session.Secret.Span);
        HandshakeSecret secret = hs.Own(Agree(hs, early, entry));
        Span<byte> hash = stackalloc byte[suite.HashLength];
        hs.Transcript.Current(hash);
        SecretBuffer client = hs.Own(secret.ClientHandshakeTrafficSecret(hash));
        SecretBuffer server = hs.Own(secret.ServerHandshakeTrafficSecret(hash));
        hs.LogSecret("CLIENT_HANDSHAKE_TRAFFIC_SECRET", client);
        hs.LogSecret("SERVER_HANDSHAKE_TRAFFIC_SECRET", server);
        hs.Output.InstallReadKeys(TrafficSecrets.Keys(suite, server.Span), message.RequireRecordBoundary());
        // RFC 8446 App. D.4: after a retry the dummy change_cipher_spec is out already.
        if (!plan.SessionId.IsEmpty && plan.RetrySuite is null)
            hs.Output.SendChangeCipherSpec();
        hs.Output.InstallWriteKeys(TrafficSecrets.Keys(suite, client.Span));
        return new ServerFlight(hs, plan, facts, secret, session is not null)
        {
            ClientHandshakeTraffic = client,
            ServerHandshakeTraffic = server,
        };
    }

    private static HandshakeSecret Agree(ClientHandshake hs, EarlySecret early, KeyShareEntry? entry)
    {
        if (entry is not { } server)
            return early.Advance([]);
        IKeyShare share = hs.KeyShares.Find(candidate => (ushort)candidate.Group == server.Group)
            ?? throw new TlsException(TlsFaults.IllegalGroup, $"0x{server.Group:x4}");
        Span<byte> shared = stackalloc byte[share.SharedSecretLength];
        try
        {
            share.Agree(server.KeyExchange.Span, shared);
            return early.Advance(shared);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(shared);
        }
    }
}
