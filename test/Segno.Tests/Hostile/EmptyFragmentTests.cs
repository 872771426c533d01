using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>Fragments of no bytes: legal as application data, and as nothing else; and Segno sends none (RFC 5246 §6.2.1, RFC 8446 §5.1).</summary>
public sealed class EmptyFragmentTests
{
    private const SslProtocols Tls12 = SslProtocols.Tls12;
    private const SslProtocols Tls13 = SslProtocols.Tls13;

    /// <summary>In clear before the first hello, and sealed behind the handshake.</summary>
    public static TheoryData<SslProtocols, byte, bool> Fragments
    {
        get
        {
            TheoryData<SslProtocols, byte, bool> fragments = [];
            foreach (SslProtocols version in new[] { Tls12, Tls13 })
            {
                foreach (ContentType type in new[] { ContentType.Handshake, ContentType.Alert, ContentType.ChangeCipherSpec })
                {
                    fragments.Add(version, (byte)type, false);
                    fragments.Add(version, (byte)type, true);
                }
            }
            return fragments;
        }
    }

    [Theory, MemberData(nameof(Fragments)), Requirement("C021", "N110")]
    public async Task A_server_refuses_them(SslProtocols version, byte type, bool established)
    {
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), version));
        (RawRecords records, Task<TlsStream> accepting, Func<Task<TlsStream>> connect) = Client(server, version);
        await RequireRefusedAsync(records, accepting, established ? connect : null, (ContentType)type);
    }

    [Theory, MemberData(nameof(Fragments)), Requirement("C021", "N110")]
    public async Task A_client_refuses_them(SslProtocols version, byte type, bool established)
    {
        await using TlsClient client = Client(version);
        (RawRecords records, Task<TlsStream> connecting, Func<Task<TlsStream>> accept) = Server(client, version);
        await RequireRefusedAsync(records, connecting, established ? accept : null, (ContentType)type);
    }

    [Theory, Requirement("C021", "N111")]
    [InlineData(Tls12, true, 32), InlineData(Tls12, true, 33), InlineData(Tls12, false, 32), InlineData(Tls12, false, 33)]
    [InlineData(Tls13, true, 32), InlineData(Tls13, true, 33), InlineData(Tls13, false, 32), InlineData(Tls13, false, 33)]
    public async Task Empty_application_data_is_taken_within_bounds(SslProtocols version, bool byServer, int count)
    {
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), version));
        await using TlsClient client = Client(version);
        (RawRecords records, _, Func<Task<TlsStream>> shake) = byServer ? Client(server, version) : Server(client, version);
        await using TlsStream stream = await shake();
        for (int i = 0; i < count; i++)
            records.Send(ContentType.ApplicationData, []);
        if (count > 32)
        {
            await Refusal.RequireAsync(records, stream, TlsFaults.TooManyEmptyRecords);
            return;
        }
        records.Send(ContentType.ApplicationData, [6]);
        byte[] buffer = new byte[2];
        Assert.Equal(1, await stream.ReadAsync(buffer.AsMemory(), TestContext.Current.CancellationToken));
        Assert.Equal(6, buffer[0]);
    }

    [Theory, Requirement("C021")]
    [InlineData(Tls12), InlineData(Tls13)]
    public async Task None_is_sent_wherever_a_flight_is_cut_into_records(SslProtocols version)
    {
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), version));
        // Some of these limits divide the flight, or a message of it, without a rest. RawRecords looks at each record.
        for (int limit = 64; limit < 64 + 40; limit++)
        {
            byte[] data = new byte[3 * limit];
            (RawRecords records, _, Func<Task<TlsStream>> connect) = Client(server, version, limit);
            await using TlsStream stream = await connect();
            await stream.WriteAsync(data, TestContext.Current.CancellationToken);
            int received = 0;
            while (received < data.Length)
            {
                (ContentType type, byte[] content) = await records.ReceiveAsync();
                Assert.NotEmpty(content);
                received += type == ContentType.ApplicationData ? content.Length : 0;
            }
        }
    }

    private static async Task RequireRefusedAsync(RawRecords records, Task<TlsStream> pending, Func<Task<TlsStream>>? shake, ContentType type)
    {
        TlsFault fault = type == ContentType.ChangeCipherSpec ? TlsFaults.BadChangeCipherSpec : TlsFaults.EmptyFragment;
        if (shake is null)
        {
            records.Send(type, []);
            await Refusal.RequireAsync(records, pending, fault.Alert);
            return;
        }
        await using TlsStream stream = await shake();
        records.Send(type, []);
        await Refusal.RequireAsync(records, stream, fault.Alert);
    }

    private static (RawRecords Records, Task<TlsStream> Pending, Func<Task<TlsStream>> Shake) Client(TlsServer server, SslProtocols version, int? limit = null)
    {
        if (version == Tls12)
        {
            ScriptedClient12 client = new(server);
            if (limit is { } most)
                client.Hello.Set(ExtensionType.RecordSizeLimit, RawHello.U16(most));
            return (client.Records, client.Accepting, () => client.ConnectAsync());
        }
        ScriptedClient13 client13 = new(server);
        if (limit is { } most13)
            client13.Hello.Set(ExtensionType.RecordSizeLimit, RawHello.U16(most13));
        return (client13.Records, client13.Accepting, client13.ConnectAsync);
    }

    private static (RawRecords Records, Task<TlsStream> Pending, Func<Task<TlsStream>> Shake) Server(TlsClient client, SslProtocols version)
    {
        if (version == Tls12)
        {
            ScriptedServer12 server = new(client);
            return (server.Records, server.Connecting, () => server.AcceptAsync());
        }
        ScriptedServer13 server13 = new(client);
        return (server13.Records, server13.Connecting, () => server13.AcceptAsync());
    }

    private static TlsClient Client(SslProtocols version) => new(new TlsClientOptions
    {
        EnabledSslProtocols = version,
        Groups = [NamedGroup.Secp256r1],
        ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
        TimeProvider = TestHosts.Clock(),
    });
}
