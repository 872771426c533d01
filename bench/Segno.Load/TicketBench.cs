using System.Buffers.Binary;
using System.Security.Authentication;
using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Segno.Crypto;
using Segno.Resumption.Tickets;
using Segno.Testing;

namespace Segno.Load;

/// <summary>What it costs to refuse a ticket, beside a full handshake: of what a server can be made to do by who sends it made-up tickets.</summary>
internal sealed class TicketBench : IAsyncDisposable
{
    private static readonly TicketContext s_context = new(0x0304);

    private readonly FakeTimeProvider _clock = TestHosts.Clock();
    private readonly StekTicketProtector _keys;
    private readonly TlsServer _server;
    private readonly TlsClient _full12;
    private readonly TlsClient _full13;
    private readonly byte[] _room = new byte[ITicketProtector.MaxTicketBytes];
    private readonly byte[] _ticket;

    public TicketBench()
    {
        _keys = new StekTicketProtector(TimeSpan.FromHours(1), TimeSpan.FromHours(1), _clock, TlsRandom.System);
        _server = new TlsServer(TestHosts.ServerOptions(_clock));
        ClientResumptionOptions none = new() { Enabled = false };
        _full12 = new TlsClient(TestHosts.ClientOptions(_clock, SslProtocols.Tls12, none));
        _full13 = new TlsClient(TestHosts.ClientOptions(_clock, SslProtocols.Tls13, none));
        byte[] ticket = new byte[ITicketProtector.MaxTicketBytes];
        _ticket = ticket[.._keys.SealAsync(new byte[150], s_context, ticket, CancellationToken.None).AsTask().GetAwaiter().GetResult().Length];
    }

    public IReadOnlyList<Contender> Contenders =>
    [
        new("full handshake, TLS 1.2, both sides", 20, times => ConnectAsync(_full12, times)),
        new("full handshake, TLS 1.3, both sides", 20, times => ConnectAsync(_full13, times)),
        new("ticket of an unknown key", 20_000, times => OpenAsync(Unknown(), TicketStatus.UnknownKey, times)),
        new("ticket of an unknown key, each another", 20_000, FloodAsync),
        new("ticket with an altered commitment", 5000, times => OpenAsync(Altered(TicketFormat.CommitmentOffset), TicketStatus.Damaged, times)),
        new("ticket with an altered tag", 2000, times => OpenAsync(Altered(_ticket.Length - 1), TicketStatus.Damaged, times)),
        new("ticket that opens", 5000, times => OpenAsync(_ticket, TicketStatus.Opened, times)),
    ];

    /// <summary>A million tickets with altered tags: what is left of them.</summary>
    public async Task<(long HeapBytes, long Secrets)> LeaveAsync(int tickets)
    {
        byte[] altered = Altered(_ticket.Length - 1);
        await OpenAsync(altered, TicketStatus.Damaged, 1000);
        long heap = GC.GetTotalMemory(forceFullCollection: true), secrets = SecretBuffer.Outstanding;
        await OpenAsync(altered, TicketStatus.Damaged, tickets);
        return (GC.GetTotalMemory(forceFullCollection: true) - heap, SecretBuffer.Outstanding - secrets);
    }

    public async ValueTask DisposeAsync()
    {
        await _full12.DisposeAsync();
        await _full13.DisposeAsync();
        await _server.DisposeAsync();
        _keys.Dispose();
    }

    private async Task ConnectAsync(TlsClient client, int times)
    {
        for (int i = 0; i < times; i++)
        {
            (DuplexStream ours, DuplexStream peers) = DuplexStream.CreatePair();
            Task<TlsStream> accepting = _server.AcceptAsync(ours).AsTask();
            await using TlsStream connected = await client.ConnectAsync(peers, TestHosts.Name);
            await using TlsStream accepted = await accepting;
        }
    }

    private async Task OpenAsync(byte[] ticket, TicketStatus expected, int times)
    {
        for (int i = 0; i < times; i++)
            Require((await _keys.OpenAsync(ticket, s_context, _room, CancellationToken.None)).Status, expected);
    }

    private async Task FloodAsync(int times)
    {
        byte[] ticket = Unknown();
        for (int i = 0; i < times; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(ticket.AsSpan(TicketFormat.KeyNameOffset), i);
            Require((await _keys.OpenAsync(ticket, s_context, _room, CancellationToken.None)).Status, TicketStatus.UnknownKey);
        }
    }

    private byte[] Unknown()
    {
        byte[] unknown = [.. _ticket];
        RandomNumberGenerator.Fill(unknown.AsSpan(TicketFormat.KeyNameOffset, TicketFormat.KeyNameLength));
        return unknown;
    }

    private byte[] Altered(int at)
    {
        byte[] altered = [.. _ticket];
        altered[at] ^= 1;
        return altered;
    }

    private static void Require(TicketStatus seen, TicketStatus expected)
    {
        if (seen != expected)
            throw new InvalidOperationException($"A ticket that should be {expected} is {seen}.");
    }
}
