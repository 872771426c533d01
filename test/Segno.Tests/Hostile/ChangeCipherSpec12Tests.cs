using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>
/// change_cipher_spec of TLS 1.2 too early, twice, or not at all, and what shares a record with Finished, on both sides, full and resumed
/// (RFC 5246 §7.1). One that came too early once made servers use keys that anybody knows (CVE-2014-0224).
/// </summary>
public sealed class ChangeCipherSpec12Tests : IAsyncLifetime
{
    private static readonly byte[] s_id = [.. Enumerable.Range(1, 32).Select(value => (byte)value)];

    private readonly TlsServer _server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls12));
    private readonly TlsClient _client = TestPeers.Client(TestHosts.ClientOptions(
        TestHosts.Clock(), SslProtocols.Tls12, new ClientResumptionOptions { Store = new RecordingClientStore { Reuse = true } }));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _client.DisposeAsync();
    }

    [Theory, Requirement("N116")]
    [InlineData("before ClientKeyExchange"), InlineData("before ClientHello"), InlineData("within ClientKeyExchange")]
    public async Task A_server_takes_none_too_early(string when)
    {
        ScriptedClient12 client = new(_server);
        if (when != "before ClientHello")
        {
            client.SendHello();
            await ReceiveFlightAsync(client);
        }
        byte[] exchange = RawHello.Message(HandshakeType.ClientKeyExchange, RawHello.Vector8(new RawKeyShare().Public));
        if (when == "within ClientKeyExchange")
            client.Records.Send(ContentType.Handshake, exchange[..10]);
        client.Records.SendChangeCipherSpec();
        TlsFault fault = when == "within ClientKeyExchange" ? TlsFaults.InterleavedHandshake : TlsFaults.BadChangeCipherSpec;
        await Refusal.RequireAsync(client.Records, client.Accepting, fault);
    }

    [Theory, Requirement("N116", "N117")]
    [InlineData(true), InlineData(false)]
    public async Task A_server_takes_no_Finished_without_it(bool resumes)
    {
        ScriptedClient12 client = await AtFinishedAsync(resumes);
        client.Records.SendMessage(RawHello.Message(HandshakeType.Finished, new byte[12]));
        await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.UnexpectedHandshakeMessage);
    }

    [Theory, Requirement("N116")]
    [InlineData(true), InlineData(false)]
    public async Task A_server_takes_it_once(bool resumes)
    {
        // The second is in clear, where a sealed record is due.
        ScriptedClient12 client = await AtFinishedAsync(resumes);
        client.Records.SendChangeCipherSpec();
        client.Records.SendChangeCipherSpec();
        await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.BadRecordMac);
    }

    [Fact, Requirement("N116")]
    public async Task A_server_takes_no_sealed_one()
    {
        ScriptedClient12 client = await AtFinishedAsync(resumes: true);
        client.SendChangeCipherSpec();
        client.Records.Send(ContentType.ChangeCipherSpec, [1]);
        await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.BadChangeCipherSpec);
    }

    [Theory, Requirement("N116")]
    [InlineData("before Certificate"), InlineData("before ServerKeyExchange"), InlineData("before ServerHelloDone"), InlineData("within ServerHelloDone")]
    public async Task A_client_takes_none_too_early(string when)
    {
        ScriptedServer12 server = new(_client);
        await server.ReceiveHelloAsync();
        server.SendServerHello(ScriptedServer12.MakeServerHello());
        if (when != "before Certificate")
            server.SendCertificates();
        if (when.EndsWith("ServerHelloDone", StringComparison.Ordinal))
            server.SendKeyExchange();
        if (when == "within ServerHelloDone")
            server.Records.Send(ContentType.Handshake, [(byte)HandshakeType.ServerHelloDone, 0]);
        server.Records.SendChangeCipherSpec();
        await Refusal.RequireAsync(server.Records, server.Connecting, when == "within ServerHelloDone" ? TlsFaults.InterleavedHandshake : TlsFaults.BadChangeCipherSpec);
    }

    [Theory, Requirement("N116", "N117")]
    [InlineData(true), InlineData(false)]
    public async Task A_client_takes_no_Finished_without_it(bool resumes)
    {
        ScriptedServer12 server = await ServerAtFinishedAsync(resumes);
        server.Records.SendMessage(RawHello.Message(HandshakeType.Finished, new byte[12]));
        await Refusal.RequireAsync(server.Records, server.Connecting, TlsFaults.UnexpectedHandshakeMessage);
    }

    [Theory, Requirement("N116")]
    [InlineData(true), InlineData(false)]
    public async Task A_client_takes_it_once(bool resumes)
    {
        ScriptedServer12 server = await ServerAtFinishedAsync(resumes);
        server.Records.SendChangeCipherSpec();
        server.Records.SendChangeCipherSpec();
        await Refusal.RequireAsync(server.Records, server.Connecting, AlertDescription.BadRecordMac);
    }

    [Theory, Requirement("N63")]
    [InlineData(true), InlineData(false)]
    public async Task Where_a_session_resumes_a_ticket_comes_if_and_only_if_it_was_promised(bool promised)
    {
        byte[] master = await ScriptedServer12.LeaveSessionAsync(_client, s_id);
        ScriptedServer12 server = new(_client) { Master = master };
        RawHello hello = await server.ReceiveHelloAsync();
        server.SendServerHello(ScriptedServer12.MakeServerHello(hello.SessionId, ticket: promised));
        if (promised)
            server.Records.SendChangeCipherSpec();
        else
            server.SendTicket();
        await Refusal.RequireAsync(server.Records, server.Connecting, AlertDescription.UnexpectedMessage);
    }

    private static async Task ReceiveFlightAsync(ScriptedClient12 client)
    {
        await client.ReceiveServerHelloAsync();
        await client.Records.ReceiveMessageAsync(HandshakeType.Certificate);
        await client.Records.ReceiveMessageAsync(HandshakeType.ServerKeyExchange);
        await client.Records.ReceiveMessageAsync(HandshakeType.ServerHelloDone);
    }

    /// <summary>A client whose change_cipher_spec is due.</summary>
    private async Task<ScriptedClient12> AtFinishedAsync(bool resumes)
    {
        ScriptedClient12 client;
        if (resumes)
        {
            ScriptedClient12 first = new(_server, ticket: []);
            await using TlsStream accepted = await first.ConnectAsync();
            client = new ScriptedClient12(_server, ticket: first.Ticket) { Master = first.Master };
            client.SendHello();
            await client.ReceiveServerHelloAsync();
            await client.ReceiveFinishedAsync();
            return client;
        }
        client = new ScriptedClient12(_server);
        client.SendHello();
        await ReceiveFlightAsync(client);
        client.SendMessage(RawHello.Message(HandshakeType.ClientKeyExchange, RawHello.Vector8(new RawKeyShare().Public)));
        return client;
    }

    /// <summary>A server whose change_cipher_spec is due.</summary>
    private async Task<ScriptedServer12> ServerAtFinishedAsync(bool resumes)
    {
        byte[] master = resumes ? await ScriptedServer12.LeaveSessionAsync(_client, s_id) : [];
        ScriptedServer12 server = new(_client) { Master = master };
        RawHello hello = await server.ReceiveHelloAsync();
        if (resumes)
        {
            server.SendServerHello(ScriptedServer12.MakeServerHello(hello.SessionId));
            return server;
        }
        server.SendFullFlight(ScriptedServer12.MakeServerHello());
        await server.ReceiveClientFlightAsync();
        return server;
    }
}
