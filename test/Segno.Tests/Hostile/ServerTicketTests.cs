using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>A server against tickets that are altered, of another version, or of another host: a full handshake each time, and never an alert.</summary>
public sealed class ServerTicketTests : IAsyncLifetime
{
    private readonly TlsServer _server = TestPeers.Server(new TlsServerOptions
    {
        HostSelector = Hosts(),
        TimeProvider = TestHosts.Clock(),
    });

    private RawPsk _psk = null!;
    private byte[] _ticket = null!;
    private byte[] _master = null!;

    /// <summary>Of a session ID. Ticketbleed (CVE-2016-9244) answered 31 of them with bytes of its own memory.</summary>
    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, 33)];

    public async ValueTask InitializeAsync()
    {
        _psk = await ScriptedClient13.ObtainTicketAsync(_server);
        ScriptedClient12 client = new(_server, ticket: []);
        await using TlsStream accepted = await client.ConnectAsync();
        (_ticket, _master) = (client.Ticket!, client.Master);
        Assert.NotEmpty(_ticket);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact, Requirement("N20", "C128", "A27")]
    public async Task Any_bit_of_a_TLS_13_ticket_matters()
    {
        for (int bit = 0; bit < _psk.Identity.Length * 8; bit++)
            await RequireFull13Async(Flip(_psk.Identity, bit));
        Assert.True(await ResumesAsync(_psk.Identity));
    }

    [Fact, Requirement("N20", "C037", "A27")]
    public async Task Any_bit_of_a_TLS_12_ticket_matters()
    {
        for (int bit = 0; bit < _ticket.Length * 8; bit++)
            await RequireFull12Async(Flip(_ticket, bit));
        await using TlsStream accepted = await Resuming12(_ticket).ConnectAsync(expectResumption: true);
        Assert.Equal(ResumptionKind.Ticket, accepted.Info.Resumption.Kind);
    }

    [Fact, Requirement("N21")]
    public async Task A_ticket_cut_anywhere_is_a_full_handshake()
    {
        for (int length = 1; length < _psk.Identity.Length; length++)
            await RequireFull13Async(_psk.Identity[..length]);
        for (int length = 0; length < _ticket.Length; length++)
            await RequireFull12Async(_ticket[..length]);
    }

    [Theory, Requirement("N22", "N23")]
    [InlineData(1), InlineData(16), InlineData(1000), InlineData(4097), InlineData(16385)]
    public async Task A_ticket_with_more_bytes_is_a_full_handshake(int more)
    {
        await RequireFull13Async([.. _psk.Identity, .. new byte[more]]);
        await RequireFull12Async([.. _ticket, .. new byte[more]]);
    }

    [Fact, Requirement("N25")]
    public async Task A_ticket_of_zeros_is_a_full_handshake()
    {
        await RequireFull13Async(new byte[_psk.Identity.Length]);
        await RequireFull13Async([.. _psk.Identity.AsSpan(0, 32), .. new byte[_psk.Identity.Length - 32]]);
        await RequireFull12Async(new byte[_ticket.Length]);
    }

    [Fact, Requirement("N30", "C222")]
    public async Task A_TLS_12_ticket_is_no_PSK() => await RequireFull13Async(_ticket);

    [Fact, Requirement("N31", "C222")]
    public async Task A_TLS_13_ticket_is_no_TLS_12_ticket() => await RequireFull12Async(_psk.Identity);

    [Fact, Requirement("N32", "C132")]
    public async Task A_ticket_whose_hash_is_not_offered_is_a_full_handshake()
    {
        ScriptedClient13 client = new(_server);
        client.Hello.Suites = [0x1302];
        client.Psks.Add(_psk);
        client.SendHello();
        byte[] message = await client.Records.ReceiveMessageAsync(HandshakeType.ServerHello);
        RawHello answer = RawHello.Parse(message.AsSpan(4), HandshakeType.ServerHello);
        Assert.Equal((0x1302, false), (answer.Suites[0], answer.Has(ExtensionType.PreSharedKey)));
    }

    [Fact, Requirement("N33", "C132")]
    public async Task A_ticket_of_the_same_hash_resumes_under_the_other_suite()
    {
        ScriptedClient13 client = new(_server);
        client.Hello.Suites = [0x1303];
        client.Psks.Add(_psk);
        client.SendHello();
        byte[] message = await client.Records.ReceiveMessageAsync(HandshakeType.ServerHello);
        RawHello answer = RawHello.Parse(message.AsSpan(4), HandshakeType.ServerHello);
        Assert.Equal((0x1303, true), (answer.Suites[0], answer.Has(ExtensionType.PreSharedKey)));
    }

    [Fact, Requirement("N34", "C006", "A14")]
    public async Task A_TLS_12_ticket_whose_suite_is_not_offered_is_a_full_handshake()
    {
        ScriptedClient12 client = new(_server, ticket: _ticket);
        client.Hello.Suites = [0xc02c];
        client.SendHello();
        Assert.Equal(0xc02c, (await client.ReceiveServerHelloAsync()).Suites[0]);
        await client.Records.ReceiveMessageAsync(HandshakeType.Certificate);
    }

    [Theory, Requirement("N35", "N36", "C085")]
    [InlineData("b.example"), InlineData(null), InlineData("server.example.org")]
    public async Task A_ticket_of_another_name_is_a_full_handshake(string? name)
    {
        await RequireFull13Async(_psk.Identity, name);
        await RequireFull12Async(_ticket, name);
    }

    [Theory, Requirement("N37", "C085", "C141")]
    [InlineData("SERVER.example"), InlineData("Server.Example")]
    public async Task The_case_of_a_name_does_not_matter(string name)
    {
        Assert.True(await ResumesAsync(_psk.Identity, name));
        ScriptedClient12 client = Resuming12(_ticket, name);
        await using TlsStream accepted = await client.ConnectAsync(expectResumption: true);
        Assert.Equal(TestHosts.Name, accepted.Info.ServerName);
    }

    [Theory, Requirement("C039", "C041", "A11")]
    [MemberData(nameof(Lengths))]
    public async Task The_session_ID_beside_a_ticket_is_echoed_to_the_byte(int length)
    {
        ScriptedClient12 client = Resuming12(_ticket);
        client.Hello.SessionId = [.. Enumerable.Range(1, length).Select(value => (byte)value)];
        await using TlsStream accepted = await client.ConnectAsync(expectResumption: true);
        Assert.Equal(client.Hello.SessionId, client.ServerHello!.SessionId);
    }

    private static Func<ClientHelloInfo, CancellationToken, ValueTask<TlsHost?>> Hosts()
    {
        TlsHost first = TestHosts.Host();
        TlsHost second = TestHosts.Host(name: "b.example");
        return (hello, _) => ValueTask.FromResult<TlsHost?>(hello.ServerName == "b.example" ? second : first);
    }

    private static byte[] Flip(byte[] ticket, int bit)
    {
        byte[] altered = [.. ticket];
        altered[bit / 8] ^= (byte)(1 << (bit % 8));
        return altered;
    }

    private ScriptedClient12 Resuming12(byte[] ticket, string? name = TestHosts.Name) => new(_server, name, ticket: ticket) { Master = _master };

    private async Task<bool> ResumesAsync(byte[] identity, string? name = TestHosts.Name)
    {
        ScriptedClient13 client = new(_server, name);
        client.Psks.Add(_psk with { Identity = identity });
        client.SendHello();
        bool resumes = (await client.ReceiveServerHelloAsync()).Has(ExtensionType.PreSharedKey);
        await client.ReceiveFlightAsync();
        Assert.Equal(!resumes, client.Flight.Contains(HandshakeType.Certificate));
        client.Records.Transport.CompleteWriting();
        await Assert.ThrowsAnyAsync<IOException>(() => client.Accepting);
        return resumes;
    }

    private async Task RequireFull13Async(byte[] identity, string? name = TestHosts.Name) =>
        Assert.False(await ResumesAsync(identity, name), $"A ticket of {identity.Length} bytes resumed.");

    private async Task RequireFull12Async(byte[] ticket, string? name = TestHosts.Name)
    {
        ScriptedClient12 client = Resuming12(ticket, name);
        client.Hello.SessionId = new byte[32];
        client.SendHello();
        RawHello answer = await client.ReceiveServerHelloAsync();
        Assert.NotEqual(client.Hello.SessionId, answer.SessionId);
        await client.Records.ReceiveMessageAsync(HandshakeType.Certificate);
        client.Records.Transport.CompleteWriting();
        await Assert.ThrowsAnyAsync<IOException>(() => client.Accepting);
    }
}
