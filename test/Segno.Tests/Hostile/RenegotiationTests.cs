using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>Renegotiation, which Segno does not do: what asks for it is refused, in whatever dress, and so is what pretends to be one (RFC 5746).</summary>
public sealed class RenegotiationTests
{
    private static readonly byte[] s_id = [.. Enumerable.Range(1, 32).Select(value => (byte)value)];

    public static TheoryData<string> Dresses => new("as the first", "with the SCSV", "with renegotiation_info", "with both");

    [Theory, MemberData(nameof(Dresses)), Requirement("C083", "C084")]
    public async Task A_hello_after_a_TLS_12_handshake_is_refused(string dress)
    {
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls12));
        ScriptedClient12 client = new(server);
        await using TlsStream accepted = await client.ConnectAsync();
        RawHello again = client.Hello.Clone();
        if (dress is "with the SCSV" or "with both")
            again.Suites.Add(0x00ff);
        if (dress == "with the SCSV")
            again.Remove(ExtensionType.RenegotiationInfo);
        else if (dress != "as the first")
            again.Set(ExtensionType.RenegotiationInfo, RawHello.Vector8(new byte[12]));
        client.Records.SendMessage(again.Encode());
        await Refusal.RequireAsync(client.Records, accepted, TlsFaults.RenegotiationRefused);
    }

    [Theory, Requirement("C083", "C084")]
    [InlineData(true), InlineData(false)]
    public async Task A_hello_after_a_TLS_13_handshake_is_unexpected(bool scsv)
    {
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls13));
        ScriptedClient13 client = new(server);
        await using TlsStream accepted = await client.ConnectAsync();
        if (scsv)
            client.Hello.Suites.Add(0x00ff);
        client.Records.SendMessage(client.Hello.Encode());
        await Refusal.RequireAsync(client.Records, accepted, TlsFaults.UnexpectedHandshakeMessage);
    }

    [Theory, Requirement("C082")]
    [InlineData(new byte[] { 1, 7 }, false), InlineData(new byte[] { 1, 0 }, true), InlineData(new byte[] { 0 }, null), InlineData(new byte[] { 1, 7 }, true)]
    public async Task A_server_takes_an_empty_renegotiated_connection_only(byte[] body, bool? resuming)
    {
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls12));
        ScriptedClient12 first = new(server, ticket: []);
        await using (await first.ConnectAsync())
        {
        }
        ScriptedClient12 client = new(server, ticket: resuming == false ? [] : first.Ticket) { Master = first.Master };
        client.Hello.Set(ExtensionType.RenegotiationInfo, body);
        if (resuming is null)
        {
            await using TlsStream accepted = await client.ConnectAsync(expectResumption: true);
            Assert.True(accepted.Info.Resumption.IsResumed);
            return;
        }
        client.SendHello();
        await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.IllegalRenegotiationInfo);
    }

    [Theory, Requirement("C082")]
    [InlineData(new byte[] { 1, 7 }, AlertDescription.HandshakeFailure), InlineData(new byte[] { 1, 0 }, AlertDescription.HandshakeFailure)]
    [InlineData(new byte[] { 0, 0 }, AlertDescription.DecodeError), InlineData(new byte[0], AlertDescription.DecodeError)]
    public async Task A_client_takes_an_empty_renegotiated_connection_only(byte[] body, AlertDescription alert)
    {
        await using TlsClient client = Client();
        ScriptedServer12 full = new(client);
        await full.ReceiveHelloAsync();
        full.SendServerHello(ScriptedServer12.MakeServerHello().Set(ExtensionType.RenegotiationInfo, body));
        await Refusal.RequireAsync(full.Records, full.Connecting, alert);

        byte[] master = await ScriptedServer12.LeaveSessionAsync(client, s_id);
        ScriptedServer12 resuming = new(client) { Master = master };
        Assert.Equal(s_id, (await resuming.ReceiveHelloAsync()).SessionId);
        resuming.SendServerHello(ScriptedServer12.MakeServerHello(s_id).Set(ExtensionType.RenegotiationInfo, body));
        await Refusal.RequireAsync(resuming.Records, resuming.Connecting, alert);
    }

    [Theory, Requirement("C023")]
    [InlineData("before ServerHello"), InlineData("after ServerHello"), InlineData("after Certificate"), InlineData("before ServerHelloDone"), InlineData("before change_cipher_spec"), InlineData("resuming")]
    public async Task A_HelloRequest_within_a_handshake_is_unexpected(string place)
    {
        byte[] request = RawHello.Message(HandshakeType.HelloRequest, []);
        await using TlsClient client = Client();
        byte[] master = place == "resuming" ? await ScriptedServer12.LeaveSessionAsync(client, s_id) : [];
        ScriptedServer12 server = new(client) { Master = master };
        await server.ReceiveHelloAsync();
        if (place != "before ServerHello")
            server.SendServerHello(ScriptedServer12.MakeServerHello(place == "resuming" ? s_id : null));
        if (place is not ("before ServerHello" or "after ServerHello" or "resuming"))
            server.SendCertificates();
        if (place is "before ServerHelloDone" or "before change_cipher_spec")
            server.SendKeyExchange();
        if (place == "before change_cipher_spec")
        {
            server.SendHelloDone();
            await server.ReceiveClientFlightAsync();
        }
        server.Records.SendMessage(request);
        await Refusal.RequireAsync(server.Records, server.Connecting, TlsFaults.UnexpectedHandshakeMessage);
    }

    [Fact, Requirement("C023")]
    public async Task A_HelloRequest_after_the_handshake_is_answered_with_a_fatal_alert_and_no_hello()
    {
        await using TlsClient client = Client();
        ScriptedServer12 server = new(client);
        await using TlsStream stream = await server.AcceptAsync();
        server.Records.SendMessage(RawHello.Message(HandshakeType.HelloRequest, []));
        await Assert.ThrowsAsync<TlsException>(() => stream.ReadAsync(new byte[1].AsMemory(), TestContext.Current.CancellationToken).AsTask());
        // The very next record: no ClientHello before it, and not a warning.
        Assert.Equal((ContentType.Alert, (byte)AlertLevel.Fatal, (byte)AlertDescription.NoRenegotiation), await NextAsync());

        async Task<(ContentType, byte, byte)> NextAsync()
        {
            (ContentType type, byte[] content) = await server.Records.ReceiveAsync();
            return (type, content[0], content[1]);
        }
    }

    private static TlsClient Client() => new(new TlsClientOptions
    {
        EnabledSslProtocols = SslProtocols.Tls12,
        ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
        TimeProvider = TestHosts.Clock(),
        Resumption = new ClientResumptionOptions { Store = new RecordingClientStore { Reuse = true } },
    });
}
