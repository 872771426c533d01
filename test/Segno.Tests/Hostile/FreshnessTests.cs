using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>What is new on every connection: key shares (RFC 9846 §4.3.8), randoms, cookies; and the version behind a retry, which is not.</summary>
public sealed class FreshnessTests
{
    [Fact, Requirement("C111")]
    public async Task A_client_never_sends_a_share_twice()
    {
        await using TlsClient client = Client(SslProtocols.Tls12 | SslProtocols.Tls13);
        HashSet<string> shares = [];
        HashSet<string> randoms = [];
        for (int i = 0; i < 1000; i++)
        {
            RawHello hello = await CapturedHello.OfAsync(client);
            Assert.True(randoms.Add(Convert.ToHexString(hello.Random)));
            foreach (string share in SharesOf(hello))
                Assert.True(shares.Add(share));
        }
        // X25519 and P-256, each of them new each time.
        Assert.Equal(2000, shares.Count);
    }

    [Fact, Requirement("C111")]
    public async Task A_retry_and_a_resumption_bring_new_shares_too()
    {
        await using TlsClient client = Client(SslProtocols.Tls13);
        HashSet<string> shares = [];
        byte[]? psk = null;
        for (int i = 0; i < 3; i++)
        {
            ScriptedServer13 server = new(client) { Psk = psk };
            RawHello first = await server.ReceiveHelloAsync();
            Assert.Equal(psk is not null, first.Has(ExtensionType.PreSharedKey));
            server.SendRetry(server.MakeRetry(0x0018));
            RawHello second = await server.ReceiveHelloAsync();
            foreach (string share in SharesOf(first).Concat(SharesOf(second)))
                Assert.True(shares.Add(share));
            server.Records.Transport.CompleteWriting();
            await Assert.ThrowsAsync<TlsException>(() => server.Connecting);
            psk = await ScriptedServer13.LeaveSessionAsync(client);
        }
        Assert.Equal(9, shares.Count);
    }

    [Theory, Requirement("C111")]
    [InlineData(SslProtocols.Tls12), InlineData(SslProtocols.Tls13)]
    public async Task A_server_never_sends_a_share_twice(SslProtocols version)
    {
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), version));
        HashSet<string> shares = [];
        HashSet<string> randoms = [];
        for (int i = 0; i < 200; i++)
        {
            // The same hello, share included, again and again.
            (RawHello answer, byte[] share) = version == SslProtocols.Tls12 ? await Share12Async(server) : await Share13Async(server);
            Assert.True(randoms.Add(Convert.ToHexString(answer.Random)));
            Assert.True(shares.Add(Convert.ToHexString(share)));
        }
    }

    [Fact, Requirement("C107")]
    public async Task A_cookie_is_returned_once_and_never_to_another_connection()
    {
        await using TlsClient client = Client(SslProtocols.Tls13);
        for (byte i = 0; i < 3; i++)
        {
            ScriptedServer13 server = new(client);
            Assert.False((await server.ReceiveHelloAsync()).Has(ExtensionType.Cookie));
            byte[] cookie = RawHello.Vector16([1, 2, i]);
            server.SendRetry(server.MakeRetry(0x0018).Set(ExtensionType.Cookie, cookie));
            Assert.Equal(cookie, (await server.ReceiveHelloAsync()).Extension(ExtensionType.Cookie));
            server.Records.Transport.CompleteWriting();
            await Assert.ThrowsAsync<TlsException>(() => server.Connecting);
        }
    }

    [Theory, Requirement("C103")]
    [InlineData("TLS 1.2"), InlineData("without supported_versions"), InlineData("another suite")]
    public async Task Version_and_suite_of_a_retry_hold_for_the_ServerHello(string what)
    {
        await using TlsClient client = Client(SslProtocols.Tls12 | SslProtocols.Tls13);
        ScriptedServer13 server = new(client);
        await server.ReceiveHelloAsync();
        server.SendRetry(server.MakeRetry(0x0018));
        await server.ReceiveHelloAsync();
        RawHello hello = server.MakeServerHello();
        if (what == "TLS 1.2")
            hello = ScriptedServer12.MakeServerHello();
        else if (what == "another suite")
            hello.Suites = [0x1303];
        else
            hello.Remove(ExtensionType.SupportedVersions);
        server.Records.SendMessage(hello.Encode());
        await Refusal.RequireAsync(server.Records, server.Connecting, AlertDescription.IllegalParameter);
    }

    private static async Task<(RawHello Hello, byte[] Share)> Share12Async(TlsServer server)
    {
        ScriptedClient12 client = new(server);
        client.Hello.Random = new byte[32];
        client.SendHello();
        RawHello answer = await client.ReceiveServerHelloAsync();
        await client.Records.ReceiveMessageAsync(HandshakeType.Certificate);
        byte[] exchange = await client.Records.ReceiveMessageAsync(HandshakeType.ServerKeyExchange);
        client.Records.Transport.CompleteWriting();
        await Assert.ThrowsAsync<TlsException>(() => client.Accepting);
        return (answer, exchange[8..(8 + exchange[7])]);
    }

    private static readonly RawKeyShare s_share = new();

    private static async Task<(RawHello Hello, byte[] Share)> Share13Async(TlsServer server)
    {
        ScriptedClient13 client = new(server);
        client.Hello.Random = new byte[32];
        client.Hello.Set(ExtensionType.KeyShare, RawExtensions.KeyShares(RawExtensions.KeyShareEntry(RawExtensions.P256, s_share.Public)));
        client.SendHello();
        byte[] message = await client.Records.ReceiveMessageAsync(HandshakeType.ServerHello);
        client.Records.Transport.CompleteWriting();
        await Assert.ThrowsAsync<TlsException>(() => client.Accepting);
        RawHello answer = RawHello.Parse(message.AsSpan(4), HandshakeType.ServerHello);
        return (answer, answer.Extension(ExtensionType.KeyShare)!);
    }

    private static List<string> SharesOf(RawHello hello)
    {
        List<string> shares = [];
        TlsReader reader = new(hello.Extension(ExtensionType.KeyShare)!);
        TlsReader entries = new(reader.ReadVector16(0));
        while (entries.Remaining > 0)
        {
            entries.ReadUInt16();
            shares.Add(Convert.ToHexString(entries.ReadVector16(1)));
        }
        return shares;
    }

    private static TlsClient Client(SslProtocols versions) => new(new TlsClientOptions
    {
        EnabledSslProtocols = versions,
        Groups = [NamedGroup.X25519, NamedGroup.Secp256r1, NamedGroup.Secp384r1],
        KeyShareGroups = [NamedGroup.X25519, NamedGroup.Secp256r1],
        ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
        TimeProvider = TestHosts.Clock(),
    });
}
