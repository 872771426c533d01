using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>What makes TLS 1.3 look like a resumed TLS 1.2 to middleboxes: session IDs and change_cipher_spec (RFC 8446 App. D.4).</summary>
public sealed class CompatibilityModeTests
{
    private static readonly byte[] s_id = [.. Enumerable.Range(1, 32).Select(value => (byte)value)];

    [Theory, Requirement("C220")]
    [InlineData(SslProtocols.Tls13), InlineData(SslProtocols.Tls12 | SslProtocols.Tls13)]
    public async Task A_client_makes_up_a_new_session_ID_each_time(SslProtocols versions)
    {
        await using TlsClient client = Client(versions);
        HashSet<string> ids = [];
        for (int i = 0; i < 32; i++)
        {
            byte[] id = (await HelloAsync(client)).SessionId;
            Assert.Equal(32, id.Length);
            Assert.True(ids.Add(Convert.ToHexString(id)), "A session ID came twice.");
        }
    }

    [Theory, Requirement("C220")]
    [InlineData(SslProtocols.Tls13, false), InlineData(SslProtocols.Tls12 | SslProtocols.Tls13, false), InlineData(SslProtocols.Tls12, true)]
    public async Task Without_the_mode_or_without_TLS_13_there_is_none(SslProtocols versions, bool mode)
    {
        await using TlsClient client = Client(versions, mode);
        Assert.Empty((await HelloAsync(client)).SessionId);
    }

    [Theory, Requirement("C220")]
    [InlineData(true), InlineData(false)]
    public async Task A_client_that_offers_a_session_of_TLS_12_by_its_ID_sends_that_ID(bool mode)
    {
        RecordingClientStore store = new() { Reuse = true };
        await using TlsClient client = Client(SslProtocols.Tls12 | SslProtocols.Tls13, mode, store);
        await ScriptedServer12.LeaveSessionAsync(client, s_id);
        Assert.Equal(s_id, (await HelloAsync(client)).SessionId);
    }

    [Theory, Requirement("C220")]
    [InlineData(true), InlineData(false)]
    public async Task Beside_a_ticket_the_ID_is_made_up_so_that_its_echo_tells(bool mode)
    {
        RecordingClientStore store = new() { Reuse = true };
        await using TlsClient client = Client(SslProtocols.Tls12 | SslProtocols.Tls13, mode, store);
        HashSet<string> ids = [];
        for (int i = 0; i < 4; i++)
        {
            // Each failure forgets the session (RFC 5077 §3.2).
            await ScriptedServer12.LeaveSessionAsync(client, ticket: true);
            RawHello hello = await HelloAsync(client);
            Assert.NotEmpty(hello.Extension(ExtensionType.SessionTicket)!);
            Assert.Equal(32, hello.SessionId.Length);
            Assert.True(ids.Add(Convert.ToHexString(hello.SessionId)), "A session ID came twice.");
        }
    }

    [Theory, Requirement("C220")]
    [InlineData(true), InlineData(false)]
    public async Task The_second_hello_has_the_ID_of_the_first(bool mode)
    {
        await using TlsClient client = Client(SslProtocols.Tls13, mode);
        ScriptedServer13 server = new(client);
        RawHello first = await server.ReceiveHelloAsync();
        server.SendRetry(server.MakeRetry(0x0018));
        Assert.Equal(first.SessionId, (await server.ReceiveHelloAsync()).SessionId);
        server.Records.Transport.CompleteWriting();
        await Assert.ThrowsAsync<TlsException>(() => server.Connecting);
    }

    [Theory, Requirement("C221")]
    [InlineData(true, false), InlineData(true, true), InlineData(false, false), InlineData(false, true)]
    public async Task A_client_sends_one_change_cipher_spec_before_its_second_flight(bool mode, bool retry)
    {
        await using TlsClient client = Client(SslProtocols.Tls13, mode);
        ScriptedServer13 server = new(client);
        await server.ReceiveHelloAsync();
        Assert.Equal(0, server.Records.Transport.Available);
        if (retry)
        {
            server.SendRetry(server.MakeRetry(0).Remove(ExtensionType.KeyShare).Set(ExtensionType.Cookie, RawHello.Vector16([1])));
            if (mode)
                Assert.Equal(ContentType.ChangeCipherSpec, (await server.Records.ReceiveAsync()).Type);
            await server.ReceiveHelloAsync();
        }
        server.SendServerHello(server.MakeServerHello());
        server.SendFlight();
        if (mode && !retry)
        {
            (ContentType type, byte[] content) = await server.Records.ReceiveAsync();
            Assert.Equal((ContentType.ChangeCipherSpec, (byte)1), (type, Assert.Single(content)));
        }
        await using TlsStream stream = await server.ReceiveFinishedAsync();
        Assert.Equal((0, SslProtocols.Tls13), (server.Records.ChangeCipherSpecs, stream.Info.Protocol));
    }

    [Theory, Requirement("C221")]
    [InlineData(true, false), InlineData(true, true), InlineData(false, false), InlineData(false, true)]
    public async Task A_server_sends_one_change_cipher_spec_after_its_first_message(bool mode, bool retry)
    {
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls13));
        ScriptedClient13 client = new(server);
        byte[] shares = client.Hello.Extension(ExtensionType.KeyShare)!;
        client.Hello.SessionId = mode ? s_id : [];
        if (retry)
            client.Hello.Set(ExtensionType.KeyShare, RawExtensions.KeyShares());
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        Assert.Equal(client.Hello.SessionId, client.ServerHello!.SessionId);
        if (mode)
        {
            (ContentType type, byte[] content) = await client.Records.ReceiveAsync();
            Assert.Equal((ContentType.ChangeCipherSpec, (byte)1), (type, Assert.Single(content)));
        }
        if (retry)
        {
            client.Hello.Set(ExtensionType.KeyShare, shares);
            client.SendHello();
            await client.ReceiveServerHelloAsync();
        }
        await client.ReceiveFlightAsync();
        Assert.Equal(0, client.Records.ChangeCipherSpecs);
        client.SendFinished();
        await using TlsStream accepted = await client.Accepting;
        Assert.Equal(retry, accepted.Info.HelloRetryRequest);
    }

    /// <summary>The ClientHello of a connection that is given up.</summary>
    private static async Task<RawHello> HelloAsync(TlsClient client)
    {
        ScriptedServer13 server = new(client);
        RawHello hello = await server.ReceiveHelloAsync();
        server.Records.Transport.CompleteWriting();
        await Assert.ThrowsAsync<TlsException>(() => server.Connecting);
        return hello;
    }

    private static TlsClient Client(SslProtocols versions, bool mode = true, RecordingClientStore? store = null) => new(new TlsClientOptions
    {
        EnabledSslProtocols = versions,
        Groups = [NamedGroup.Secp256r1, NamedGroup.Secp384r1],
        ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
        TimeProvider = TestHosts.Clock(),
        MiddleboxCompatibility = mode,
        Resumption = new ClientResumptionOptions { Store = store },
    });
}
