using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>record_size_limit is kept, in both directions, and is each connection's own (RFC 8449 §4, §5).</summary>
[Requirement("C240")]
public sealed class RecordSizeLimitTests
{
    private const int Limit = 100;

    [Theory]
    // In TLS 1.3 the content type and padding count, and the limit that is told is one more.
    [InlineData(100, 0, true), InlineData(101, 0, false), InlineData(60, 40, true), InlineData(60, 41, false), InlineData(1, 99, true), InlineData(1, 100, false)]
    public async Task A_TLS_13_record_beyond_the_limit_is_refused_padding_included(int content, int padding, bool allowed)
    {
        await using TlsServer server = Server(SslProtocols.Tls13, Limit);
        ScriptedClient13 client = new(server);
        client.Hello.Set(ExtensionType.RecordSizeLimit, RawHello.U16(16385));
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        byte[] extensions = await client.ReceiveFlightAsync(HandshakeType.EncryptedExtensions);
        Assert.NotEqual(-1, extensions.AsSpan().IndexOf((byte[])[0, 28, 0, 2, 0, Limit + 1]));
        client.SendFinished();
        await using TlsStream accepted = await client.Accepting;
        client.Records.SendBytes(client.Records.Write!.Seal(ContentType.ApplicationData, new byte[content], padding));
        await RequireAsync(client.Records, accepted, content, allowed);
    }

    [Theory, InlineData(100, true), InlineData(101, false)]
    public async Task A_TLS_12_record_beyond_the_limit_is_refused(int content, bool allowed)
    {
        await using TlsServer server = Server(SslProtocols.Tls12, Limit);
        ScriptedClient12 client = new(server);
        client.Hello.Set(ExtensionType.RecordSizeLimit, RawHello.U16(16384));
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal(RawHello.U16(Limit), client.ServerHello!.Extension(ExtensionType.RecordSizeLimit));
        client.Records.Send(ContentType.ApplicationData, new byte[content]);
        await RequireAsync(client.Records, accepted, content, allowed);
    }

    [Theory, InlineData(100, true), InlineData(101, false)]
    public async Task A_client_refuses_a_record_beyond_its_limit(int content, bool allowed)
    {
        await using TlsClient client = Client(Limit);
        ScriptedServer13 server = new(client) { EncryptedExtensions = [0, 28, 0, 2, 0x40, 1] };
        Assert.Equal(RawHello.U16(Limit + 1), (await server.ReceiveHelloAsync()).Extension(ExtensionType.RecordSizeLimit));
        server.SendServerHello(server.MakeServerHello());
        // The flight in records as small as they were asked to be.
        server.Records.Largest = Limit;
        server.SendFlight();
        await using TlsStream stream = await server.ReceiveFinishedAsync();
        server.Records.Send(ContentType.ApplicationData, new byte[content]);
        await RequireAsync(server.Records, stream, content, allowed);
    }

    [Theory, InlineData(64, true), InlineData(63, false), InlineData(16385, true), InlineData(16386, false)]
    public async Task A_client_takes_a_servers_limit_within_its_bounds(int limit, bool allowed)
    {
        await using TlsClient client = Client(16384);
        ScriptedServer13 server = new(client) { EncryptedExtensions = [0, 28, 0, 2, .. RawHello.U16(limit)] };
        await server.ReceiveHelloAsync();
        server.SendServerHello(server.MakeServerHello());
        server.SendFlight();
        if (!allowed)
        {
            await Refusal.RequireAsync(server.Records, server.Connecting, TlsFaults.IllegalRecordSizeLimit);
            return;
        }
        await using TlsStream stream = await server.ReceiveFinishedAsync();
        await stream.WriteAsync(new byte[40_000], TestContext.Current.CancellationToken);
        Assert.Equal(limit - 1, (await server.Records.ReceiveDataAsync()).Length);
    }

    [Fact]
    public async Task A_resumed_connection_that_does_not_speak_of_it_has_the_default()
    {
        await using TlsServer server = Server(SslProtocols.Tls13, 16384);
        ScriptedClient13 first = new(server);
        first.Hello.Set(ExtensionType.RecordSizeLimit, RawHello.U16(65));
        await using TlsStream small = await first.ConnectAsync();
        RawPsk psk = await first.ReceiveTicketAsync();
        await small.WriteAsync(new byte[20_000], TestContext.Current.CancellationToken);
        Assert.Equal(64, (await first.Records.ReceiveDataAsync()).Length);

        ScriptedClient13 second = new(server);
        second.Psks.Add(psk);
        await using TlsStream accepted = await second.ConnectAsync();
        Assert.True(accepted.Info.Resumption.IsResumed);
        await accepted.WriteAsync(new byte[20_000], TestContext.Current.CancellationToken);
        Assert.Equal(16384, (await second.Records.ReceiveDataAsync()).Length);
    }

    [Fact]
    public async Task So_has_one_of_TLS_12()
    {
        await using TlsServer server = Server(SslProtocols.Tls12, 16384);
        ScriptedClient12 first = new(server, ticket: []);
        first.Hello.Set(ExtensionType.RecordSizeLimit, RawHello.U16(64));
        await using TlsStream small = await first.ConnectAsync();
        await small.WriteAsync(new byte[20_000], TestContext.Current.CancellationToken);
        Assert.Equal(64, (await first.Records.ReceiveDataAsync()).Length);

        ScriptedClient12 second = new(server, ticket: first.Ticket) { Master = first.Master };
        await using TlsStream accepted = await second.ConnectAsync(expectResumption: true);
        Assert.False(second.ServerHello!.Has(ExtensionType.RecordSizeLimit));
        await accepted.WriteAsync(new byte[20_000], TestContext.Current.CancellationToken);
        Assert.Equal(16384, (await second.Records.ReceiveDataAsync()).Length);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Max_fragment_length_is_no_part_of_it(bool asServer)
    {
        if (asServer)
        {
            // A server that knows record_size_limit ignores max_fragment_length beside it, and answers the one.
            await using TlsServer server = Server(SslProtocols.Tls12, Limit);
            ScriptedClient12 client = new(server);
            client.Hello.Set(ExtensionType.RecordSizeLimit, RawHello.U16(16384)).Append(1, [1]);
            await using TlsStream accepted = await client.ConnectAsync();
            Assert.True(client.ServerHello!.Has(ExtensionType.RecordSizeLimit));
            Assert.DoesNotContain(client.ServerHello.Extensions, extension => extension.Type == 1);
            return;
        }
        // RFC 8449 §5 has illegal_parameter for both in one answer; this client does not offer the other, which is unsupported_extension before that.
        await using TlsClient strict = Client(Limit);
        ScriptedServer13 both = new(strict) { EncryptedExtensions = [0, 28, 0, 2, 0x40, 1, 0, 1, 0, 1, 1] };
        await both.ReceiveHelloAsync();
        both.SendServerHello(both.MakeServerHello());
        both.SendFlight();
        await Refusal.RequireAsync(both.Records, both.Connecting, TlsFaults.UnsolicitedExtension);
    }

    private static async Task RequireAsync(RawRecords records, TlsStream stream, int content, bool allowed)
    {
        if (allowed)
            await stream.ReadExactlyAsync(new byte[content].AsMemory(), TestContext.Current.CancellationToken);
        else
            await Refusal.RequireAsync(records, stream, AlertDescription.RecordOverflow);
    }

    private static TlsServer Server(SslProtocols version, int limit) => new(new TlsServerOptions
    {
        Host = TestHosts.Host(),
        EnabledSslProtocols = version,
        TimeProvider = TestHosts.Clock(),
        RecordSizeLimit = limit,
    });

    private static TlsClient Client(int limit) => new(new TlsClientOptions
    {
        EnabledSslProtocols = SslProtocols.Tls13,
        Groups = [NamedGroup.Secp256r1],
        ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
        TimeProvider = TestHosts.Clock(),
        RecordSizeLimit = limit,
    });
}
