using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>
/// change_cipher_spec of TLS 1.2 too early, twice and not at all, on both sides and in both kinds of handshake: OpenSSL derived keys from
/// nothing when it came early (CVE-2014-0224), and others went on in clear when it did not come.
/// </summary>
public sealed class ChangeCipherSpec12Tests : IAsyncLifetime
{
    private readonly RecordingClientStore _store = new() { Reuse = true };
    private readonly TlsServer _server = new(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls12));
    private readonly TlsClient _client;

    public ChangeCipherSpec12Tests() => _client = new TlsClient(TestHosts.ClientOptions(
        TestHosts.Clock(), SslProtocols.Tls12, new ClientResumptionOptions { Store = _store }));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _client.DisposeAsync();
    }

    [Theory, Requirement("N116")]
    [InlineData("before the hello"), InlineData("before ClientKeyExchange"), InlineData("within ClientKeyExchange"), InlineData("not at all"), InlineData("twice, in clear")]
    public async Task A_server_takes_it_between_ClientKeyExchange_and_Finished(string when)
    {
        ScriptedClient12 client = new(_server);
        TlsFault fault = TlsFaults.BadChangeCipherSpec;
        if (when != "before the hello")
        {
            client.SendHello();
            await client.ReceiveServerHelloAsync();
            foreach (HandshakeType type in new[] { HandshakeType.Certificate, HandshakeType.ServerKeyExchange, HandshakeType.ServerHelloDone })
                await client.Records.ReceiveMessageAsync(type);
        }
        byte[] exchange = RawHello.Message(HandshakeType.ClientKeyExchange, RawHello.Vector8(new RawKeyShare().Public));
        switch (when)
        {
            case "before the hello" or "before ClientKeyExchange":
                client.Records.SendChangeCipherSpec();
                break;
            case "within ClientKeyExchange":
                client.Records.Send(ContentType.Handshake, exchange[..10]);
                client.Records.SendChangeCipherSpec();
                fault = TlsFaults.InterleavedHandshake;
                break;
            case "not at all":
                client.Records.SendMessage(exchange);
                client.Records.SendMessage(RawHello.Message(HandshakeType.Finished, new byte[12]));
                fault = TlsFaults.UnexpectedHandshakeMessage;
                break;
            default:
                // The first has put keys in place, and the second is under none.
                client.Records.SendMessage(exchange);
                client.Records.SendChangeCipherSpec();
                client.Records.SendChangeCipherSpec();
                fault = TlsFaults.BadRecord;
                break;
        }
        await Refusal.RequireAsync(client.Records, client.Accepting, fault);
    }

    [Theory, Requirement("N116"), InlineData(false), InlineData(true)]
    public async Task A_server_takes_no_second_one_under_keys(bool resumes)
    {
        ScriptedClient12 first = new(_server, ticket: []);
        await using (await first.ConnectAsync())
        {
        }
        ScriptedClient12 client = new(_server, ticket: resumes ? first.Ticket : null) { Master = first.Master, RepeatsChangeCipherSpec = true };
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        if (resumes)
        {
            await client.FinishAbbreviatedAsync();
            await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.BadChangeCipherSpec);
            return;
        }
        Assert.Equal(AlertDescription.UnexpectedMessage, (await Assert.ThrowsAsync<RawAlertException>(client.FinishFullAsync)).Alert);
        Assert.Equal("BadChangeCipherSpec", (await Assert.ThrowsAsync<TlsException>(() => client.Accepting)).Fault.Name);
    }

    [Fact, Requirement("N116", "N117")]
    public async Task A_resuming_client_says_it_before_Finished()
    {
        ScriptedClient12 first = new(_server, ticket: []);
        await using (await first.ConnectAsync())
        {
        }
        ScriptedClient12 client = new(_server, ticket: first.Ticket) { Master = first.Master };
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        await client.ReceiveFinishedAsync();
        client.SendMessage(RawHello.Message(HandshakeType.Finished, new byte[12]));
        await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.UnexpectedHandshakeMessage);
    }

    [Theory, Requirement("N116", "N117")]
    [InlineData("before Certificate", false), InlineData("before ServerKeyExchange", false), InlineData("before ServerHelloDone", false), InlineData("not at all", false), InlineData("not at all", true), InlineData("twice", false), InlineData("twice", true)]
    public async Task A_client_takes_it_where_Finished_is_due_and_once(string when, bool resumes)
    {
        byte[] master = resumes ? await ScriptedServer12.LeaveSessionAsync(_client, ticket: true) : [];
        ScriptedServer12 server = new(_client) { Master = master, RepeatsChangeCipherSpec = when == "twice" };
        RawHello hello = await server.ReceiveHelloAsync();
        TlsFault fault = TlsFaults.BadChangeCipherSpec;
        server.SendServerHello(ScriptedServer12.MakeServerHello(resumes ? hello.SessionId : []));
        bool early = when.StartsWith("before", StringComparison.Ordinal);
        if (!resumes && when != "before Certificate")
            server.SendCertificates();
        if (!resumes && (!early || when == "before ServerHelloDone"))
            server.SendKeyExchange();
        if (early)
        {
            server.Records.SendChangeCipherSpec();
        }
        else
        {
            if (!resumes)
            {
                server.SendHelloDone();
                await server.ReceiveClientFlightAsync();
            }
            if (when == "twice")
            {
                server.SendFinished();
            }
            else
            {
                server.Records.SendMessage(RawHello.Message(HandshakeType.Finished, new byte[12]));
                fault = TlsFaults.UnexpectedHandshakeMessage;
            }
        }
        await Refusal.RequireAsync(server.Records, server.Connecting, fault);
    }
}
