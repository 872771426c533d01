using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;
using Segno.Crypto;
using Segno.Resumption.Tickets;

namespace Segno.Tests.Concurrency;

/// <summary>Ticket keys that come and go while handshakes use them: no handshake fails for it, and none resumes that should not.</summary>
public sealed class RotationTests
{
    private const int Workers = 6;
    private const int Visits = 40;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(SslProtocols.Tls12), InlineData(SslProtocols.Tls13)]
    public async Task Keys_that_change_during_handshakes_cost_full_handshakes_at_most(SslProtocols version)
    {
        // A clock for the keys alone, so that no deadline passes with it.
        FakeTimeProvider clock = TestHosts.Clock(), keyClock = TestHosts.Clock();
        using StekTicketProtector keys = new(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(20), keyClock, TlsRandom.System);
        await using TlsServer server = new(TestHosts.ServerOptions(clock, version, resumption: new ServerResumptionOptions { TicketProtector = keys, SessionIdCapacity = 0 }));
        await using TlsClient client = new(TestHosts.ClientOptions(clock, version));
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(
            async () =>
            {
                for (int i = 0; i < Visits; i++)
                {
                    // Half a period: every other turn makes a key, and ends one.
                    Task turning = i % 4 == 0 ? Task.Run(() => keyClock.Advance(TimeSpan.FromMinutes(5)), Token) : Task.CompletedTask;
                    await using HandshakePair pair = await HandshakePair.ConnectAsync(
                        client, server, new TlsConnectOptions { ServerName = TestHosts.Name, Port = worker + 1 }, cancellationToken: Token);
                    await pair.SettleAsync(Token);
                    await turning;
                }
            },
            Token)));

        foreach (TlsStatistics seen in new[] { server.Statistics, client.Statistics })
        {
            Assert.Equal(0, seen.Failed);
            Assert.Equal(Workers * Visits, seen.Full + seen.Ticket + seen.PskDhe);
            Assert.NotEqual(0, seen.Ticket + seen.PskDhe);
        }
        // Some handshakes are full for want of a ticket: of a key that dies as it seals there is none.
        Assert.InRange(server.Statistics.Declines.Values.Sum(), 0, server.Statistics.Full - Workers);
        Assert.Equal(server.Statistics.Declines.Values.Sum(), client.Statistics.Declines.Values.Sum());
        Assert.All(server.Statistics.Declines.Keys, decline => Assert.Equal(ResumptionDecline.UnknownKey, decline));
    }

    [Fact]
    public async Task A_ticket_that_is_opened_while_its_key_dies_opens_right_or_not_at_all()
    {
        byte[] session = [.. Enumerable.Range(0, 200).Select(i => (byte)i)];
        TicketContext context = new(0x0304);
        for (int round = 0; round < 100; round++)
        {
            FakeTimeProvider clock = TestHosts.Clock();
            StekTicketProtector keys = new(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10), clock, TlsRandom.System);
            byte[] ticket = new byte[ITicketProtector.MaxTicketBytes];
            int length = (await keys.SealAsync(session, context, ticket, Token)).Length;
            Task<bool>[] opening = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(OpenManyAsync, Token))];
            await Task.Yield();
            if (round % 2 == 0)
                clock.Advance(TimeSpan.FromHours(1));
            else
                keys.Dispose();
            bool[] right = await Task.WhenAll(opening);
            Assert.DoesNotContain(false, right);
            byte[] room = new byte[ITicketProtector.MaxTicketBytes];
            Assert.Equal(TicketStatus.UnknownKey, (await keys.OpenAsync(ticket.AsMemory(0, length), context, room, Token)).Status);
            keys.Dispose();

            async Task<bool> OpenManyAsync()
            {
                byte[] room = new byte[ITicketProtector.MaxTicketBytes];
                for (int i = 0; i < 20; i++)
                {
                    TicketOpening opened = await keys.OpenAsync(ticket.AsMemory(0, length), context, room, Token);
                    bool right = opened.Status == TicketStatus.UnknownKey
                        || (opened.Status is TicketStatus.Opened or TicketStatus.OpenedRenew && room.AsSpan(0, opened.Length).SequenceEqual(session));
                    if (!right)
                        return false;
                }
                return true;
            }
        }
    }
}
