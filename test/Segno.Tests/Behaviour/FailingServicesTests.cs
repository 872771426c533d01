using System.Security.Authentication;
using Segno.Testing;

namespace Segno.Tests.Behaviour;

/// <summary>Resumption is an optimisation: whatever its services do, the connection comes about, in full.</summary>
public sealed class FailingServicesTests
{
    public static TheoryData<SslProtocols> Versions => new(SslProtocols.Tls12, SslProtocols.Tls13);

    [Fact]
    public async Task A_session_store_that_throws_is_a_full_handshake()
    {
        await using Arena arena = new(SslProtocols.Tls12);
        TlsServer server = arena.Server(byId: true);
        TlsClient client = arena.Client();
        await arena.VisitAsync(client, server);
        arena.Sessions.Failure = new TimeoutException("The store is down.");
        (_, ResumptionInfo account) = await arena.VisitAsync(client, server);
        Assert.Equal((ResumptionKind.Full, ResumptionDecline.Unavailable), (account.Kind, account.Decline));
    }

    [Fact]
    public async Task A_session_store_that_is_down_while_keeping_costs_nothing_but_the_session()
    {
        await using Arena arena = new(SslProtocols.Tls12);
        TlsServer server = arena.Server(byId: true);
        TlsClient client = arena.Client();
        arena.Sessions.IsDown = true;
        Assert.Equal(ResumptionKind.Full, (await arena.VisitAsync(client, server)).Server.Kind);
        arena.Sessions.IsDown = false;
        (_, ResumptionInfo account) = await arena.VisitAsync(client, server);
        Assert.Equal((ResumptionKind.Full, ResumptionDecline.UnknownSession), (account.Kind, account.Decline));
        Assert.Equal(ResumptionKind.SessionId, (await arena.VisitAsync(client, server)).Server.Kind);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_protector_that_throws_is_a_full_handshake_without_a_ticket(SslProtocols version)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server();
        TlsClient client = arena.Client();
        await arena.VisitAsync(client, server);
        arena.Protector.Failure = new InvalidOperationException("The key service is down.");
        (_, ResumptionInfo account) = await arena.VisitAsync(client, server);
        Assert.Equal((ResumptionKind.Full, ResumptionDecline.Unavailable, 0), (account.Kind, account.Decline, account.TicketsIssued));
        arena.Protector.Failure = null;
        await arena.VisitAsync(client, server);
        Assert.True((await arena.VisitAsync(client, server)).Server.IsResumed);
    }

    [Theory, MemberData(nameof(Versions)), Requirement("C035")]
    public async Task A_protector_without_a_key_issues_nothing_and_says_so(SslProtocols version)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server();
        RecordingClientStore store = new();
        TlsClient client = arena.Client(store: store);
        arena.Protector.Refuses = TicketRefusal.NoKey;
        (_, ResumptionInfo account) = await arena.VisitAsync(client, server);
        Assert.Equal((0, TicketRefusal.NoKey), (account.TicketsIssued, account.NotIssued));
        Assert.Equal(0, store.Puts);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_ticket_that_lives_less_than_a_second_is_not_issued(SslProtocols version)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server();
        TlsClient client = arena.Client();
        // RFC 5077 §3.3: a hint of 0 would say that the lifetime is not specified. Less than nothing is left of a key that died as it sealed.
        foreach (TimeSpan lifetime in new[] { TimeSpan.FromMilliseconds(999), TimeSpan.FromHours(-1) })
        {
            arena.Protector.Lifetime = lifetime;
            (ResumptionInfo seen, ResumptionInfo account) = await arena.VisitAsync(client, server);
            Assert.Equal((0, TicketRefusal.TooOld), (account.TicketsIssued, account.NotIssued));
            Assert.Equal(0, seen.TicketsIssued);
        }
        arena.Protector.Lifetime = TimeSpan.FromSeconds(1);
        HandshakePair pair = await arena.ConnectAsync(client, server);
        using TlsClientSession session = pair.Client.ExportSession()!;
        Assert.Equal(arena.Clock.GetUtcNow().AddSeconds(1), session.ExpiresAt);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_client_store_that_throws_is_a_full_handshake(SslProtocols version)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server();
        RecordingClientStore store = new();
        TlsClient client = arena.Client(store: store);
        await arena.VisitAsync(client, server);
        store.Failure = new TimeoutException("The store is down.");
        (ResumptionInfo account, _) = await arena.VisitAsync(client, server);
        Assert.Equal((ResumptionKind.Full, false), (account.Kind, account.Offered));
    }

    [Fact, NotInMode(TestMode.Async, "it needs the time that a store usually has, and on a busy machine a hop takes longer")]
    public async Task A_session_store_that_never_answers_is_passed_over_when_its_time_is_up()
    {
        await using Arena arena = new(SslProtocols.Tls12);
        TlsServer server = arena.Server(byId: true);
        TlsClient client = arena.Client();
        await arena.VisitAsync(client, server);
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        // It does not even look at its token.
        arena.Sessions.Delay = _ =>
        {
            asked.TrySetResult();
            return new TaskCompletionSource().Task;
        };
        Task<HandshakeOutcome> connecting = HandshakePair.TryConnectAsync(client, server, cancellationToken: arena.Cancellation);
        await asked.Task.WaitAsync(arena.Cancellation);
        arena.Sessions.Delay = null;
        // The budget's timer is set a moment after the store was asked: time goes on until it has seen its 500 ms, and less than the handshake's 10 s.
        for (int i = 0; i < 15 && !connecting.IsCompleted; i++)
        {
            arena.Clock.Advance(TimeSpan.FromMilliseconds(501));
            await Task.WhenAny(connecting, Task.Delay(TimeSpan.FromMilliseconds(50), arena.Cancellation));
        }
        await using HandshakePair pair = (await connecting).Pair!;
        Assert.Equal((ResumptionKind.Full, ResumptionDecline.Unavailable), (pair.Server.Info.Resumption.Kind, pair.Server.Info.Resumption.Decline));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_session_of_a_client_store_that_threw_is_a_miss(SslProtocols version)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server();
        RecordingClientStore store = new() { FailsAfterPut = new TimeoutException("The replica is late.") };
        TlsClient client = arena.Client(store: store);
        await arena.VisitAsync(client, server);
        (ResumptionInfo account, _) = await arena.VisitAsync(client, server);
        Assert.Equal((ResumptionKind.Full, false), (account.Kind, account.Offered));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_disposed_session_from_a_client_store_is_a_miss(SslProtocols version)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server();
        RecordingClientStore store = new() { DisposesWhatItKeeps = true };
        TlsClient client = arena.Client(store: store);
        await arena.VisitAsync(client, server);
        (ResumptionInfo account, _) = await arena.VisitAsync(client, server);
        Assert.Equal((ResumptionKind.Full, false), (account.Kind, account.Offered));
    }

    [Theory, MemberData(nameof(Versions)), Requirement("N23")]
    public async Task A_client_chain_too_large_for_a_ticket_gets_none_and_says_so(SslProtocols version)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server(TestHosts.Host(clients: ClientCertificateMode.Required));
        TlsClient client = arena.Client(identity: TestPki.Clients.IssueBulky("bulky.example", 5000));
        (_, ResumptionInfo account) = await arena.VisitAsync(client, server);
        Assert.Equal((ResumptionKind.Full, 0, TicketRefusal.TooLarge), (account.Kind, account.TicketsIssued, account.NotIssued));
        (_, ResumptionInfo again) = await arena.VisitAsync(client, server);
        Assert.Equal((ResumptionKind.Full, false), (again.Kind, again.Offered));
    }
}
