using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>record_size_limit belongs to the connection: a session made under one limit resumes under another, or none (RFC 8449 §4, RFC 8446 §4.2).</summary>
public sealed class RecordSizeResumptionTests
{
    private const SslProtocols Tls12 = SslProtocols.Tls12;
    private const SslProtocols Tls13 = SslProtocols.Tls13;
    private static readonly byte[] s_id = [.. Enumerable.Range(1, 32).Select(value => (byte)value)];

    public static TheoryData<SslProtocols, bool> Ways => new() { { Tls12, true }, { Tls12, false }, { Tls13, true } };

    [Theory, MemberData(nameof(Ways)), Requirement("C138", "C088")]
    public async Task A_server_keeps_to_the_limit_of_this_hello(SslProtocols version, bool byTicket)
    {
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), version, resumption: new ServerResumptionOptions { Tickets = byTicket }));
        foreach (int? before in new int?[] { 64, null, 1000 })
        {
            Resumer resumer = await Resumer.LeaveAsync(server, version, byTicket, hello => Set(hello, before));
            foreach (int? now in new int?[] { null, 500, 64 })
            {
                (_, TlsStream accepted, _) = await resumer.ResumeAsync(hello => Set(hello, now));
                await using TlsStream disposed = accepted;
                Assert.True(accepted.Info.Resumption.IsResumed);
                await accepted.WriteAsync(new byte[3000], TestContext.Current.CancellationToken);
                Assert.Equal(Expected(version, now), await FirstDataAsync(resumer.Records!));
            }
        }
    }

    [Theory, InlineData(Tls12), InlineData(Tls13), Requirement("C138")]
    public async Task A_client_keeps_to_the_limit_of_this_answer(SslProtocols version)
    {
        foreach (int? now in new int?[] { null, 500, 64 })
        {
            await using TlsClient client = TestPeers.Client(new TlsClientOptions
            {
                EnabledSslProtocols = version,
                Groups = [NamedGroup.Secp256r1],
                ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
                TimeProvider = TestHosts.Clock(),
            });
            (TlsStream stream, RawRecords records) = version == Tls12 ? await Resume12Async(client, now) : await Resume13Async(client, now);
            await using TlsStream disposed = stream;
            Assert.True(stream.Info.Resumption.IsResumed);
            await stream.WriteAsync(new byte[3000], TestContext.Current.CancellationToken);
            Assert.Equal(Expected(version, now), await FirstDataAsync(records));
        }
    }

    /// <summary>In TLS 1.3 the content type counts (RFC 8449 §4).</summary>
    private static int Expected(SslProtocols version, int? limit) => limit is { } most ? most - (version == Tls13 ? 1 : 0) : 3000;

    private static void Set(RawHello hello, int? limit)
    {
        if (limit is { } most)
            hello.Set(ExtensionType.RecordSizeLimit, RawHello.U16(most));
        else
            hello.Remove(ExtensionType.RecordSizeLimit);
    }

    private static async Task<int> FirstDataAsync(RawRecords records) => (await records.ReceiveDataAsync()).Length;

    /// <summary>A session made under a limit of 100, resumed under another.</summary>
    private static async Task<(TlsStream Stream, RawRecords Records)> Resume12Async(TlsClient client, int? limit)
    {
        ScriptedServer12 before = new(client);
        await before.ReceiveHelloAsync();
        RawHello first = ScriptedServer12.MakeServerHello(s_id);
        Set(first, 100);
        before.SendFullFlight(first);
        await before.ReceiveClientFlightAsync();
        before.SendFinished();
        await using TlsStream made = await before.Connecting;

        ScriptedServer12 server = new(client) { Master = before.Master };
        await server.ReceiveHelloAsync();
        RawHello hello = ScriptedServer12.MakeServerHello(s_id);
        Set(hello, limit);
        return (await server.ResumeAsync(hello), server.Records);
    }

    private static async Task<(TlsStream Stream, RawRecords Records)> Resume13Async(TlsClient client, int? limit)
    {
        ScriptedServer13 before = new(client) { EncryptedExtensions = Extension(100) };
        await using TlsStream made = await before.AcceptAsync();
        byte[] psk = before.SendTicket();
        await before.DeliverAsync(made);

        ScriptedServer13 server = new(client) { Psk = psk, EncryptedExtensions = Extension(limit) };
        return (await server.AcceptAsync(), server.Records);

        static byte[] Extension(int? limit) => limit is { } most ? [.. RawHello.U16((int)ExtensionType.RecordSizeLimit), 0, 2, .. RawHello.U16(most)] : [];
    }
}
