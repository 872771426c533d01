using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>Application data before Finished, in clear and under keys, is refused on both sides.</summary>
public sealed class DataBeforeFinishedTests : IAsyncLifetime
{
    private readonly RecordingClientStore _store = new() { Reuse = true };
    private readonly TlsServer _server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls12));
    private readonly TlsClient _client;

    public DataBeforeFinishedTests() => _client = TestPeers.Client(TestHosts.ClientOptions(
        TestHosts.Clock(), SslProtocols.Tls12, new ClientResumptionOptions { Store = _store }));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _client.DisposeAsync();
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
        await using TlsClient client = TestPeers.Client(new TlsClientOptions
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
