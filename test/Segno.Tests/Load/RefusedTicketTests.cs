using System.Buffers.Binary;
using System.Security.Authentication;
using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Segno.Crypto;
using Segno.Resumption.Tickets;
using Segno.Tests.Hostile;
using Segno.Wire;

namespace Segno.Tests.Load;

/// <summary>What a ticket that is refused costs, counted in work rather than time, and what it leaves behind: nothing.</summary>
[Collection(nameof(ProcessWide))]
public sealed class RefusedTicketTests : IAsyncDisposable
{
    private const int Flood = 10_000;

    private static readonly TicketContext s_context = new(0x0304);

    private readonly FakeTimeProvider _clock = TestHosts.Clock();
    private readonly StekTicketProtector _keys;
    private readonly RecordingSessionStore _sessions = new();
    private readonly TlsServer _server;

    public RefusedTicketTests()
    {
        _keys = new StekTicketProtector(TimeSpan.FromHours(1), TimeSpan.FromHours(1), _clock, TlsRandom.System);
        _server = new TlsServer(TestHosts.ServerOptions(_clock, resumption: new ServerResumptionOptions { SessionStore = _sessions }));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _keys.Dispose();
    }

    [Fact, Requirement("C046")]
    public async Task An_unknown_key_name_costs_its_own_text_and_no_decryption()
    {
        byte[] ticket = await SealAsync();
        byte[] room = new byte[ITicketProtector.MaxTicketBytes];
        ticket[TicketFormat.KeyNameOffset] ^= 1;
        await OpenAsync(ticket, room);
        room.AsSpan().Fill(0xaa);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Flood; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(ticket.AsSpan(TicketFormat.KeyNameOffset), i);
            ValueTask<TicketOpening> opening = _keys.OpenAsync(ticket, s_context, room, Token);
            Assert.True(opening.IsCompletedSuccessfully);
            if ((await opening).Status != TicketStatus.UnknownKey)
                Assert.Fail("A key name that was made up is known.");
        }
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / Flood;
        // The name in hexadecimal, for the account: 32 characters. The rest is the test's own.
        Assert.InRange(each, 0, 128);
        // AES-GCM zeroes where it fails to write: nothing was opened.
        Assert.True(room.All(b => b == 0xaa));
    }

    [Fact, Requirement("C046")]
    public async Task A_known_key_name_is_what_makes_work()
    {
        byte[] ticket = await SealAsync();
        byte[] room = new byte[ITicketProtector.MaxTicketBytes];
        room.AsSpan().Fill(0xaa);
        ticket[^1] ^= 1;
        Assert.Equal(TicketStatus.Damaged, (await OpenAsync(ticket, room)).Status);
        // The control of the test above: an opening that fails shows in the room.
        Assert.Contains((byte)0, room);
    }

    [Fact, Requirement("C046")]
    public async Task An_altered_commitment_costs_a_derivation_and_no_decryption()
    {
        byte[] ticket = await SealAsync();
        byte[] room = new byte[ITicketProtector.MaxTicketBytes];
        room.AsSpan().Fill(0xaa);
        ticket[TicketFormat.CommitmentOffset] ^= 1;
        Assert.Equal(TicketStatus.Damaged, (await OpenAsync(ticket, room)).Status);
        Assert.True(room.All(b => b == 0xaa));
    }

    [Theory, Requirement("C046"), InlineData(SslProtocols.Tls12), InlineData(SslProtocols.Tls13)]
    public async Task A_refused_ticket_asks_no_store(SslProtocols version)
    {
        byte[] junk = await SealAsync();
        RandomNumberGenerator.Fill(junk.AsSpan(1));
        ResumptionDecline decline = version == SslProtocols.Tls12 ? await Offer12Async(junk) : await Offer13Async(junk);
        Assert.Equal(ResumptionDecline.UnknownKey, decline);
        Assert.Equal(0, _sessions.Gets);
    }

    [Fact, Requirement("N127", "A15")]
    public async Task Tickets_that_fail_integrity_leave_nothing()
    {
        byte[] ticket = await SealAsync();
        byte[] room = new byte[ITicketProtector.MaxTicketBytes];
        await FailAsync(100);
        long heap = GC.GetTotalMemory(forceFullCollection: true), secrets = SecretBuffer.Outstanding;
        await FailAsync(Flood);
        Assert.Equal(secrets, SecretBuffer.Outstanding);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - heap, long.MinValue, 256 * 1024);
        Assert.DoesNotContain(room, b => b != 0);

        async Task FailAsync(int times)
        {
            for (int i = 0; i < times; i++)
            {
                int at = TicketFormat.HeaderLength + (i % (ticket.Length - TicketFormat.HeaderLength));
                ticket[at] ^= 1;
                if ((await OpenAsync(ticket, room)).Status != TicketStatus.Damaged)
                    Assert.Fail($"A ticket opens though its byte {at} is another.");
                ticket[at] ^= 1;
            }
        }
    }

    [Fact, Requirement("N127", "A15")]
    public async Task Handshakes_with_tickets_that_fail_integrity_leave_nothing()
    {
        RawPsk psk = await ScriptedClient13.ObtainTicketAsync(_server);
        await Offer13Async(Altered(psk.Identity, 0));
        (long Buffers, long Arrays) secrets = (SecretBuffer.Outstanding, SecretArrays.Outstanding);
        for (int i = 0; i < 100; i++)
            Assert.Equal(ResumptionDecline.Damaged, await Offer13Async(Altered(psk.Identity, i)));
        Assert.Equal(secrets, (SecretBuffer.Outstanding, SecretArrays.Outstanding));
        Assert.Equal(101, _server.Statistics.Declines[ResumptionDecline.Damaged]);

        static byte[] Altered(byte[] ticket, int at)
        {
            byte[] altered = [.. ticket];
            altered[TicketFormat.HeaderLength + at] ^= 0x80;
            return altered;
        }
    }

    private async Task<ResumptionDecline> Offer12Async(byte[] ticket)
    {
        ScriptedClient12 client = new(_server, ticket: ticket);
        await using TlsStream stream = await client.ConnectAsync();
        return stream.Info.Resumption.Decline;
    }

    private async Task<ResumptionDecline> Offer13Async(byte[] ticket)
    {
        ScriptedClient13 client = new(_server);
        client.Psks.Add(new RawPsk(ticket, new byte[32], 0));
        await using TlsStream stream = await client.ConnectAsync();
        return stream.Info.Resumption.Decline;
    }

    private async Task<byte[]> SealAsync()
    {
        byte[] ticket = new byte[ITicketProtector.MaxTicketBytes];
        TicketSealing sealing = await _keys.SealAsync(new byte[150], s_context, ticket, Token);
        return ticket[..sealing.Length];
    }

    private ValueTask<TicketOpening> OpenAsync(byte[] ticket, byte[] room) => _keys.OpenAsync(ticket, s_context, room, Token);
}
