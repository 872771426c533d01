using System.Buffers.Binary;
using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;
using Segno.Testing;
using Segno.Tests.Hostile;
using Segno.Wire;

namespace Segno.Tests.Incidents;

/// <summary>What a ticket says of its lifetime is how long it opens, to the second, also for a client that does not keep to it.</summary>
[Requirement("A34")]
public sealed class LifetimeTests
{
    private readonly FakeTimeProvider _clock = TestHosts.Clock();
    private readonly RecordingObserver _observer = new();

    [Theory, Requirement("C036", "C047", "N28")]
    // The lifetime itself; then what the age of the authentication leaves of it.
    [InlineData(SslProtocols.Tls12, 3600, 86_400, 3600), InlineData(SslProtocols.Tls13, 3600, 86_400, 3600)]
    [InlineData(SslProtocols.Tls12, 3600, 600, 600), InlineData(SslProtocols.Tls13, 3600, 600, 600)]
    [InlineData(SslProtocols.Tls12, 1, 86_400, 1), InlineData(SslProtocols.Tls13, 1, 86_400, 1)]
    [InlineData(SslProtocols.Tls12, 518_400, 604_800, 518_400), InlineData(SslProtocols.Tls13, 518_400, 604_800, 518_400)]
    public async Task The_last_second_resumes_and_the_next_does_not(SslProtocols version, int lifetime, int age, uint promised)
    {
        foreach (bool late in new[] { false, true })
        {
            await using TlsServer server = Server(version, TimeSpan.FromSeconds(lifetime), TimeSpan.FromSeconds(age));
            Offer offer = await ObtainAsync(server, version);
            Assert.Equal(promised, offer.Lifetime);
            _clock.Advance(TimeSpan.FromSeconds(promised + (late ? 1 : 0)));
            Assert.Equal(!late, await ResumesAsync(server, offer));
        }
    }

    [Theory, InlineData(SslProtocols.Tls12), InlineData(SslProtocols.Tls13), Requirement("C243", "C244")]
    public async Task A_ticket_of_a_keys_last_second_has_its_whole_life(SslProtocols version)
    {
        TimeSpan hour = TimeSpan.FromHours(1);
        await using TlsServer server = Server(version, hour, TimeSpan.FromDays(1));
        _clock.Advance(hour - TimeSpan.FromSeconds(1));
        Offer offer = await ObtainAsync(server, version);
        Assert.Equal(3600u, offer.Lifetime);
        _clock.Advance(hour);
        Assert.True(await ResumesAsync(server, offer));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await ResumesAsync(server, offer));
    }

    [Theory, InlineData(SslProtocols.Tls12), InlineData(SslProtocols.Tls13), Requirement("C180")]
    public async Task Seven_days_are_the_longest_that_is_ever_promised(SslProtocols version)
    {
        await using TlsServer server = Server(version, TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1), TimeSpan.FromDays(7));
        Assert.InRange((await ObtainAsync(server, version)).Lifetime, 1u, 604_800u);
        Assert.Throws<ArgumentException>(() => Server(version, TimeSpan.FromDays(8), TimeSpan.FromDays(7)));
    }

    private TlsServer Server(SslProtocols version, TimeSpan lifetime, TimeSpan age) => new(new TlsServerOptions
    {
        Host = TestHosts.Host(),
        EnabledSslProtocols = version,
        TimeProvider = _clock,
        Observer = _observer,
        Resumption = new ServerResumptionOptions
        {
            SessionLifetime = lifetime,
            MaxAuthenticationAge = age,
            MaxAuthenticationAgeTls12 = age,
            TicketKeyPeriod = TimeSpan.FromSeconds(Math.Clamp(604_800 - lifetime.TotalSeconds, 1, lifetime.TotalDays > 1 ? 86_400 : 3600)),
        },
    });

    private async Task<Offer> ObtainAsync(TlsServer server, SslProtocols version)
    {
        _observer.Clear();
        RawPsk psk;
        if (version == SslProtocols.Tls13)
        {
            psk = await ScriptedClient13.ObtainTicketAsync(server);
        }
        else
        {
            ScriptedClient12 client = new(server, ticket: []);
            await using TlsStream accepted = await client.ConnectAsync();
            psk = new RawPsk(client.Ticket!, client.Master, 0);
        }
        // Both versions begin with the lifetime: ticket_lifetime_hint, ticket_lifetime.
        return new Offer(psk, BinaryPrimitives.ReadUInt32BigEndian(_observer.First(HandshakeType.NewSessionTicket).AsSpan(4)), version);
    }

    private static async Task<bool> ResumesAsync(TlsServer server, Offer offer)
    {
        if (offer.Version == SslProtocols.Tls13)
        {
            ScriptedClient13 client = new(server);
            client.Psks.Add(offer.Psk);
            await using TlsStream accepted = await client.ConnectAsync();
            return accepted.Info.Resumption.IsResumed;
        }
        ScriptedClient12 old = new(server, ticket: offer.Psk.Identity) { Master = offer.Psk.Key };
        old.Hello.SessionId = [1, 2, 3];
        old.SendHello();
        RawHello answer = await old.ReceiveServerHelloAsync();
        bool resumes = answer.SessionId.SequenceEqual(old.Hello.SessionId);
        await (resumes ? old.FinishAbbreviatedAsync() : old.FinishFullAsync());
        await using TlsStream stream = await old.Accepting;
        Assert.Equal(resumes, stream.Info.Resumption.IsResumed);
        return resumes;
    }

    private sealed record Offer(RawPsk Psk, uint Lifetime, SslProtocols Version);
}
