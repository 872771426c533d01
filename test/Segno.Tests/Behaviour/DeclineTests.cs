using System.Net.Security;
using System.Security.Authentication;
using Segno.Testing;

namespace Segno.Tests.Behaviour;

/// <summary>Every reason for which a session does not resume, brought about end to end and read from the accounts.</summary>
public sealed class DeclineTests
{
    private const SslProtocols Tls12 = SslProtocols.Tls12;
    private const SslProtocols Tls13 = SslProtocols.Tls13;
    private static readonly CertificateValidationOptions s_anyServer = new() { Roots = TestPki.Servers.Roots, CheckName = false };

    public static TheoryData<SslProtocols, bool> Ways => new() { { Tls12, true }, { Tls12, false }, { Tls13, false } };

    public static TheoryData<SslProtocols> Versions => new(Tls12, Tls13);

    [Theory, MemberData(nameof(Ways)), Requirement("C047", "N28")]
    public async Task A_session_past_its_lifetime_is_expired(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        // The client is told an hour; a server that has since become stricter says no by itself.
        TlsServer lax = arena.Server(byId: byId);
        TlsServer strict = arena.Server(byId: byId, sessionLifetime: TimeSpan.FromMinutes(10));
        TlsClient client = arena.Client();
        await arena.VisitAsync(client, strict);
        arena.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        Assert.True((await arena.VisitAsync(client, lax)).Server.IsResumed);

        await using Arena other = new(version);
        TlsServer server = other.Server(byId: byId, sessionLifetime: TimeSpan.FromMinutes(10));
        RecordingClientStore store = new();
        TlsClient patient = other.Client(store: store);
        await other.VisitAsync(patient, server);
        other.Clock.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));
        // The client knows the lifetime of a ticket itself, and does not offer it (C036, C137); that of a session ID only the server knows.
        (ResumptionInfo clientSays, ResumptionInfo serverSays) = await other.VisitAsync(patient, server);
        Assert.Equal(ResumptionKind.Full, serverSays.Kind);
        Assert.Equal(byId, serverSays.Offered);
        Assert.Equal(byId ? ResumptionDecline.Expired : ResumptionDecline.None, serverSays.Decline);
        Assert.Equal(byId ? ResumptionDecline.DeclinedByPeer : ResumptionDecline.Expired, clientSays.Decline);
    }

    [Theory, MemberData(nameof(Ways)), Requirement("N42", "C186", "C245")]
    public async Task A_lineage_that_authenticated_too_long_ago_is_too_old(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        TlsServer generous = arena.Server(byId: byId);
        TlsServer strict = arena.Server(byId: byId, maxAuthenticationAge: TimeSpan.FromMinutes(20));
        TlsClient client = arena.Client();
        await arena.VisitAsync(client, generous);
        arena.Clock.Advance(TimeSpan.FromMinutes(20) + TimeSpan.FromSeconds(1));
        await RequireDeclinedAsync(arena, client, strict, ResumptionDecline.TooOld);
    }

    [Theory, MemberData(nameof(Versions)), Requirement("N48", "N24", "C128")]
    public async Task A_ticket_under_a_key_that_is_gone_is_an_unknown_key(SslProtocols version)
    {
        await using Arena arena = new(version);
        await using Arena elsewhere = new(version);
        TlsClient client = arena.Client();
        await arena.VisitAsync(client, arena.Server());
        (ResumptionInfo clientSays, ResumptionInfo serverSays) = await arena.VisitAsync(client, elsewhere.Server());
        Assert.Equal((ResumptionKind.Full, true, ResumptionDecline.UnknownKey), (serverSays.Kind, serverSays.Offered, serverSays.Decline));
        Assert.Equal((ResumptionKind.Full, true, ResumptionDecline.DeclinedByPeer), (clientSays.Kind, clientSays.Offered, clientSays.Decline));
        Assert.NotNull(serverSays.KeyName);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_ticket_outlives_rotations_until_its_key_is_destroyed(SslProtocols version)
    {
        // The key seals for an hour and opens for as long as a ticket lives: an hour more.
        await using Arena arena = new(version, keyLifetime: TimeSpan.FromHours(1));
        TlsServer server = arena.Server();
        TlsClient client = arena.Client();
        arena.Clock.Advance(TimeSpan.FromMinutes(59));
        ResumptionInfo first = (await arena.VisitAsync(client, server)).Server;
        Assert.Equal(ResumptionKind.Full, first.Kind);
        arena.Clock.Advance(TimeSpan.FromMinutes(59));
        ResumptionInfo second = (await arena.VisitAsync(client, server)).Server;
        Assert.True(second.IsResumed);
        Assert.NotNull(second.KeyName);
        arena.Clock.Advance(TimeSpan.FromMinutes(59));
        // Resumed under the new ticket, whose key is another one.
        ResumptionInfo third = (await arena.VisitAsync(client, server)).Server;
        if (version == Tls13)
        {
            Assert.True(third.IsResumed);
            Assert.NotEqual(second.KeyName, third.KeyName);
        }
    }

    [Theory, MemberData(nameof(Ways)), Requirement("C044")]
    public async Task A_session_that_does_not_open_is_damaged(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server(byId: byId);
        TlsClient client = arena.Client();
        await arena.VisitAsync(client, server);
        arena.Protector.OpensAs = TicketStatus.Damaged;
        arena.Sessions.Corrupt(session => session.AsSpan().Fill(0xff));
        await RequireDeclinedAsync(arena, client, server, ResumptionDecline.Damaged);
    }

    [Theory, MemberData(nameof(Versions)), Requirement("N45")]
    public async Task A_ticket_that_was_spent_is_spent(SslProtocols version)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server();
        TlsClient client = arena.Client();
        await arena.VisitAsync(client, server);
        arena.Protector.Spends = false;
        await RequireDeclinedAsync(arena, client, server, ResumptionDecline.Spent);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_protector_that_is_out_of_reach_is_unavailable(SslProtocols version)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server();
        TlsClient client = arena.Client();
        await arena.VisitAsync(client, server);
        arena.Protector.OpensAs = TicketStatus.Unavailable;
        await RequireDeclinedAsync(arena, client, server, ResumptionDecline.Unavailable);
    }

    [Fact, Requirement("C002")]
    public async Task A_session_ID_that_the_store_lost_is_unknown()
    {
        await using Arena arena = new(Tls12);
        TlsServer server = arena.Server(byId: true);
        TlsClient client = arena.Client();
        await arena.VisitAsync(client, server);
        arena.Sessions.IsDown = true;
        await RequireDeclinedAsync(arena, client, server, ResumptionDecline.UnknownSession);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Tickets_that_are_switched_off_are_disabled(SslProtocols version)
    {
        await using Arena arena = new(version);
        TlsClient client = arena.Client();
        await arena.VisitAsync(client, arena.Server());
        await RequireDeclinedAsync(arena, client, arena.Server(ticketsOn: false), ResumptionDecline.Disabled);
    }

    [Theory, MemberData(nameof(Ways)), Requirement("N41")]
    public async Task Another_certificate_key_is_another_scope(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        TlsClient client = arena.Client();
        await arena.VisitAsync(client, arena.Server(byId: byId));
        await RequireDeclinedAsync(arena, client, arena.Server(TestHosts.Host(generation: 1), byId), ResumptionDecline.ScopeIdentity);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Another_certificate_key_is_the_same_scope_where_the_name_is_the_identity(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        TlsClient client = arena.Client();
        await arena.VisitAsync(client, arena.Server(TestHosts.Host(identity: HostIdentity.Name), byId));
        (_, ResumptionInfo server) = await arena.VisitAsync(client, arena.Server(TestHosts.Host(identity: HostIdentity.Name, generation: 1), byId));
        Assert.True(server.IsResumed);
    }

    [Theory, MemberData(nameof(Ways)), Requirement("N39")]
    public async Task A_changed_client_policy_is_another_scope(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        TlsClient client = arena.Client(identity: TestPki.Clients.Issue(KeyKind.EcdsaP256, "client.example"));
        await arena.VisitAsync(client, arena.Server(byId: byId));
        await RequireDeclinedAsync(
            arena, client, arena.Server(TestHosts.Host(clients: ClientCertificateMode.Required), byId), ResumptionDecline.ScopeClientAuthentication);
    }

    [Theory, MemberData(nameof(Ways)), Requirement("N38")]
    public async Task Other_trust_anchors_are_another_scope(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        TlsClient client = arena.Client(identity: TestPki.Clients.Issue(KeyKind.EcdsaP256, "client.example"));
        TlsHost before = TestHosts.Host(clients: ClientCertificateMode.Optional);
        TlsHost after = TestHosts.Host(clients: ClientCertificateMode.Optional, clientValidation: new CertificateValidationOptions
        {
            Roots = [TestPki.Clients.Root, TestPki.Others.Root],
        });
        await arena.VisitAsync(client, arena.Server(before, byId));
        await RequireDeclinedAsync(arena, client, arena.Server(after, byId), ResumptionDecline.ScopeClientAuthentication);
    }

    [Theory, MemberData(nameof(Ways)), Requirement("C089")]
    public async Task Another_list_of_protocols_is_another_scope(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        TlsClient client = arena.Client(protocols: [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11]);
        await arena.VisitAsync(client, arena.Server(TestHosts.Host(protocols: [SslApplicationProtocol.Http2]), byId));
        await RequireDeclinedAsync(
            arena, client, arena.Server(TestHosts.Host(protocols: [SslApplicationProtocol.Http11]), byId), ResumptionDecline.ScopeProtocols);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Another_scope_string_is_another_scope(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        TlsClient client = arena.Client();
        await arena.VisitAsync(client, arena.Server(TestHosts.Host(scope: "tenant a"), byId));
        await RequireDeclinedAsync(arena, client, arena.Server(TestHosts.Host(scope: "tenant b"), byId), ResumptionDecline.ScopeApplication);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task A_raised_policy_number_is_another_scope(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        TlsClient client = arena.Client();
        await arena.VisitAsync(client, arena.Server(TestHosts.Host(policyNumber: 1), byId));
        await RequireDeclinedAsync(arena, client, arena.Server(TestHosts.Host(policyNumber: 2), byId), ResumptionDecline.ScopeApplication);
    }

    [Theory, MemberData(nameof(Ways)), Requirement("C004", "N34", "N32", "A14")]
    public async Task A_suite_that_the_server_gave_up_does_not_resume(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        (TlsCipherSuite sha256, TlsCipherSuite sha384) = version == Tls12
            ? (TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384)
            : (TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_AES_256_GCM_SHA384);
        TlsClient client = arena.Client(suites: [sha256, sha384]);
        await arena.VisitAsync(client, arena.Server(byId: byId, suites: [sha256]));
        await RequireDeclinedAsync(arena, client, arena.Server(byId: byId, suites: [sha384]), ResumptionDecline.CipherSuiteChanged);
    }

    [Fact, Requirement("N33", "C132")]
    public async Task A_suite_of_the_same_hash_resumes_in_TLS_13()
    {
        await using Arena arena = new(Tls13);
        TlsClient client = arena.Client(suites: [TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256]);
        await arena.VisitAsync(client, arena.Server(suites: [TlsCipherSuite.TLS_AES_128_GCM_SHA256]));
        await using HandshakePair pair = await arena.ConnectAsync(client, arena.Server(suites: [TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256]));
        Assert.Equal(ResumptionKind.PskDhe, pair.Server.Info.Resumption.Kind);
        Assert.Equal(TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256, pair.Server.Info.CipherSuite);
    }

    [Theory, InlineData(true), InlineData(false), Requirement("C008")]
    public async Task A_TLS_12_session_does_not_resume_where_the_server_moves_to_TLS_13(bool byId)
    {
        await using Arena arena = new(Tls12);
        TlsClient client = arena.Client(versions: Tls12 | Tls13);
        Assert.Equal(ResumptionKind.Full, (await arena.VisitAsync(client, arena.Server(byId: byId, versions: Tls12))).Server.Kind);
        (ResumptionInfo clientSays, ResumptionInfo serverSays) = await arena.VisitAsync(client, arena.Server(byId: byId, versions: Tls12 | Tls13));
        Assert.Equal(ResumptionKind.Full, serverSays.Kind);
        Assert.Equal((ResumptionKind.Full, true, ResumptionDecline.DeclinedByPeer), (clientSays.Kind, clientSays.Offered, clientSays.Decline));
    }

    [Fact, Requirement("C222")]
    public async Task A_TLS_13_session_does_not_resume_where_the_server_falls_back_to_TLS_12()
    {
        await using Arena arena = new(Tls13);
        TlsClient client = arena.Client(versions: Tls12 | Tls13);
        await arena.VisitAsync(client, arena.Server(versions: Tls13));
        (ResumptionInfo clientSays, ResumptionInfo serverSays) = await arena.VisitAsync(client, arena.Server(versions: Tls12));
        Assert.Equal(ResumptionKind.Full, serverSays.Kind);
        Assert.Equal((ResumptionKind.Full, true, ResumptionDecline.DeclinedByPeer), (clientSays.Kind, clientSays.Offered, clientSays.Decline));
    }

    [Theory, MemberData(nameof(Ways)), Requirement("C085", "N35", "N36")]
    public async Task Another_server_name_does_not_resume(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        RecordingClientStore store = new();
        TlsClient client = arena.Client(store: store, validation: s_anyServer);
        TlsServer server = arena.Server(byId: byId);
        // An explicit session, so that the client's own key by name does not stand in the way; only a lax client would offer it.
        await using HandshakePair pair = await arena.ConnectAsync(client, server, new TlsConnectOptions { ServerName = "a.example" });
        using TlsClientSession session = pair.Client.ExportSession()!;
        (ResumptionInfo clientSays, ResumptionInfo serverSays) = await arena.VisitAsync(
            client, server, new TlsConnectOptions { ServerName = "b.example", Session = session });
        Assert.Equal(ResumptionKind.Full, serverSays.Kind);
        Assert.Equal(ResumptionDecline.ServerNameMismatch, clientSays.Decline);
    }

    [Theory, MemberData(nameof(Ways)), Requirement("N40", "C013")]
    public async Task A_client_certificate_that_expired_since_is_refused(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        TestIdentity identity = TestPki.Clients.Issue(KeyKind.EcdsaP256, "short.example", notAfter: arena.Clock.GetUtcNow().AddMinutes(10));
        TlsClient client = arena.Client(identity: identity);
        TlsServer server = arena.Server(TestHosts.Host(clients: ClientCertificateMode.Optional), byId);
        await arena.VisitAsync(client, server);
        arena.Clock.Advance(TimeSpan.FromMinutes(11));
        // The full handshake that follows asks for the certificate again, and refuses it.
        HandshakeOutcome outcome = await HandshakePair.TryConnectAsync(client, server, cancellationToken: arena.Cancellation);
        TlsException refusal = Assert.IsType<TlsException>(outcome.ServerError);
        Assert.Equal(AlertDescription.CertificateExpired, refusal.Alert);
        Assert.Contains(Segno.Wire.HandshakeType.CertificateRequest, arena.ServerSees.Sent);
    }

    [Fact, Requirement("N09", "C121", "C123")]
    public async Task A_mode_that_the_server_forbids_is_a_mismatch()
    {
        await using Arena arena = new(Tls13);
        TlsClient client = arena.Client(resumption: new ClientResumptionOptions { PskModes = PskKeyExchangeModes.Ke });
        await arena.VisitAsync(client, arena.Server(modes: PskKeyExchangeModes.Ke));
        TlsServer dheOnly = arena.Server(modes: PskKeyExchangeModes.DheKe);
        (_, ResumptionInfo serverSays) = await RequireDeclinedAsync(arena, client, dheOnly, ResumptionDecline.PskModeMismatch);
        Assert.Equal(0, serverSays.TicketsIssued);
        Assert.Equal(TicketRefusal.PskModeMismatch, serverSays.NotIssued);
    }

    [Theory, MemberData(nameof(Ways)), Requirement("N29")]
    public async Task A_session_from_the_future_waits_for_its_time(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        RecordingClientStore store = new() { Reuse = true };
        TlsClient client = arena.Client(store: store);
        TlsServer server = arena.Server(byId: byId);
        await arena.VisitAsync(client, server);
        // Two servers whose clocks differ: the other one is behind by more, and by less, than the skew that is allowed.
        foreach ((int seconds, ResumptionDecline decline) in new[] { (59, ResumptionDecline.None), (61, ResumptionDecline.FromTheFuture) })
        {
            Microsoft.Extensions.Time.Testing.FakeTimeProvider behind = new(arena.Clock.GetUtcNow().AddSeconds(-seconds));
            await using TlsServer late = TestPeers.Server(new TlsServerOptions
            {
                Host = TestHosts.Host(),
                EnabledSslProtocols = version,
                TimeProvider = behind,
                Resumption = new ServerResumptionOptions { Tickets = !byId, TicketProtector = arena.Protector, SessionStore = arena.Sessions },
            });
            ResumptionInfo serverSays = (await arena.VisitAsync(client, late)).Server;
            Assert.Equal((decline == ResumptionDecline.None, decline), (serverSays.IsResumed, serverSays.Decline));
            await arena.VisitAsync(client, server);
        }
    }

    private static async Task<(ResumptionInfo Client, ResumptionInfo Server)> RequireDeclinedAsync(
        Arena arena, TlsClient client, TlsServer server, ResumptionDecline reason)
    {
        (ResumptionInfo clientSays, ResumptionInfo serverSays) = await arena.VisitAsync(client, server);
        Assert.Equal((ResumptionKind.Full, true, reason), (serverSays.Kind, serverSays.Offered, serverSays.Decline));
        Assert.Equal((ResumptionKind.Full, true, ResumptionDecline.DeclinedByPeer), (clientSays.Kind, clientSays.Offered, clientSays.Decline));
        Assert.Null(serverSays.Age);
        Assert.Equal(0, serverSays.TimesResumed);
        Assert.Equal(1, server.Statistics.Declines.GetValueOrDefault(reason));
        return (clientSays, serverSays);
    }
}
