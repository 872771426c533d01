using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>A client against NewSessionTickets and whatever else a TLS 1.3 server sends after the handshake.</summary>
public sealed class ClientTicketTests : IAsyncLifetime
{
    private readonly RecordingClientStore _store = new();
    private readonly Microsoft.Extensions.Time.Testing.FakeTimeProvider _clock = TestHosts.Clock();
    private readonly TlsClient _client;

    public ClientTicketTests() => _client = Client(_store);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Theory, Requirement("N71", "C137")]
    [InlineData(604_801u), InlineData(uint.MaxValue)]
    public async Task A_ticket_lives_seven_days_at_most(uint lifetime)
    {
        // The age of the authentication would end it sooner.
        await using TlsClient client = Client(_store, TimeSpan.FromDays(7));
        _store.Reuse = true;
        ScriptedServer13 server = new(client);
        await using TlsStream stream = await server.AcceptAsync();
        server.SendTicket(lifetime: lifetime);
        await server.DeliverAsync(stream);
        _clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        Assert.True(await OffersAsync(client));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.False(await OffersAsync(client));
    }

    [Fact, Requirement("C137", "C136")]
    public async Task A_ticket_is_not_offered_past_its_lifetime()
    {
        _store.Reuse = true;
        await TakeAsync(server => server.SendTicket(lifetime: 100));
        _clock.Advance(TimeSpan.FromSeconds(99));
        ScriptedServer13 next = new(_client);
        byte[] offer = (await next.ReceiveHelloAsync()).Extension(ExtensionType.PreSharedKey)!;
        // identities: length, identity length, four bytes of ticket, then the obfuscated age in milliseconds.
        Assert.Equal(RawHello.U32(0x01020304 + 99_000), offer[8..12]);
        next.Records.Transport.CompleteWriting();
        await Assert.ThrowsAsync<TlsException>(() => next.Connecting);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.False(await OffersAsync(_client));
    }

    [Fact, Requirement("N72", "C183")]
    public async Task A_lifetime_of_zero_is_no_ticket()
    {
        await TakeAsync(server => server.SendTicket(lifetime: 0));
        Assert.Equal(0, _store.Puts);
    }

    [Fact, Requirement("N73")]
    public async Task One_nonce_twice_is_one_PSK_twice()
    {
        await TakeAsync(server => Assert.Equal(server.SendTicket([1], nonce: [7]), server.SendTicket([2], nonce: [7])));
        // Two tickets under one PSK would tie two connections together.
        Assert.Equal(1, _store.Count);
    }

    [Fact, Requirement("N74", "C183")]
    public async Task An_empty_ticket_cannot_be_decoded() => await RequireAsync(AlertDescription.DecodeError, server => server.SendTicket([]));

    [Fact, Requirement("N75", "A16")]
    public async Task A_huge_ticket_is_passed_over()
    {
        await TakeAsync(server => server.SendTicket(new byte[65535]));
        Assert.Equal(0, _store.Puts);
    }

    [Fact, Requirement("N76", "C184")]
    public async Task An_extension_twice_is_refused() =>
        await RequireAsync(AlertDescription.IllegalParameter, server => server.SendTicket(extensions: [0, 42, 0, 4, 0, 0, 0, 1, 0, 42, 0, 4, 0, 0, 0, 1]));

    [Fact, Requirement("N77", "C184")]
    public async Task Unknown_extensions_are_passed_over()
    {
        await TakeAsync(server => server.SendTicket(extensions: [0x1a, 0x1a, 0, 3, 1, 2, 3, 0x2a, 0x2a, 0, 0]));
        Assert.Equal(1, _store.Count);
        await TakeAsync(server => server.SendTicket(extensions: [0x1a, 0x1a, .. RawHello.U16(65535 - 4), .. new byte[65535 - 4]]));
    }

    [Theory, Requirement("C112")]
    [InlineData((int)ExtensionType.ServerName), InlineData((int)ExtensionType.KeyShare), InlineData((int)ExtensionType.PreSharedKey), InlineData((int)ExtensionType.TicketRequest)]
    public async Task An_extension_of_another_message_is_refused(int type) =>
        await RequireAsync(AlertDescription.IllegalParameter, server => server.SendTicket(extensions: [.. RawHello.U16(type), 0, 0]));

    [Fact, Requirement("N78")]
    public async Task Tickets_are_taken_up_to_a_limit()
    {
        ScriptedServer13 server = new(_client);
        await using TlsStream stream = await server.AcceptAsync();
        for (int i = 0; i < 1024; i++)
            server.SendTicket(nonce: RawHello.U16(i));
        await server.DeliverAsync(stream);
        Assert.Equal(1024, stream.Info.Resumption.TicketsIssued);
        server.SendTicket(nonce: [9]);
        await Refusal.RequireAsync(server.Records, stream, AlertDescription.UnexpectedMessage);
    }

    [Fact, Requirement("N78")]
    public async Task The_own_store_keeps_no_more_than_its_share_for_one_origin()
    {
        await using TlsClient client = TestPeers.Client(new TlsClientOptions
        {
            EnabledSslProtocols = SslProtocols.Tls13,
            Groups = [NamedGroup.Secp256r1],
            ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
            TimeProvider = _clock,
            Resumption = new ClientResumptionOptions { StoreCapacityPerOrigin = 8 },
        });
        ScriptedServer13 server = new(client);
        await using (TlsStream stream = await server.AcceptAsync())
        {
            for (int i = 0; i < 100; i++)
                server.SendTicket(nonce: [(byte)i]);
            await server.DeliverAsync(stream);
        }
        int offered = 0;
        while (offered <= 8 && await OffersAsync(client))
            offered++;
        Assert.Equal(8, offered);
    }

    [Fact, Requirement("N79", "C180")]
    public async Task A_ticket_before_Finished_is_refused()
    {
        ScriptedServer13 server = new(_client);
        await server.ReceiveHelloAsync();
        server.SendServerHello(server.MakeServerHello());
        server.Alter = (type, message) => type == HandshakeType.EncryptedExtensions ? RawHello.Message(HandshakeType.NewSessionTicket, new byte[14]) : message;
        server.SendFlight();
        await Refusal.RequireAsync(server.Records, server.Connecting, AlertDescription.UnexpectedMessage);
    }

    [Fact, Requirement("N85", "C188")]
    public async Task A_request_for_a_certificate_after_the_handshake_is_refused() => await RequireAsync(
        AlertDescription.UnexpectedMessage,
        server => server.Records.SendMessage(RawHello.Message(HandshakeType.CertificateRequest, [1, 9, 0, 8, 0, 13, 0, 4, 0, 2, 4, 3])));

    [Theory, Requirement("N82", "C189")]
    [InlineData(new byte[] { 2 }, AlertDescription.IllegalParameter), InlineData(new byte[0], AlertDescription.DecodeError), InlineData(new byte[] { 0, 0 }, AlertDescription.DecodeError)]
    public async Task A_KeyUpdate_is_one_byte_of_0_or_1(byte[] body, AlertDescription alert) =>
        await RequireAsync(alert, server => server.Records.SendMessage(RawHello.Message(HandshakeType.KeyUpdate, body)));

    [Fact, Requirement("N83")]
    public async Task A_KeyUpdate_before_Finished_is_refused()
    {
        ScriptedServer13 server = new(_client);
        await server.ReceiveHelloAsync();
        server.SendServerHello(server.MakeServerHello());
        server.Alter = (type, message) => type == HandshakeType.EncryptedExtensions ? RawHello.Message(HandshakeType.KeyUpdate, [0]) : message;
        server.SendFlight();
        await Refusal.RequireAsync(server.Records, server.Connecting, AlertDescription.UnexpectedMessage);
    }

    [Fact, Requirement("N84")]
    public async Task Nothing_may_share_a_record_with_a_KeyUpdate() => await RequireAsync(AlertDescription.UnexpectedMessage, server =>
    {
        byte[] update = RawHello.Message(HandshakeType.KeyUpdate, [0]);
        server.Records.Send(ContentType.Handshake, [.. update, .. update]);
    });

    [Theory, Requirement("N61")]
    [InlineData((byte)HandshakeType.ClientHello), InlineData((byte)HandshakeType.ServerHello), InlineData((byte)HandshakeType.HelloRequest), InlineData((byte)HandshakeType.Finished)]
    public async Task No_other_message_follows_the_handshake(byte type) => await RequireAsync(
        AlertDescription.UnexpectedMessage,
        server => server.Records.SendMessage(RawHello.Message((HandshakeType)type, [])));

    [Fact, Requirement("N61")]
    public async Task What_may_not_follow_is_refused_by_its_header() => await RequireAsync(
        AlertDescription.UnexpectedMessage,
        server => server.Records.Send(ContentType.Handshake, [(byte)HandshakeType.Certificate, 0, 0xff, 0xff]));

    private TlsClient Client(IClientSessionStore store, TimeSpan? maxAge = null) => TestPeers.Client(new TlsClientOptions
    {
        EnabledSslProtocols = SslProtocols.Tls13,
        Groups = [NamedGroup.Secp256r1],
        ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
        TimeProvider = _clock,
        Resumption = new ClientResumptionOptions { Store = store, MaxAuthenticationAge = maxAge ?? TimeSpan.FromHours(24) },
    });

    private async Task TakeAsync(Action<ScriptedServer13> send)
    {
        ScriptedServer13 server = new(_client);
        await using TlsStream stream = await server.AcceptAsync();
        send(server);
        await server.DeliverAsync(stream);
        await TestPeers.WhenQuietAsync(_client);
    }

    private async Task RequireAsync(AlertDescription alert, Action<ScriptedServer13> send)
    {
        ScriptedServer13 server = new(_client);
        await using TlsStream stream = await server.AcceptAsync();
        send(server);
        await Refusal.RequireAsync(server.Records, stream, alert);
    }

    private static async Task<bool> OffersAsync(TlsClient client)
    {
        ScriptedServer13 server = new(client);
        bool offers = (await server.ReceiveHelloAsync()).Has(ExtensionType.PreSharedKey);
        server.Records.Transport.CompleteWriting();
        await Assert.ThrowsAsync<TlsException>(() => server.Connecting);
        return offers;
    }
}
