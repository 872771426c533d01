using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>When a server's tickets come, and what a client does with them that does not want any.</summary>
public sealed class TicketOrderTests
{
    [Theory, Requirement("C180")]
    [InlineData(ClientCertificateMode.None), InlineData(ClientCertificateMode.Optional)]
    public async Task A_server_issues_nothing_before_it_has_verified_the_clients_Finished(ClientCertificateMode mode)
    {
        RecordingObserver observer = new();
        await using TlsServer server = TestPeers.Server(new TlsServerOptions
        {
            Host = TestHosts.Host(clients: mode),
            EnabledSslProtocols = SslProtocols.Tls13,
            TimeProvider = TestHosts.Clock(),
            Observer = observer,
        });
        foreach (bool right in new[] { false, true })
        {
            observer.Clear();
            ScriptedClient13 client = new(server);
            client.SendHello();
            await client.ReceiveServerHelloAsync();
            await client.ReceiveFlightAsync();
            Assert.Equal(0, client.Records.Transport.Available);
            Assert.DoesNotContain(HandshakeType.NewSessionTicket, observer.Sent);
            if (mode == ClientCertificateMode.Optional)
                client.SendSealed(RawHello.Message(HandshakeType.Certificate, [0, 0, 0, 0]));
            byte[] finished = client.MakeFinished();
            if (!right)
                finished[^1] ^= 1;
            client.SendSealed(finished);
            if (!right)
            {
                await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.BadFinished);
                Assert.DoesNotContain(HandshakeType.NewSessionTicket, observer.Sent);
                continue;
            }
            await using TlsStream accepted = await client.Accepting;
            Assert.Equal(2, observer.Sent.Count(type => type == HandshakeType.NewSessionTicket));
        }
    }

    [Fact, Requirement("C185")]
    public async Task A_TLS_13_client_that_does_not_resume_passes_tickets_over()
    {
        RecordingClientStore store = new();
        await using TlsClient client = Client(SslProtocols.Tls13, store);
        ScriptedServer13 server = new(client);
        RawHello hello = await server.ReceiveHelloAsync();
        Assert.False(hello.Has(ExtensionType.PskKeyExchangeModes));
        Assert.Equal([0, 0], hello.Extension(ExtensionType.TicketRequest));
        server.SendServerHello(server.MakeServerHello());
        server.SendFlight();
        await using TlsStream stream = await server.ReceiveFinishedAsync();
        for (int i = 0; i < 5; i++)
            server.SendTicket(nonce: [(byte)i], extensions: [0, 42, 0, 4, 0, 0, 0x40, 0]);
        await server.DeliverAsync(stream);
        Assert.Null(stream.ExportSession());
        Assert.Equal((0, 0), (store.Puts, store.Count));
        // What is not well formed is refused all the same.
        server.SendTicket([]);
        await Refusal.RequireAsync(server.Records, stream, AlertDescription.DecodeError);
    }

    [Fact, Requirement("C185")]
    public async Task A_TLS_12_client_that_does_not_resume_asks_for_none_and_keeps_no_session()
    {
        RecordingClientStore store = new();
        await using TlsClient client = Client(SslProtocols.Tls12, store);
        ScriptedServer12 server = new(client);
        Assert.False((await server.ReceiveHelloAsync()).Has(ExtensionType.SessionTicket));
        server.SendFullFlight(ScriptedServer12.MakeServerHello(new byte[32]));
        await server.ReceiveClientFlightAsync();
        server.SendFinished();
        await using TlsStream stream = await server.Connecting;
        Assert.Equal((0, 0), (store.Puts, store.Count));

        // Promised unasked, one is refused with the promise.
        ScriptedServer12 generous = new(client);
        await generous.ReceiveHelloAsync();
        generous.SendServerHello(ScriptedServer12.MakeServerHello(ticket: true));
        await Refusal.RequireAsync(generous.Records, generous.Connecting, TlsFaults.UnsolicitedExtension);
    }

    private static TlsClient Client(SslProtocols version, RecordingClientStore store) => new(new TlsClientOptions
    {
        EnabledSslProtocols = version,
        Groups = [NamedGroup.Secp256r1],
        ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
        TimeProvider = TestHosts.Clock(),
        Resumption = new ClientResumptionOptions { Enabled = false, Store = store },
    });
}
