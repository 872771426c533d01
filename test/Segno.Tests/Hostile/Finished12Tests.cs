using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>Finished of TLS 1.2: its 12 bytes, its place, and what may not go out before it verifies (RFC 5246 §7.3, §7.4.9).</summary>
public sealed class Finished12Tests
{
    private static readonly byte[] s_id = [.. Enumerable.Range(1, 32).Select(value => (byte)value)];

    [Theory, Requirement("C016")]
    [InlineData(true), InlineData(false)]
    public async Task A_server_checks_every_bit(bool resuming)
    {
        await using TlsServer server = Server();
        for (int bit = 0; bit < 96; bit++)
        {
            ScriptedClient12 client = await AtFinishedAsync(server, resuming);
            int flipped = bit;
            client.SendFinished(verifyData => Flip(verifyData, flipped));
            await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.BadFinished);
        }
    }

    [Theory, Requirement("C016")]
    [InlineData(true), InlineData(false)]
    public async Task A_client_checks_every_bit(bool resuming)
    {
        await using TlsClient client = Client();
        for (int bit = 0; bit < 96; bit++)
        {
            ScriptedServer12 server = await AtFinishedAsync(client, resuming);
            int flipped = bit;
            server.SendFinished(verifyData => Flip(verifyData, flipped));
            await Refusal.RequireAsync(server.Records, server.Connecting, TlsFaults.BadFinished);
        }
    }

    [Theory, Requirement("C016")]
    [InlineData(0), InlineData(11), InlineData(13), InlineData(32)]
    public async Task It_has_12_bytes(int length)
    {
        await using TlsServer server = Server();
        await using TlsClient client = Client();
        foreach (bool resuming in new[] { true, false })
        {
            ScriptedClient12 scriptedClient = await AtFinishedAsync(server, resuming);
            scriptedClient.SendFinished(verifyData => Cut(verifyData, length));
            await Refusal.RequireAsync(scriptedClient.Records, scriptedClient.Accepting, TlsFaults.BadFinished);

            ScriptedServer12 scriptedServer = await AtFinishedAsync(client, resuming);
            scriptedServer.SendFinished(verifyData => Cut(verifyData, length));
            await Refusal.RequireAsync(scriptedServer.Records, scriptedServer.Connecting, TlsFaults.BadFinished);
        }
    }

    [Theory, Requirement("C033")]
    [InlineData(true), InlineData(false)]
    public async Task No_ticket_goes_out_before_the_clients_Finished_verifies(bool right)
    {
        RecordingSessionStore store = new();
        await using TlsServer server = Server(store);
        ScriptedClient12 client = new(server, ticket: []);
        client.SendHello();
        Assert.True((await client.ReceiveServerHelloAsync()).Has(ExtensionType.SessionTicket));
        await client.ReceiveFlightAsync();
        client.SendFinished(verifyData => right ? verifyData : Flip(verifyData, 95));
        // The very next record: a ticket, or the alert and no ticket before it.
        (ContentType type, byte[] content) = await client.Records.ReceiveAsync();
        if (right)
        {
            Assert.Equal((ContentType.Handshake, (byte)HandshakeType.NewSessionTicket), (type, content[0]));
            return;
        }
        Assert.Equal((ContentType.Alert, (byte)AlertDescription.DecryptError), (type, content[1]));
        await Assert.ThrowsAsync<TlsException>(() => client.Accepting);
        Assert.Equal(0, store.Puts);
    }

    [Theory, Requirement("C001", "C015", "C032")]
    [InlineData(true, false), InlineData(true, true), InlineData(false, false)]
    public async Task In_an_abbreviated_handshake_the_server_finishes_first(bool byTicket, bool renewed)
    {
        await using Behaviour.Arena arena = new(SslProtocols.Tls12);
        TlsServer server = arena.Server(byId: !byTicket);
        TlsClient client = arena.Client();
        await arena.VisitAsync(client, server);
        if (renewed)
            arena.Clock.Advance(TimeSpan.FromMinutes(31));
        arena.ServerSees.Clear();
        arena.ClientSees.Clear();
        Assert.True((await arena.VisitAsync(client, server)).Server.IsResumed);
        HandshakeType?[] ticket = renewed ? [HandshakeType.NewSessionTicket] : [];
        HandshakeType?[] expected = [HandshakeType.ClientHello, HandshakeType.ServerHello, .. ticket, null, HandshakeType.Finished, null, HandshakeType.Finished];
        bool[] byServer = [false, true, .. ticket.Select(_ => true), true, true, false, false];
        Assert.Equal(expected, arena.ServerSees.Types);
        Assert.Equal(expected, arena.ClientSees.Types);
        Assert.Equal(byServer, arena.ServerSees.All.Select(sighting => sighting.Sent));
        Assert.Equal(byServer, arena.ClientSees.All.Select(sighting => !sighting.Sent));
    }

    private static byte[] Flip(byte[] verifyData, int bit)
    {
        verifyData[bit / 8] ^= (byte)(1 << (bit % 8));
        return verifyData;
    }

    private static byte[] Cut(byte[] verifyData, int length) => [.. verifyData.Concat(new byte[32]).Take(length)];

    /// <summary>A client that has only its Finished to send.</summary>
    private static async Task<ScriptedClient12> AtFinishedAsync(TlsServer server, bool resuming)
    {
        ScriptedClient12 client;
        if (resuming)
        {
            ScriptedClient12 first = new(server, ticket: []);
            await using TlsStream accepted = await first.ConnectAsync();
            client = new ScriptedClient12(server, ticket: first.Ticket) { Master = first.Master };
        }
        else
        {
            client = new ScriptedClient12(server);
        }
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        await (resuming ? client.ReceiveFinishedAsync() : client.ReceiveFlightAsync());
        return client;
    }

    /// <summary>A server that has only its Finished to send.</summary>
    private static async Task<ScriptedServer12> AtFinishedAsync(TlsClient client, bool resuming)
    {
        byte[] master = resuming ? await ScriptedServer12.LeaveSessionAsync(client, s_id) : [];
        ScriptedServer12 server = new(client) { Master = master };
        await server.ReceiveHelloAsync();
        if (resuming)
        {
            server.SendServerHello(ScriptedServer12.MakeServerHello(s_id));
            return server;
        }
        server.SendFullFlight(ScriptedServer12.MakeServerHello());
        await server.ReceiveClientFlightAsync();
        return server;
    }

    private static TlsServer Server(IServerSessionStore? store = null) => new(
        TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls12, resumption: new ServerResumptionOptions { SessionStore = store }));

    private static TlsClient Client() => new(TestHosts.ClientOptions(TestHosts.Clock(), SslProtocols.Tls12));
}
