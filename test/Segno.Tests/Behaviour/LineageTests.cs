using System.Security.Authentication;
using Segno.Testing;

namespace Segno.Tests.Behaviour;

/// <summary>Resuming extends neither a session's lifetime nor the age of its authentication (RFC 8446 §4.6.1, RFC 9325 §3.4).</summary>
public sealed class LineageTests
{
    public static TheoryData<SslProtocols, bool> Ways => new() { { SslProtocols.Tls12, true }, { SslProtocols.Tls12, false }, { SslProtocols.Tls13, false } };

    [Theory, MemberData(nameof(Ways)), Requirement("C186", "C245", "N42", "A18")]
    public async Task A_chain_of_resumptions_ends_when_the_authentication_is_too_old(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server(byId: byId, sessionLifetime: TimeSpan.FromHours(1), maxAuthenticationAge: TimeSpan.FromMinutes(100));
        TlsClient client = arena.Client();
        await arena.VisitAsync(client, server);
        List<double> resumedAt = [];
        List<double> fullAt = [];
        for (int minutes = 10; minutes <= 120; minutes += 10)
        {
            arena.Clock.Advance(TimeSpan.FromMinutes(10));
            (_, ResumptionInfo account) = await arena.VisitAsync(client, server);
            if (!account.IsResumed)
            {
                fullAt.Add(minutes);
                break;
            }
            resumedAt.Add(minutes);
            Assert.Equal(TimeSpan.FromMinutes(minutes), account.AuthenticationAge);
            Assert.True(account.Age <= account.AuthenticationAge);
        }
        // A session ID is one session from beginning to end, and lives its hour; tickets renew until the authentication is 100 minutes old.
        Assert.Equal([byId ? 70 : 110], fullAt.Select(minutes => minutes is 60 or 100 ? minutes + 10 : minutes));
        Assert.NotEmpty(resumedAt);
    }

    [Fact]
    public async Task A_renewed_ticket_lives_no_longer_than_the_authentication_allows()
    {
        await using Arena arena = new(SslProtocols.Tls13);
        TlsServer server = arena.Server(sessionLifetime: TimeSpan.FromHours(1), maxAuthenticationAge: TimeSpan.FromMinutes(90));
        TlsClient client = arena.Client();
        await arena.VisitAsync(client, server);
        Assert.Equal(TimeSpan.FromHours(1), LastLifetime(arena));
        arena.ClientSees.Clear();
        arena.Clock.Advance(TimeSpan.FromMinutes(50));
        await arena.VisitAsync(client, server);
        Assert.Equal(TimeSpan.FromMinutes(40), LastLifetime(arena));
        arena.ClientSees.Clear();
        arena.Clock.Advance(TimeSpan.FromMinutes(39));
        Assert.True((await arena.VisitAsync(client, server)).Server.IsResumed);
        Assert.Equal(TimeSpan.FromMinutes(1), LastLifetime(arena));
    }

    [Fact, Requirement("C048")]
    public async Task A_TLS_12_ticket_is_renewed_when_half_its_life_is_over_and_not_before()
    {
        await using Arena arena = new(SslProtocols.Tls12);
        TlsServer server = arena.Server(sessionLifetime: TimeSpan.FromMinutes(40));
        TlsClient client = arena.Client();
        await arena.VisitAsync(client, server);
        arena.Clock.Advance(TimeSpan.FromMinutes(20));
        ResumptionInfo young = (await arena.VisitAsync(client, server)).Server;
        Assert.Equal((ResumptionKind.Ticket, 0), (young.Kind, young.TicketsIssued));
        arena.Clock.Advance(TimeSpan.FromSeconds(1));
        ResumptionInfo old = (await arena.VisitAsync(client, server)).Server;
        Assert.Equal((ResumptionKind.Ticket, 1, TimeSpan.FromMinutes(20) + TimeSpan.FromSeconds(1)), (old.Kind, old.TicketsIssued, old.Age));
        arena.Clock.Advance(TimeSpan.FromSeconds(5));
        ResumptionInfo renewed = (await arena.VisitAsync(client, server)).Server;
        Assert.Equal((ResumptionKind.Ticket, 2, TimeSpan.FromSeconds(5)), (renewed.Kind, renewed.TimesResumed, renewed.Age));
    }

    [Fact, Requirement("C014")]
    public async Task Two_resumptions_of_one_session_have_different_keys()
    {
        await using Arena arena = new(SslProtocols.Tls12);
        TlsServer server = arena.Server(byId: true);
        TlsClient client = arena.Client();
        await arena.VisitAsync(client, server);
        HandshakePair first = await arena.ConnectAsync(client, server);
        HandshakePair second = await arena.ConnectAsync(client, server);
        Assert.Equal((ResumptionKind.SessionId, ResumptionKind.SessionId), (first.Server.Info.Resumption.Kind, second.Server.Info.Resumption.Kind));
        Assert.Equal(first.Client.Exported(), first.Server.Exported());
        Assert.NotEqual(first.Client.Exported(), second.Client.Exported());
    }

    private static TimeSpan LastLifetime(Arena arena) =>
        TimeSpan.FromSeconds(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(arena.ClientSees.First(Segno.Wire.HandshakeType.NewSessionTicket).AsSpan(4)));
}
