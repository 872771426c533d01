using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>Nothing shares a record with Finished, behind which other keys hold or application data may come (RFC 8446 §5.1).</summary>
public sealed class FinishedBoundaryTests : IAsyncLifetime
{
    private static readonly byte[] s_id = [.. Enumerable.Range(1, 32).Select(value => (byte)value)];

    private readonly TlsServer _server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock()));
    private readonly TlsClient _client12 = Client(SslProtocols.Tls12);
    private readonly TlsClient _client13 = Client(SslProtocols.Tls13);

    public static TheoryData<bool, byte[]> Cases => new()
    {
        // Application data as it would be, and the beginning of another message.
        { false, "GET /"u8.ToArray() }, { true, "GET /"u8.ToArray() }, { false, [0] }, { true, [(byte)HandshakeType.KeyUpdate, 0, 0, 1, 0] },
    };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _client12.DisposeAsync();
        await _client13.DisposeAsync();
    }

    [Theory, MemberData(nameof(Cases)), Requirement("N122", "C204")]
    public async Task A_server_of_TLS_13_refuses(bool resumes, byte[] behind)
    {
        ScriptedClient13 client = new(_server);
        if (resumes)
            client.Psks.Add(await ScriptedClient13.ObtainTicketAsync(_server));
        client.SendHello();
        Assert.Equal(resumes, (await client.ReceiveServerHelloAsync()).Has(ExtensionType.PreSharedKey));
        await client.ReceiveFlightAsync();
        client.Records.Send(ContentType.Handshake, [.. client.MakeFinished(), .. behind]);
        await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.ExcessHandshakeData);
    }

    [Theory, MemberData(nameof(Cases)), Requirement("N122", "C204")]
    public async Task A_client_of_TLS_13_refuses(bool resumes, byte[] behind)
    {
        ScriptedServer13 server = new(_client13)
        {
            Psk = resumes ? await ScriptedServer13.LeaveSessionAsync(_client13) : null,
            Alter = (type, message) => type == HandshakeType.Finished ? [.. message, .. behind] : message,
        };
        if (resumes)
            server = new ScriptedServer13(_client13) { Psk = server.Psk, Alter = server.Alter };
        await server.ReceiveHelloAsync();
        server.SendServerHello(server.MakeServerHello());
        server.SendFlight();
        await Refusal.RequireAsync(server.Records, server.Connecting, TlsFaults.ExcessHandshakeData);
    }

    [Theory, MemberData(nameof(Cases)), Requirement("N122")]
    public async Task A_server_of_TLS_12_refuses(bool resumes, byte[] behind)
    {
        ScriptedClient12 client = new(_server, ticket: []);
        if (resumes)
        {
            await using TlsStream accepted = await client.ConnectAsync();
            client = new ScriptedClient12(_server, ticket: client.Ticket) { Master = client.Master };
        }
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        if (resumes)
            await client.ReceiveFinishedAsync();
        else
            await client.ReceiveFlightAsync();
        client.SendFinished(behind: behind);
        await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.ExcessHandshakeData);
    }

    [Theory, MemberData(nameof(Cases)), Requirement("N122")]
    public async Task A_client_of_TLS_12_refuses(bool resumes, byte[] behind)
    {
        byte[] master = resumes ? await ScriptedServer12.LeaveSessionAsync(_client12, s_id) : [];
        ScriptedServer12 server = new(_client12) { Master = master };
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
        server.SendFinished(behind: behind);
        await Refusal.RequireAsync(server.Records, server.Connecting, TlsFaults.ExcessHandshakeData);
    }

    private static TlsClient Client(SslProtocols version) => new(new TlsClientOptions
    {
        EnabledSslProtocols = version,
        Groups = [NamedGroup.Secp256r1],
        ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
        TimeProvider = TestHosts.Clock(),
        Resumption = new ClientResumptionOptions { Store = new RecordingClientStore { Reuse = true } },
    });
}
