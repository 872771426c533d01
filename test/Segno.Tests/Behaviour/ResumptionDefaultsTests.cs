using System.Security.Authentication;
using Segno.Testing;

namespace Segno.Tests.Behaviour;

/// <summary>What is not set is what RFC 9325 §3.4 recommends, and what is set stays within what it demands.</summary>
public sealed class ResumptionDefaultsTests
{
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1), s_second = TimeSpan.FromSeconds(1);

    [Fact, Requirement("C244", "C243")]
    public void A_ticket_lives_half_as_long_as_its_key_at_most()
    {
        ServerResumptionOptions options = new();
        Assert.True(options.SessionLifetime <= (options.SessionLifetime + options.TicketKeyPeriod) / 2);
        Assert.True(options.SessionLifetime + options.TicketKeyPeriod <= s_day);
    }

    [Theory, Requirement("C243", "C244", "C180")]
    [InlineData(6, 1, 0, true), InlineData(6, 1, 1, false), InlineData(1, 6, 0, true), InlineData(1, 6, 1, false), InlineData(7, 1, 0, false), InlineData(8, 1, 0, false)]
    public void A_key_lives_seven_days_at_most(int lifetime, int period, int more, bool allowed)
    {
        TlsServerOptions options = TestHosts.ServerOptions(
            TestHosts.Clock(), resumption: new ServerResumptionOptions { SessionLifetime = lifetime * s_day, TicketKeyPeriod = (period * s_day) + (more * s_second) });
        if (allowed)
            _ = TestPeers.Server(options);
        else
            Assert.Throws<ArgumentException>(() => TestPeers.Server(options));
    }

    [Theory, Requirement("C180", "C186")]
    [InlineData(0, true), InlineData(1, false)]
    public void No_authentication_is_older_than_seven_days(int more, bool allowed)
    {
        TimeSpan age = (7 * s_day) + (more * s_second);
        Action[] makings =
        [
            () => _ = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), resumption: new ServerResumptionOptions { MaxAuthenticationAge = age })),
            () => _ = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), resumption: new ServerResumptionOptions { MaxAuthenticationAgeTls12 = age })),
            () => _ = TestPeers.Client(TestHosts.ClientOptions(TestHosts.Clock(), resumption: new ClientResumptionOptions { MaxAuthenticationAge = age })),
            () => _ = TestPeers.Client(TestHosts.ClientOptions(TestHosts.Clock(), resumption: new ClientResumptionOptions { MaxAuthenticationAgeTls12 = age })),
        ];
        Assert.All(makings, making => Assert.Equal(allowed, Xunit.Record.Exception(making) is null));
    }

    [Fact, Requirement("C245")]
    public void A_TLS_12_session_is_not_older_than_two_periods_of_a_key()
    {
        ServerResumptionOptions options = new();
        Assert.Equal(2 * options.TicketKeyPeriod, options.MaxAuthenticationAgeTls12);
        Assert.True(options.MaxAuthenticationAgeTls12 < options.MaxAuthenticationAge);
    }

    [Theory, Requirement("C245", "C186")]
    [InlineData(SslProtocols.Tls12, 2), InlineData(SslProtocols.Tls13, 24)]
    public async Task By_default_a_chain_of_resumptions_ends_after_so_many_hours(SslProtocols version, int hours)
    {
        Microsoft.Extensions.Time.Testing.FakeTimeProvider clock = TestHosts.Clock();
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(clock, version));
        await using TlsClient client = TestPeers.Client(TestHosts.ClientOptions(clock, version, new ClientResumptionOptions
        {
            MaxAuthenticationAge = TimeSpan.FromDays(7),
            MaxAuthenticationAgeTls12 = TimeSpan.FromDays(7),
        }));
        int resumed = -1;
        for (int i = 0; i <= hours * 2; i++)
        {
            if (i > 0)
                clock.Advance(TimeSpan.FromMinutes(30) - (i == hours * 2 ? s_second : TimeSpan.Zero));
            await using HandshakePair pair = await HandshakePair.ConnectAsync(client, server, cancellationToken: TestContext.Current.CancellationToken);
            await pair.SettleAsync(TestContext.Current.CancellationToken);
            if (i > 0 && !pair.Server.Info.Resumption.IsResumed)
                break;
            resumed = i;
        }
        // The last within its last second, and none after.
        Assert.Equal(hours * 2, resumed);
        clock.Advance(s_second + s_second);
        await using HandshakePair last = await HandshakePair.ConnectAsync(client, server, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(ResumptionKind.Full, last.Server.Info.Resumption.Kind);
    }

    [Theory, Requirement("C186", "A18"), InlineData(SslProtocols.Tls12, 2), InlineData(SslProtocols.Tls13, 24)]
    public async Task A_client_ends_the_chain_by_itself_however_many_tickets_a_server_gives(SslProtocols version, int hours)
    {
        Microsoft.Extensions.Time.Testing.FakeTimeProvider clock = TestHosts.Clock();
        await using TlsServer lax = TestPeers.Server(TestHosts.ServerOptions(clock, version, resumption: new ServerResumptionOptions
        {
            SessionLifetime = 3 * s_day,
            TicketKeyPeriod = s_day,
            MaxAuthenticationAge = 7 * s_day,
            MaxAuthenticationAgeTls12 = 7 * s_day,
        }));
        await using TlsClient client = TestPeers.Client(TestHosts.ClientOptions(clock, version));
        foreach ((TimeSpan wait, bool resumes) in new[]
        {
            (TimeSpan.Zero, false), (TimeSpan.FromHours(hours / 2.0), true), (TimeSpan.FromHours(hours / 2.0), true), (s_second, false), (TimeSpan.FromHours(1), true),
        })
        {
            clock.Advance(wait);
            await using HandshakePair pair = await HandshakePair.ConnectAsync(client, lax, cancellationToken: TestContext.Current.CancellationToken);
            await pair.SettleAsync(TestContext.Current.CancellationToken);
            Assert.Equal((resumes, resumes), (pair.Server.Info.Resumption.Offered, pair.Server.Info.Resumption.IsResumed));
            await pair.CloseAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact, Requirement("C246")]
    public async Task Both_sides_want_a_key_exchange_with_each_resumption()
    {
        Assert.Equal(PskKeyExchangeModes.DheKe, new ServerResumptionOptions().PskModes);
        Assert.Equal(PskKeyExchangeModes.DheKe, new ClientResumptionOptions().PskModes);
        await using Arena arena = new(SslProtocols.Tls13);
        // Where both allow either, the one with a key exchange is taken.
        TlsServer server = arena.Server(modes: PskKeyExchangeModes.DheKe | PskKeyExchangeModes.Ke);
        TlsClient client = arena.Client(resumption: new ClientResumptionOptions { PskModes = PskKeyExchangeModes.DheKe | PskKeyExchangeModes.Ke });
        await arena.VisitAsync(client, server);
        for (int i = 0; i < 3; i++)
            Assert.Equal(ResumptionKind.PskDhe, (await arena.VisitAsync(client, server)).Server.Kind);
    }
}
