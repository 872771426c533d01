using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using Segno.Crypto;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>Binders against a second computation, for both hashes and across a HelloRetryRequest (RFC 8446 §4.2.11.2, §7.1).</summary>
public sealed class BinderTests
{
    private const TlsCipherSuite Sha256 = TlsCipherSuite.TLS_AES_128_GCM_SHA256;
    private const TlsCipherSuite Sha384 = TlsCipherSuite.TLS_AES_256_GCM_SHA384;

    [Theory, Requirement("C129", "C130", "C131")]
    [InlineData(Sha256, false), InlineData(Sha256, true), InlineData(Sha384, false), InlineData(Sha384, true)]
    public async Task A_client_binds_with_the_hash_of_the_PSK_and_the_label_of_a_resumption(TlsCipherSuite suite, bool retry)
    {
        RecordingObserver sees = new();
        await using TlsServer server = Server([suite]);
        await using TlsClient client = Client([suite], retry, sees);
        await using HandshakePair first = await HandshakePair.ConnectAsync(client, server, cancellationToken: TestContext.Current.CancellationToken);
        await first.SettleAsync(TestContext.Current.CancellationToken);
        using TlsClientSession session = first.Client.ExportSession()!;
        byte[] psk = session.Session.Secret.Span.ToArray();
        HashAlgorithmName hash = suite == Sha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA384;
        int length = suite == Sha256 ? 32 : 48;
        Assert.Equal(length, psk.Length);

        sees.Clear();
        TlsConnectOptions connect = new() { ServerName = TestHosts.Name, Session = session };
        await using HandshakePair second = await HandshakePair.ConnectAsync(client, server, connect, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((ResumptionKind.PskDhe, retry), (second.Server.Info.Resumption.Kind, second.Client.Info.HelloRetryRequest));
        byte[][] hellos = [.. sees.All.Where(sighting => sighting.Type == HandshakeType.ClientHello).Select(sighting => sighting.Encoded)];
        Assert.Equal(retry ? 2 : 1, hellos.Length);
        // One binder at the end of the hello, behind the list's length and its own.
        byte[] truncated = hellos[^1][..^(length + 3)];
        byte[] before = retry
            ? [.. RawHello.Message(HandshakeType.MessageHash, CryptographicOperations.HashData(hash, hellos[0])), .. sees.First(HandshakeType.ServerHello)]
            : [];
        byte[] sent = hellos[^1][^length..];
        Assert.Equal(Binder(hash, psk, "res binder", [.. before, .. truncated]), sent);
        Assert.NotEqual(Binder(hash, psk, "ext binder", [.. before, .. truncated]), sent);
        Assert.NotEqual(Binder(hash, psk, "imp binder", [.. before, .. truncated]), sent);
        if (retry)
            Assert.Equal(Binder(hash, psk, "res binder", hellos[0][..^(length + 3)]), hellos[0][^length..]);
    }

    [Theory, Requirement("C131")]
    [InlineData("ext binder", false), InlineData("imp binder", false), InlineData("res binder", true)]
    public async Task A_server_takes_the_label_of_a_resumption_for_its_tickets_and_no_other(string label, bool taken)
    {
        await using TlsServer server = Server([Sha256]);
        ScriptedClient13 client = new(server) { BinderLabel = label };
        client.Psks.Add(await ScriptedClient13.ObtainTicketAsync(server));
        if (taken)
        {
            await using TlsStream accepted = await client.ConnectAsync();
            Assert.True(accepted.Info.Resumption.IsResumed);
            return;
        }
        client.SendHello();
        await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.BinderMismatch);
    }

    [Theory, Requirement("C130", "C132", "C133")]
    [InlineData(true), InlineData(false)]
    public async Task A_PSK_of_another_hash_than_the_retrys_is_passed_over_kept_or_dropped(bool kept)
    {
        using StekTicketProtector keys = new(TimeSpan.FromHours(1), TimeSpan.FromHours(1), TestHosts.Clock(), TlsRandom.System);
        RawPsk psk;
        await using (TlsServer before = Server([Sha256], keys))
            psk = await ScriptedClient13.ObtainTicketAsync(before);
        await using TlsServer server = Server([Sha384, Sha256], keys);
        ScriptedClient13 client = new(server);
        client.Hello.Suites = [0x1301, 0x1302];
        client.Psks.Add(psk);
        byte[] shares = client.Hello.Extension(ExtensionType.KeyShare)!;
        client.Hello.Set(ExtensionType.KeyShare, RawExtensions.KeyShares());
        client.SendHello();
        RawHello retry = await client.ReceiveServerHelloAsync();
        Assert.Equal(0x1302, retry.Suites[0]);

        client.Hello.Set(ExtensionType.KeyShare, shares);
        if (!kept)
            client.Psks.Clear();
        client.SendHello();
        byte[] message = await client.Records.ReceiveMessageAsync(HandshakeType.ServerHello);
        RawHello answer = RawHello.Parse(message.AsSpan(4), HandshakeType.ServerHello);
        Assert.Equal((0x1302, false), (answer.Suites[0], answer.Has(ExtensionType.PreSharedKey)));
    }

    [Theory, Requirement("C130", "C133")]
    [InlineData(0x1302, false), InlineData(0x1303, true), InlineData(0x1301, true)]
    public async Task A_client_drops_a_PSK_whose_hash_the_retry_rules_out_and_keeps_any_other(int suite, bool kept)
    {
        await using TlsClient client = Client(null, retry: false);
        byte[] psk = await ScriptedServer13.LeaveSessionAsync(client);
        ScriptedServer13 server = new(client);
        RawHello first = await server.ReceiveHelloAsync();
        Assert.True(first.Has(ExtensionType.PreSharedKey));
        byte[] hello = server.ClientHelloBytes;
        RawHello retry = server.MakeRetry(0x0018);
        retry.Suites = [(ushort)suite];
        server.SendRetry(retry);
        RawHello second = await server.ReceiveHelloAsync();
        Assert.Equal(kept, second.Has(ExtensionType.PreSharedKey));
        if (kept)
        {
            // The synthetic message is hashed with the retry's suite, which here has the PSK's hash.
            byte[] bound = [.. RawCrypto.MessageHash(hello), .. retry.Encode(), .. server.ClientHelloBytes[..^35]];
            Assert.Equal(RawCrypto.Binder(psk, bound), server.ClientHelloBytes[^32..]);
        }
        server.Records.Transport.CompleteWriting();
        await Assert.ThrowsAsync<TlsException>(() => server.Connecting);
    }

    /// <summary>RFC 8446 §4.2.11.2 and §7.1 for any hash, without a line of Segno's.</summary>
    private static byte[] Binder(HashAlgorithmName hash, byte[] psk, string label, byte[] messages)
    {
        int length = CryptographicOperations.HashData(hash, []).Length;
        byte[] early = HKDF.Extract(hash, psk, new byte[length]);
        byte[] binderKey = Expand(early, label, CryptographicOperations.HashData(hash, []));
        return CryptographicOperations.HmacData(hash, Expand(binderKey, "finished", []), CryptographicOperations.HashData(hash, messages));

        byte[] Expand(byte[] secret, string label, byte[] context) => HKDF.Expand(
            hash, secret, length, [.. RawHello.U16(length), .. RawHello.Vector8(Encoding.ASCII.GetBytes("tls13 " + label)), .. RawHello.Vector8(context)]);
    }

    private static TlsServer Server(IReadOnlyList<TlsCipherSuite> suites, ITicketProtector? keys = null) => new(new TlsServerOptions
    {
        Host = TestHosts.Host(),
        EnabledSslProtocols = SslProtocols.Tls13,
        CipherSuites = suites,
        Groups = [NamedGroup.Secp256r1],
        TimeProvider = TestHosts.Clock(),
        Resumption = new ServerResumptionOptions { TicketProtector = keys },
    });

    private static TlsClient Client(IReadOnlyList<TlsCipherSuite>? suites, bool retry, RecordingObserver? observer = null) => new(new TlsClientOptions
    {
        EnabledSslProtocols = SslProtocols.Tls13,
        CipherSuites = suites,
        Groups = [NamedGroup.Secp256r1, NamedGroup.Secp384r1],
        KeyShareGroups = [retry ? NamedGroup.Secp384r1 : NamedGroup.Secp256r1],
        ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
        TimeProvider = TestHosts.Clock(),
        Observer = observer,
    });
}
