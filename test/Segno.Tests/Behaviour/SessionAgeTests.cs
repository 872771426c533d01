using System.Security.Authentication;
using Segno.Testing;

namespace Segno.Tests.Behaviour;

/// <summary>How long a session lasts with nobody's options set, and what ends it before: certificates, and fatal alerts (RFC 5246 §7.2.2, App. F.1.4).</summary>
public sealed class SessionAgeTests
{
    private const SslProtocols Tls12 = SslProtocols.Tls12;
    private const SslProtocols Tls13 = SslProtocols.Tls13;

    public static TheoryData<SslProtocols, bool> Ways => new() { { Tls12, true }, { Tls12, false }, { Tls13, false } };

    [Theory, Requirement("C013")]
    [InlineData(Tls12, 2), InlineData(Tls13, 24)]
    public async Task No_lineage_outlives_its_default_and_none_a_day(SslProtocols version, int hours)
    {
        await using Arena arena = new(version);
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(arena.Clock, version));
        await using TlsClient client = TestPeers.Client(TestHosts.ClientOptions(arena.Clock, version));
        await arena.VisitAsync(client, server);
        // Always young, always resumed: only the authentication gets older.
        for (int minutes = 30; minutes <= hours * 60; minutes += 30)
        {
            arena.Clock.Advance(TimeSpan.FromMinutes(30));
            ResumptionInfo account = (await arena.VisitAsync(client, server)).Server;
            Assert.Equal((true, TimeSpan.FromMinutes(minutes)), (account.IsResumed, account.AuthenticationAge));
        }
        arena.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ResumptionKind.Full, (await arena.VisitAsync(client, server)).Server.Kind);
    }

    [Theory, MemberData(nameof(Ways)), Requirement("C013", "C137")]
    public async Task A_client_does_not_resume_with_a_server_whose_certificate_has_expired(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        TestIdentity identity = TestPki.Servers.Issue(KeyKind.EcdsaP256, TestHosts.Name, generation: 7, notAfter: arena.Clock.GetUtcNow().AddMinutes(10));
        TlsServer server = arena.Server(new TlsHost { Credentials = [identity.ToCredential()] }, byId);
        RecordingClientStore store = new() { Reuse = true };
        TlsClient client = arena.Client(store: store);
        await arena.VisitAsync(client, server);
        arena.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.True((await arena.VisitAsync(client, server)).Server.IsResumed);
        arena.Clock.Advance(TimeSpan.FromSeconds(1));
        // Not offered; and the full handshake that follows sees the same certificate, and refuses it.
        arena.ServerSees.Clear();
        HandshakeOutcome outcome = await HandshakePair.TryConnectAsync(client, server, cancellationToken: arena.Cancellation);
        Assert.Equal("CertificateIsExpired", Assert.IsType<TlsException>(outcome.ClientError).Fault.Name);
        Assert.Contains(Segno.Wire.HandshakeType.Certificate, arena.ServerSees.Sent);
    }

    [Theory, Requirement("C009")]
    [InlineData(true, true), InlineData(true, false), InlineData(false, true), InlineData(false, false)]
    public async Task A_fatal_alert_ends_the_session_whoever_sent_it(bool byId, bool byServer)
    {
        await using Arena arena = new(Tls12);
        RecordingClientStore store = new() { Reuse = true };
        TlsServer server = arena.Server(byId: byId);
        TlsClient client = arena.Client(store: store);
        HandshakePair pair = await arena.ConnectAsync(client, server);
        Assert.Equal((byId ? 1 : 0, 1), (arena.Sessions.Count, store.Count));

        (TlsStream sender, TlsStream receiver) = byServer ? (pair.Server, pair.Client) : (pair.Client, pair.Server);
        // A record that nobody sealed.
        (byServer ? pair.ClientTransport : pair.ServerTransport).Write([23, 3, 3, 0, 32, .. new byte[32]]);
        await RequireAsync(sender, TlsFaultDirection.Sent);
        await RequireAsync(receiver, TlsFaultDirection.Received);
        await TestPeers.WhenQuietAsync(server);
        await TestPeers.WhenQuietAsync(client);
        Assert.Equal((0, 0), (arena.Sessions.Count, store.Count));
        (ResumptionInfo clientSays, ResumptionInfo serverSays) = await arena.VisitAsync(client, server);
        Assert.Equal((false, ResumptionKind.Full), (clientSays.Offered, serverSays.Kind));

        async Task RequireAsync(TlsStream side, TlsFaultDirection direction)
        {
            TlsException refusal = await Assert.ThrowsAsync<TlsException>(() => side.ReadAsync(new byte[1].AsMemory(), arena.Cancellation).AsTask());
            Assert.Equal((AlertDescription.BadRecordMac, direction), (refusal.Alert, refusal.Direction));
        }
    }

    [Theory, MemberData(nameof(Ways)), Requirement("C010")]
    public async Task A_connection_that_is_cut_leaves_its_session(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server(byId: byId);
        TlsClient client = arena.Client();
        HandshakePair pair = await arena.ConnectAsync(client, server);
        pair.ClientTransport.CompleteWriting();
        pair.ServerTransport.CompleteWriting();
        foreach (TlsStream side in new[] { pair.Client, pair.Server })
        {
            TlsException cut = await Assert.ThrowsAsync<TlsException>(() => side.ReadAsync(new byte[1].AsMemory(), arena.Cancellation).AsTask());
            Assert.Equal((TlsFaults.TruncatedStream.Name, TlsFaultDirection.Local), (cut.Fault.Name, cut.Direction));
        }
        Assert.True((await arena.VisitAsync(client, server)).Server.IsResumed);
    }

    [Theory, MemberData(nameof(Ways)), Requirement("C014")]
    public async Task Each_resumption_has_randoms_and_keys_of_its_own(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server(byId: byId);
        TlsClient client = arena.Client();
        await arena.VisitAsync(client, server);
        HashSet<string> randoms = [];
        HashSet<string> keys = [];
        for (int i = 0; i < 5; i++)
        {
            arena.ClientSees.Clear();
            HandshakePair pair = await arena.ConnectAsync(client, server);
            Assert.True(pair.Server.Info.Resumption.IsResumed);
            foreach (Segno.Wire.HandshakeType hello in new[] { Segno.Wire.HandshakeType.ClientHello, Segno.Wire.HandshakeType.ServerHello })
                Assert.True(randoms.Add(Convert.ToHexString(arena.ClientSees.First(hello).AsSpan(6, 32))));
            Assert.Equal(pair.Client.Exported(), pair.Server.Exported());
            Assert.True(keys.Add(Convert.ToHexString(pair.Client.Exported())));
        }
    }

    [Theory, MemberData(nameof(Ways)), Requirement("C017")]
    public async Task A_client_is_ready_for_a_full_handshake_whatever_it_offers(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        TlsClient client = arena.Client();
        for (int i = 0; i < 3; i++)
        {
            // Each has keys and sessions that the last one had not.
            await using Arena elsewhere = new(version);
            (ResumptionInfo account, _) = await elsewhere.VisitAsync(client, elsewhere.Server(byId: byId));
            Assert.Equal(
                (ResumptionKind.Full, i > 0, i > 0 ? ResumptionDecline.DeclinedByPeer : ResumptionDecline.None),
                (account.Kind, account.Offered, account.Decline));
        }
    }
}
