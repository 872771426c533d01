using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>Exported keying material of both sides and both versions, against a second implementation of the derivation (RFC 8446 §7.5, RFC 5705 §4).</summary>
public sealed class ExporterValueTests : IAsyncLifetime
{
    private const string Label = "EXPORTER-Segno-test";
    private static readonly byte[] s_context = [.. Enumerable.Range(0, 300).Select(value => (byte)(value % 251))];

    private readonly RecordingClientStore _store = new() { Reuse = true };
    private readonly TlsServer _server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock()));
    private readonly TlsClient _client;

    public ExporterValueTests() => _client = TestPeers.Client(new TlsClientOptions
    {
        Groups = [NamedGroup.Secp256r1],
        ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
        TimeProvider = TestHosts.Clock(),
        Resumption = new ClientResumptionOptions { Store = _store },
    });

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _client.DisposeAsync();
    }

    [Theory, Requirement("C190", "C164")]
    [InlineData(false), InlineData(true)]
    public async Task A_TLS_13_server_exports_from_the_exporter_master_secret_and_never_from_the_early_one(bool resumes)
    {
        ScriptedClient13 client = new(_server);
        if (resumes)
            client.Psks.Add(await ScriptedClient13.ObtainTicketAsync(_server));
        byte[] hello = client.EncodeHello();
        client.SendHello(hello);
        await client.ReceiveServerHelloAsync();
        await client.ReceiveFlightAsync();
        client.SendFinished();
        await using TlsStream accepted = await client.Accepting;
        Assert.Equal(resumes, accepted.Info.Resumption.IsResumed);
        RequireTls13(accepted, client.Schedule.Exporter, hello, resumes ? client.Psks[0].Key : RawCrypto.Zeros);
    }

    [Theory, Requirement("C190", "C164")]
    [InlineData(false), InlineData(true)]
    public async Task So_does_a_TLS_13_client(bool resumes)
    {
        byte[]? psk = resumes ? await ScriptedServer13.LeaveSessionAsync(_client) : null;
        ScriptedServer13 server = new(_client) { Psk = psk };
        await using TlsStream stream = await server.AcceptAsync();
        Assert.Equal(resumes, stream.Info.Resumption.IsResumed);
        RequireTls13(stream, server.Schedule.Exporter, server.ClientHelloBytes, psk ?? RawCrypto.Zeros);
    }

    [Theory, Requirement("C190")]
    [InlineData(false), InlineData(true)]
    public async Task A_TLS_12_server_exports_from_the_master_secret_and_both_randoms(bool resumes)
    {
        ScriptedClient12 client = new(_server, ticket: []);
        await using TlsStream first = await client.ConnectAsync();
        if (!resumes)
        {
            RequireTls12(first, client.Master, client.Hello.Random, client.ServerHello!.Random);
            return;
        }
        ScriptedClient12 again = new(_server, ticket: client.Ticket) { Master = client.Master };
        await using TlsStream accepted = await again.ConnectAsync(expectResumption: true);
        RequireTls12(accepted, again.Master, again.Hello.Random, again.ServerHello!.Random);
    }

    [Theory, Requirement("C190")]
    [InlineData(false), InlineData(true)]
    public async Task So_does_a_TLS_12_client(bool resumes)
    {
        ScriptedServer12 server = new(_client);
        await using TlsStream first = await server.AcceptAsync(ticket: true);
        if (!resumes)
        {
            RequireTls12(first, server.Master, server.ClientHello!.Random, server.ServerHello!.Random);
            return;
        }
        ScriptedServer12 again = new(_client) { Master = server.Master };
        RawHello hello = await again.ReceiveHelloAsync();
        await using TlsStream stream = await again.ResumeAsync(ScriptedServer12.MakeServerHello(hello.SessionId));
        Assert.Equal(SslProtocols.Tls12, stream.Info.Protocol);
        RequireTls12(stream, server.Master, hello.Random, again.ServerHello!.Random);
    }

    private static void RequireTls13(TlsStream stream, byte[] exporter, byte[] hello, byte[] psk)
    {
        byte[] early = RawCrypto.DeriveSecret(RawCrypto.Extract(RawCrypto.Zeros, psk), "e exp master", hello);
        foreach (int length in new[] { 1, 32, 100 })
        {
            Assert.Equal(RawSchedule13.Export(exporter, Label, s_context, length), Export(stream, s_context, length));
            Assert.Equal(RawSchedule13.Export(exporter, Label, [], length), Export(stream, [], length));
            // Other than in TLS 1.2, no context is an empty one.
            Assert.Equal(Export(stream, [], length), Export(stream, null, length));
        }
        Assert.NotEqual(RawSchedule13.Export(early, Label, s_context, 32), Export(stream, s_context, 32));
        Assert.NotEqual(RawSchedule13.Export(early, Label, [], 32), Export(stream, null, 32));
    }

    private static void RequireTls12(TlsStream stream, byte[] master, byte[] clientRandom, byte[] serverRandom)
    {
        foreach (int length in new[] { 1, 32, 100 })
        {
            Assert.Equal(RawCrypto.Prf(master, Label, [.. clientRandom, .. serverRandom], length), Export(stream, null, length));
            Assert.Equal(RawCrypto.Prf(master, Label, [.. clientRandom, .. serverRandom, 0, 0], length), Export(stream, [], length));
            Assert.Equal(RawCrypto.Prf(master, Label, [.. clientRandom, .. serverRandom, .. RawHello.Vector16(s_context)], length), Export(stream, s_context, length));
        }
        Assert.NotEqual(Export(stream, null, 32), Export(stream, [], 32));
    }

    private static byte[] Export(TlsStream stream, byte[]? context, int length)
    {
        byte[] material = new byte[length];
        if (context is null)
            stream.ExportKeyingMaterial(Label, material);
        else
            stream.ExportKeyingMaterial(Label, context, material);
        return material;
    }
}
