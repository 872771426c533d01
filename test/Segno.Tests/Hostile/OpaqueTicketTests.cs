using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>A client and the tickets of any server: it returns their bytes as they came, and lets them go when their time is over (RFC 5077 §3.3, §4).</summary>
public sealed class OpaqueTicketTests
{
    /// <summary>The most that is kept: more could hardly be offered again.</summary>
    private const int Most = 16384;

    private readonly FakeTimeProvider _clock = TestHosts.Clock();
    private readonly RecordingClientStore _store = new();

    public static TheoryData<SslProtocols> Versions => new(SslProtocols.Tls12, SslProtocols.Tls13);

    [Theory, MemberData(nameof(Versions)), Requirement("C049")]
    public async Task Whatever_it_is_comes_back_as_it_came(SslProtocols version)
    {
        await using TlsClient client = Client(version);
        FixedRandom random = new(5077);
        List<byte[]> tickets = [[0], [0xff], new byte[16], new byte[32], [.. Enumerable.Repeat((byte)0xff, 32)], new byte[Most]];
        // What looks like a ticket of Segno's own, a session of Segno's, a ClientHello, an alert, a DER sequence.
        tickets.AddRange([[1, .. new byte[80 + 64]], [0x53, 0x67, 1, 3, 4, 0, 0], [1, 0, 0, 2, 3, 3], [21, 3, 3, 0, 2, 2, 40], [0x30, 0x82, 0xff, 0xff]]);
        for (int length = 1; length < 2000; length += 97)
        {
            byte[] ticket = new byte[length];
            random.Fill(ticket);
            tickets.Add(ticket);
        }
        foreach (byte[] ticket in tickets)
        {
            await IssueAsync(client, version, ticket);
            Assert.Equal(ticket, await OfferedAsync(client, version));
        }
    }

    [Theory, MemberData(nameof(Versions)), Requirement("C049", "N75")]
    public async Task One_that_is_too_long_to_be_offered_again_is_no_session(SslProtocols version)
    {
        await using TlsClient client = Client(version);
        await IssueAsync(client, version, new byte[Most + 1]);
        Assert.Equal(0, _store.Puts);
        Assert.Null(await OfferedAsync(client, version));
    }

    [Theory, Requirement("C036")]
    [InlineData(1u, 1), InlineData(100u, 100), InlineData(7199u, 7199)]
    // Zero says nothing, and more than the client would keep a session of TLS 1.2 is too much: two hours then.
    [InlineData(0u, 7200), InlineData(7201u, 7200), InlineData(uint.MaxValue, 7200)]
    public async Task A_lifetime_hint_counts_in_seconds_and_a_ticket_is_gone_behind_it(uint hint, int seconds)
    {
        _store.Reuse = true;
        await using TlsClient client = Client(SslProtocols.Tls12);
        await IssueAsync(client, SslProtocols.Tls12, [1, 2, 3], hint);
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal([1, 2, 3], await OfferedAsync(client, SslProtocols.Tls12));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await OfferedAsync(client, SslProtocols.Tls12));
    }

    [Fact, Requirement("C036")]
    public async Task The_built_in_store_drops_what_is_over()
    {
        await using TlsClient client = TestPeers.Client(TestHosts.ClientOptions(_clock, SslProtocols.Tls12));
        await IssueAsync(client, SslProtocols.Tls12, [1, 2, 3], hint: 100);
        _clock.Advance(TimeSpan.FromSeconds(101));
        ScriptedServer12 server = new(client);
        await using TlsStream stream = await server.AcceptAsync();
        Assert.Empty(server.ClientHello!.Extension(ExtensionType.SessionTicket)!);
        Assert.False(stream.Info.Resumption.Offered);
    }

    private TlsClient Client(SslProtocols version) => new(new TlsClientOptions
    {
        EnabledSslProtocols = version,
        Groups = [NamedGroup.Secp256r1],
        ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
        TimeProvider = _clock,
        Resumption = new ClientResumptionOptions { Store = _store },
    });

    private static async Task IssueAsync(TlsClient client, SslProtocols version, byte[] ticket, uint hint = 3600)
    {
        if (version == SslProtocols.Tls12)
        {
            ScriptedServer12 server = new(client) { Ticket = ticket, TicketLifetime = hint };
            await using TlsStream stream = await server.AcceptAsync(ticket: true);
            return;
        }
        ScriptedServer13 server13 = new(client);
        await using TlsStream stream13 = await server13.AcceptAsync();
        server13.SendTicket(ticket, hint);
        await server13.DeliverAsync(stream13);
    }

    /// <summary>The ticket in the next hello; null if there is none.</summary>
    private static async Task<byte[]?> OfferedAsync(TlsClient client, SslProtocols version)
    {
        RawHello hello = await CapturedHello.OfAsync(client);
        if (version == SslProtocols.Tls12)
            return hello.Extension(ExtensionType.SessionTicket) is { Length: > 0 } ticket ? ticket : null;
        if (hello.Extension(ExtensionType.PreSharedKey) is not { } offer)
            return null;
        TlsReader reader = new(offer);
        TlsReader identities = new(reader.ReadVector16(7));
        byte[] identity = identities.ReadVector16(1).ToArray();
        identities.ReadUInt32();
        identities.EndOfInput();
        return identity;
    }
}
