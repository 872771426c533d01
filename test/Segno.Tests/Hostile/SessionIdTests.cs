using System.Security.Authentication;
using System.Text;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>Session IDs of clients that try things, and ServerHellos of TLS 1.2 that do.</summary>
public sealed class SessionIdTests
{
    private static readonly byte[] s_id = [.. Enumerable.Range(1, 32).Select(value => (byte)value)];

    public static TheoryData<byte[]> Forged
    {
        get
        {
            TheoryData<byte[]> forged = [];
            for (int length = 1; length <= 32; length++)
                forged.Add([.. Enumerable.Repeat((byte)0xa5, length)]);
            foreach (string text in new[] { "*", "?", "' OR '1'='1", "\"; DROP TABLE sessions; --", "\r\nFLUSHALL\r\n", "*1\r\n$8\r\nFLUSHALL\r\n", "../../etc/passwd", "%s%n%x", "{0}" })
                forged.Add(Encoding.ASCII.GetBytes(text));
            forged.Add(new byte[32]);
            forged.Add([0]);
            forged.Add([.. Enumerable.Repeat((byte)0xff, 32)]);
            return forged;
        }
    }

    [Theory, MemberData(nameof(Forged)), Requirement("C002", "C011")]
    public async Task A_forged_one_is_looked_up_once_and_forgotten(byte[] id)
    {
        RecordingSessionStore store = new();
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls12, resumption: new ServerResumptionOptions { Tickets = false, SessionStore = store }));
        ScriptedClient12 first = new(server);
        await using (await first.ConnectAsync())
        {
        }
        ScriptedClient12 client = new(server);
        client.Hello.SessionId = id;
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal((ResumptionKind.Full, ResumptionDecline.UnknownSession), (accepted.Info.Resumption.Kind, accepted.Info.Resumption.Decline));
        Assert.Equal((1, 2, 0), (store.Gets, store.Count, store.Removes));
        Assert.Equal(32, client.ServerHello!.SessionId.Length);
        Assert.NotEqual(id, client.ServerHello.SessionId);
        // The session of somebody else is none the worse.
        ScriptedClient12 honest = new(server) { Master = first.Master };
        honest.Hello.SessionId = first.ServerHello!.SessionId;
        await using TlsStream resumed = await honest.ConnectAsync(expectResumption: true);
        Assert.Equal(ResumptionKind.SessionId, resumed.Info.Resumption.Kind);
    }

    [Fact, Requirement("C011")]
    public async Task Any_part_of_an_ID_and_any_bit_of_it_altered_names_nothing()
    {
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls12, resumption: new ServerResumptionOptions { Tickets = false }));
        ScriptedClient12 first = new(server);
        await using (await first.ConnectAsync())
        {
        }
        byte[] id = first.ServerHello!.SessionId;
        IEnumerable<byte[]> parts = Enumerable.Range(1, 31).SelectMany(length => (byte[][])[id[..length], id[^length..]]);
        IEnumerable<byte[]> altered = Enumerable.Range(0, 32).Select(i => (byte[])[.. id[..i], (byte)(id[i] ^ 1), .. id[(i + 1)..]]);
        foreach (byte[] forged in parts.Concat(altered))
        {
            ScriptedClient12 client = new(server);
            client.Hello.SessionId = forged;
            client.SendHello();
            Assert.NotEqual(forged, (await client.ReceiveServerHelloAsync()).SessionId);
            await client.Records.ReceiveMessageAsync(HandshakeType.Certificate);
            client.Records.Transport.CompleteWriting();
            await Assert.ThrowsAsync<TlsException>(() => client.Accepting);
        }
    }

    [Theory, Requirement("C012")]
    [InlineData(32, true), InlineData(33, false), InlineData(255, false)]
    public async Task A_client_takes_an_ID_of_32_bytes_and_none_longer(int length, bool taken)
    {
        await using TlsClient client = TestPeers.Client(TestHosts.ClientOptions(TestHosts.Clock(), SslProtocols.Tls12));
        ScriptedServer12 server = new(client);
        await server.ReceiveHelloAsync();
        server.SendFullFlight(ScriptedServer12.MakeServerHello(new byte[length]));
        if (!taken)
        {
            await Refusal.RequireAsync(server.Records, server.Connecting, TlsFaults.Malformed);
            return;
        }
        await server.ReceiveClientFlightAsync();
        server.SendFinished();
        await using TlsStream stream = await server.Connecting;
        Assert.Equal(ResumptionKind.Full, stream.Info.Resumption.Kind);
    }

    [Theory, Requirement("C007")]
    [InlineData(new byte[] { 1 }, false), InlineData(new byte[] { 1, 64 }, false), InlineData(new byte[] { 1, 0 }, true), InlineData(new byte[] { 0 }, true)]
    public async Task A_server_of_TLS_12_compresses_with_null_alone_full_and_resuming(byte[] methods, bool taken)
    {
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls12));
        Resumer resumer = await Resumer.LeaveAsync(server, SslProtocols.Tls12);
        if (!taken)
        {
            await resumer.RequireRefusedAsync(resuming: false, hello => hello.Compression = methods, TlsFaults.IllegalCompression);
            await resumer.RequireRefusedAsync(resuming: true, hello => hello.Compression = methods, TlsFaults.IllegalCompression);
            return;
        }
        (RawHello answer, TlsStream accepted, _) = await resumer.ResumeAsync(hello => hello.Compression = methods);
        await using TlsStream disposed = accepted;
        Assert.Equal((true, 0), (accepted.Info.Resumption.IsResumed, answer.Compression.Single()));
    }

    [Theory, Requirement("C007")]
    [InlineData(false), InlineData(true)]
    public async Task A_client_of_TLS_12_offers_null_alone_and_takes_nothing_else(bool resuming)
    {
        await using TlsClient client = TestPeers.Client(TestHosts.ClientOptions(TestHosts.Clock(), SslProtocols.Tls12));
        byte[] master = resuming ? await ScriptedServer12.LeaveSessionAsync(client, s_id) : [];
        ScriptedServer12 server = new(client) { Master = master };
        Assert.Equal([0], (await server.ReceiveHelloAsync()).Compression);
        RawHello hello = ScriptedServer12.MakeServerHello(resuming ? s_id : null);
        hello.Compression = [1];
        server.SendServerHello(hello);
        await Refusal.RequireAsync(server.Records, server.Connecting, TlsFaults.IllegalCompression);
        Assert.Equal(AlertDescription.IllegalParameter, TlsFaults.IllegalCompression.Alert);
    }
}
