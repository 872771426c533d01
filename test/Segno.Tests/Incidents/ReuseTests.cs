using System.Net.Security;
using System.Security.Authentication;
using Segno.Testing;
using Segno.Tests.Behaviour;
using Segno.Tests.Hostile;
using Segno.Wire;

namespace Segno.Tests.Incidents;

/// <summary>
/// Nothing of one connection is found in the next, though buffers are: wolfSSL crashed when an object was used again for a resumption, on large
/// tickets after some thirty sessions, and on a hello of many equal suites with resumption and a retry (CVE-2022-38152, -38153, -39173).
/// </summary>
[Requirement("A16")]
public sealed class ReuseTests
{
    [Theory, Requirement("N128"), InlineData(SslProtocols.Tls12), InlineData(SslProtocols.Tls13)]
    public async Task Connections_of_every_kind_follow_each_other_and_know_nothing_of_each_other(SslProtocols version)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server(TestHosts.Host(clients: ClientCertificateMode.Optional, protocols: [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11]));
        TlsClient known = arena.Client(identity: TestPki.Clients.Issue(KeyKind.EcdsaP256, "client.example"), protocols: [SslApplicationProtocol.Http2]);
        TlsClient nobody = arena.Client(resumption: new ClientResumptionOptions { Enabled = false });
        HashSet<string> exported = [];
        for (int i = 0; i < 20; i++)
        {
            HandshakePair first = await arena.ConnectAsync(known, server);
            Assert.Equal((i > 0, 2, SslApplicationProtocol.Http2), (first.Server.Info.Resumption.IsResumed, first.Server.PeerCertificates.Count, first.Server.NegotiatedApplicationProtocol));
            Assert.True(exported.Add(Convert.ToHexString(first.Server.Exported())));
            await first.CloseAsync(arena.Cancellation);

            // One that is given up in the middle of a resumption.
            (DuplexStream client, DuplexStream accepted) = DuplexStream.CreatePair();
            Task<TlsStream> accepting = server.AcceptAsync(accepted, arena.Cancellation).AsTask();
            client.Write([22, 3, 1, 0, 4, 1, 0, 0, 200]);
            client.CompleteWriting();
            await Assert.ThrowsAnyAsync<IOException>(() => accepting);

            HandshakePair second = await arena.ConnectAsync(nobody, server);
            ResumptionInfo account = second.Server.Info.Resumption;
            Assert.Equal((ResumptionKind.Full, false, ResumptionDecline.None, (string?)null), (account.Kind, account.Offered, account.Decline, account.KeyName));
            Assert.Empty(second.Server.PeerCertificates);
            Assert.Equal(default, second.Server.NegotiatedApplicationProtocol);
            Assert.True(exported.Add(Convert.ToHexString(second.Server.Exported())));
            await second.CloseAsync(arena.Cancellation);
        }
    }

    [Fact, Requirement("N75")]
    public async Task Large_tickets_come_again_and_again()
    {
        await using TlsClient client = TestPeers.Client(new TlsClientOptions
        {
            EnabledSslProtocols = SslProtocols.Tls13,
            Groups = [NamedGroup.Secp256r1],
            ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
            TimeProvider = TestHosts.Clock(),
        });
        byte[]? psk = null;
        for (int i = 0; i < 40; i++)
        {
            ScriptedServer13 server = new(client) { Psk = psk };
            await using TlsStream stream = await server.AcceptAsync();
            Assert.Equal(i > 0, stream.Info.Resumption.IsResumed);
            psk = server.SendTicket([.. Enumerable.Repeat((byte)i, 16_000 + i)]);
            await server.DeliverAsync(stream);
        }
    }

    [Theory, Requirement("N126"), InlineData(false), InlineData(true)]
    public async Task A_hello_of_as_many_equal_suites_as_there_is_room_for_resumes_also_after_a_retry(bool retry)
    {
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls13));
        RawPsk psk = await ScriptedClient13.ObtainTicketAsync(server);
        ScriptedClient13 client = new(server);
        byte[] shares = client.Hello.Extension(ExtensionType.KeyShare)!;
        client.Hello.Suites = [.. Enumerable.Repeat((ushort)0x1301, 32_766)];
        client.Psks.Add(psk);
        if (retry)
        {
            client.Hello.Set(ExtensionType.KeyShare, RawExtensions.KeyShares());
            client.SendHello();
            Assert.False((await client.ReceiveServerHelloAsync()).Has(ExtensionType.PreSharedKey));
            client.Hello.Set(ExtensionType.KeyShare, shares);
        }
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal((ResumptionKind.PskDhe, retry), (accepted.Info.Resumption.Kind, accepted.Info.HelloRetryRequest));
    }

    [Fact, Requirement("N126")]
    public async Task So_does_one_of_TLS_12()
    {
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls12));
        ScriptedClient12 first = new(server, ticket: []);
        await using (await first.ConnectAsync())
        {
        }
        ScriptedClient12 client = new(server, ticket: first.Ticket) { Master = first.Master };
        client.Hello.Suites = [.. Enumerable.Repeat((ushort)0xc02b, 32_766)];
        await using TlsStream accepted = await client.ConnectAsync(expectResumption: true);
        Assert.Equal(ResumptionKind.Ticket, accepted.Info.Resumption.Kind);
    }
}
