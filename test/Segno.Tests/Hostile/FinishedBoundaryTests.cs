using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>What may lie beside Finished in its record, and data before it: nothing.</summary>
public sealed class FinishedBoundaryTests : IAsyncLifetime
{
    private readonly RecordingClientStore _store = new() { Reuse = true };
    private readonly TlsServer _server = new(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls12));
    private readonly TlsClient _client;

    public FinishedBoundaryTests() => _client = new TlsClient(TestHosts.ClientOptions(
        TestHosts.Clock(), SslProtocols.Tls12, new ClientResumptionOptions { Store = _store }));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _client.DisposeAsync();
    }

    [Theory, Requirement("N122", "C204")]
    [InlineData(false), InlineData(true)]
    public async Task Nothing_shares_a_record_with_a_clients_Finished(bool tls13)
    {
        byte[] more = [(byte)HandshakeType.KeyUpdate, 0, 0, 1, 0];
        if (tls13)
        {
            await using TlsServer server = new(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls13));
            ScriptedClient13 client = new(server);
            client.SendHello();
            await client.ReceiveServerHelloAsync();
            await client.ReceiveFlightAsync();
            client.Records.Send(ContentType.Handshake, [.. client.MakeFinished(), .. more]);
            await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.ExcessHandshakeData);
            return;
        }
        ScriptedClient12 first = new(_server, ticket: []);
        await using (await first.ConnectAsync())
        {
        }
        ScriptedClient12 old = new(_server, ticket: first.Ticket) { Master = first.Master };
        old.SendHello();
        await old.ReceiveServerHelloAsync();
        await old.ReceiveFinishedAsync();
        old.SendFinished(null, more);
        await Refusal.RequireAsync(old.Records, old.Accepting, TlsFaults.ExcessHandshakeData);
    }

    [Theory, Requirement("N122", "C204")]
    [InlineData(false), InlineData(true)]
    public async Task Nothing_shares_a_record_with_a_servers_Finished(bool tls13)
    {
        byte[] more = [(byte)HandshakeType.NewSessionTicket, 0, 0, 14, .. new byte[14]];
        if (tls13)
        {
            await using TlsClient client = new(new TlsClientOptions
            {
                EnabledSslProtocols = SslProtocols.Tls13,
                Groups = [NamedGroup.Secp256r1],
                ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
                TimeProvider = TestHosts.Clock(),
            });
            ScriptedServer13 server = new(client) { Alter = (type, message) => type == HandshakeType.Finished ? [.. message, .. more] : message };
            await server.ReceiveHelloAsync();
            server.SendServerHello(server.MakeServerHello());
            server.SendFlight();
            await Refusal.RequireAsync(server.Records, server.Connecting, TlsFaults.ExcessHandshakeData);
            return;
        }
        ScriptedServer12 old = new(_client);
        await old.ReceiveHelloAsync();
        old.SendFullFlight(ScriptedServer12.MakeServerHello());
        await old.ReceiveClientFlightAsync();
        old.SendFinished(verifyData => verifyData, more);
        await Refusal.RequireAsync(old.Records, old.Connecting, TlsFaults.ExcessHandshakeData);
    }

    [Theory, Requirement("N119")]
    [InlineData(false, false), InlineData(false, true), InlineData(true, true)]
    public async Task A_TLS_12_server_takes_no_data_before_Finished(bool resumes, bool underKeys)
    {
        ScriptedClient12 first = new(_server, ticket: []);
        await using (await first.ConnectAsync())
        {
        }
        ScriptedClient12 client = new(_server, ticket: resumes ? first.Ticket : null) { Master = first.Master };
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        if (!underKeys)
        {
            client.Records.Send(ContentType.ApplicationData, [1]);
            await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.UnexpectedApplicationData);
            return;
        }
        await (resumes ? client.ReceiveFinishedAsync() : client.ReceiveFlightAsync());
        client.SendChangeCipherSpec();
        client.Records.Send(ContentType.ApplicationData, [1]);
        await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.UnexpectedApplicationData);
    }

    [Theory, Requirement("N119"), InlineData(false), InlineData(true)]
    public async Task Nor_does_a_TLS_12_client(bool resumes)
    {
        byte[] master = resumes ? await ScriptedServer12.LeaveSessionAsync(_client, ticket: true) : [];
        ScriptedServer12 server = new(_client) { Master = master };
        RawHello hello = await server.ReceiveHelloAsync();
        if (resumes)
        {
            server.SendServerHello(ScriptedServer12.MakeServerHello(hello.SessionId));
        }
        else
        {
            server.SendFullFlight(ScriptedServer12.MakeServerHello());
            await server.ReceiveClientFlightAsync();
        }
        server.SendChangeCipherSpec();
        server.Records.Send(ContentType.ApplicationData, [1]);
        await Refusal.RequireAsync(server.Records, server.Connecting, TlsFaults.UnexpectedApplicationData);
    }

    [Fact, Requirement("N119")]
    public async Task Nor_does_a_TLS_13_client()
    {
        await using TlsClient client = new(new TlsClientOptions
        {
            EnabledSslProtocols = SslProtocols.Tls13,
            Groups = [NamedGroup.Secp256r1],
            ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
            TimeProvider = TestHosts.Clock(),
        });
        ScriptedServer13 server = new(client);
        await server.ReceiveHelloAsync();
        server.SendServerHello(server.MakeServerHello());
        server.Records.Send(ContentType.ApplicationData, [1]);
        await Refusal.RequireAsync(server.Records, server.Connecting, TlsFaults.UnexpectedApplicationData);
    }
}
