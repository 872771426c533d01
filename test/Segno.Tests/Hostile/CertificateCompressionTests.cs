using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>Certificate compression, which Segno does not do (RFC 8879): neither side offers it, and what comes unasked is refused before it is unpacked.</summary>
[Requirement("C241")]
public sealed class CertificateCompressionTests : IAsyncLifetime
{
    private const int CompressCertificate = 27;
    private const int CompressedCertificate = 25;
    private static readonly byte[] s_zlib = [2, 0, 1];

    /// <summary>zlib, 16 MiB when unpacked, and hardly anything inside.</summary>
    private static readonly byte[] s_bomb = [0, 1, 0xff, 0xff, 0xff, 0, 0, 2, 0x78, 0x9c];

    private readonly TlsServer _server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), host: TestHosts.Host(clients: ClientCertificateMode.Optional)));
    private readonly TlsClient _client = TestPeers.Client(new TlsClientOptions
    {
        Groups = [NamedGroup.Secp256r1],
        ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
        TimeProvider = TestHosts.Clock(),
    });

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _client.DisposeAsync();
    }

    [Fact]
    public async Task A_client_does_not_offer_it()
    {
        ScriptedServer13 server = new(_client);
        Assert.DoesNotContain((await server.ReceiveHelloAsync()).Extensions, extension => extension.Type == CompressCertificate);
        server.Records.Transport.CompleteWriting();
        await Assert.ThrowsAsync<TlsException>(() => server.Connecting);
    }

    [Fact]
    public async Task A_server_passes_the_offer_over_in_TLS_13()
    {
        ScriptedClient13 client = new(_server);
        client.Hello.Append(CompressCertificate, s_zlib);
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        byte[] request = await client.ReceiveFlightAsync(HandshakeType.CertificateRequest);
        Assert.Contains(HandshakeType.Certificate, client.Flight);
        Assert.DoesNotContain((HandshakeType)CompressedCertificate, client.Flight);
        // Nor does it ask its clients for it.
        Assert.Equal(-1, request.AsSpan().IndexOf((byte[])[.. RawHello.U16(CompressCertificate), .. RawHello.Vector16(s_zlib)]));
        client.Records.Transport.CompleteWriting();
        await Assert.ThrowsAnyAsync<IOException>(() => client.Accepting);
    }

    [Fact]
    public async Task A_server_passes_the_offer_over_in_TLS_12()
    {
        ScriptedClient12 client = new(_server);
        client.Hello.Append(CompressCertificate, s_zlib);
        client.SendHello();
        Assert.DoesNotContain((await client.ReceiveServerHelloAsync()).Extensions, extension => extension.Type == CompressCertificate);
        await client.Records.ReceiveMessageAsync(HandshakeType.Certificate);
        client.Records.Transport.CompleteWriting();
        await Assert.ThrowsAnyAsync<IOException>(() => client.Accepting);
    }

    [Fact]
    public async Task A_client_passes_a_servers_offer_over()
    {
        byte[] extensions = [.. RawHello.U16((int)ExtensionType.SignatureAlgorithms), 0, 4, 0, 2, 4, 3, .. RawHello.U16(CompressCertificate), .. RawHello.Vector16(s_zlib)];
        byte[] request = RawHello.Message(HandshakeType.CertificateRequest, [0, .. RawHello.Vector16(extensions)]);
        ScriptedServer13 server = new(_client) { Alter = (sent, message) => sent == HandshakeType.EncryptedExtensions ? [.. message, .. request] : message };
        await server.ReceiveHelloAsync();
        server.SendServerHello(server.MakeServerHello());
        server.SendFlight();
        await using TlsStream stream = await server.Connecting;
        // Its own certificate, which is none, comes as it always does.
        byte[] answer = await server.Records.ReceiveMessageAsync();
        Assert.Equal((byte)HandshakeType.Certificate, answer[0]);
    }

    [Theory]
    [InlineData(false, HandshakeType.Certificate), InlineData(false, HandshakeType.CertificateVerify), InlineData(true, HandshakeType.Finished)]
    internal async Task A_client_refuses_a_compressed_certificate_by_its_header(bool resumes, HandshakeType instead)
    {
        byte[]? psk = resumes ? await ScriptedServer13.LeaveSessionAsync(_client) : null;
        ScriptedServer13 server = new(_client)
        {
            Psk = psk,
            Alter = (sent, message) => sent == instead ? RawHello.Message((HandshakeType)CompressedCertificate, s_bomb) : message,
        };
        await server.ReceiveHelloAsync();
        server.SendServerHello(server.MakeServerHello());
        server.SendFlight();
        await Refusal.RequireAsync(server.Records, server.Connecting, TlsFaults.UnexpectedHandshakeMessage);
    }

    [Fact]
    public async Task A_server_refuses_one_of_a_client()
    {
        ScriptedClient13 client = new(_server);
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        await client.ReceiveFlightAsync();
        client.Records.SendMessage(RawHello.Message((HandshakeType)CompressedCertificate, s_bomb));
        await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.UnexpectedHandshakeMessage);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_client_refuses_an_answer_to_what_it_did_not_offer(bool inServerHello)
    {
        ScriptedServer13 server = new(_client);
        await server.ReceiveHelloAsync();
        RawHello hello = server.MakeServerHello();
        if (inServerHello)
            hello.Append(CompressCertificate, s_zlib);
        else
            server.EncryptedExtensions = [.. RawHello.U16(CompressCertificate), .. RawHello.Vector16(s_zlib)];
        server.SendServerHello(hello);
        if (!inServerHello)
            server.SendFlight();
        await Refusal.RequireAsync(server.Records, server.Connecting, TlsFaults.UnsolicitedExtension);
    }
}
