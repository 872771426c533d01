using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>ticket_request of both sides, where it belongs and where not (RFC 9149 §3).</summary>
public sealed class TicketRequestTests
{
    [Theory, Requirement("C235")]
    [InlineData(8, 8), InlineData(9, 8), InlineData(255, 8), InlineData(3, 3), InlineData(0, 0)]
    public async Task A_server_says_how_many_will_come_and_sends_as_many(byte wanted, byte expected)
    {
        await using TlsServer server = Server();
        ScriptedClient13 full = new(server);
        // What is wanted after the other kind of handshake is of no matter.
        full.Hello.Set(ExtensionType.TicketRequest, [wanted, 1]);
        await RequireAsync(full, expected);

        ScriptedClient13 resuming = new(server);
        resuming.Psks.Add(await ScriptedClient13.ObtainTicketAsync(server));
        resuming.Hello.Set(ExtensionType.TicketRequest, [1, wanted]);
        await RequireAsync(resuming, expected);
    }

    [Fact, Requirement("C235")]
    public async Task A_server_that_is_not_asked_says_nothing()
    {
        await using TlsServer server = Server();
        ScriptedClient13 client = new(server);
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        Assert.Null(Expected(await client.ReceiveFlightAsync(HandshakeType.EncryptedExtensions)));
        client.SendFinished();
        await using TlsStream accepted = await client.Accepting;
        Assert.Equal(2, accepted.Info.Resumption.TicketsIssued);
    }

    [Theory, Requirement("C235")]
    [InlineData(new byte[] { 1 }), InlineData(new byte[] { 1, 2, 3 }), InlineData(new byte[0])]
    public async Task A_server_takes_two_counts_and_nothing_else(byte[] body)
    {
        await using TlsServer server = Server();
        ScriptedClient13 client = new(server);
        client.Hello.Set(ExtensionType.TicketRequest, body);
        client.SendHello();
        await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.DecodeError);
    }

    [Theory, Requirement("C236")]
    [InlineData(new byte[] { 2, 3 }), InlineData(null)]
    public async Task After_a_retry_a_server_takes_the_same_counts_and_no_others(byte[]? second)
    {
        await using TlsServer server = Server();
        foreach (bool changed in new[] { false, true })
        {
            ScriptedClient13 client = new(server);
            byte[] shares = client.Hello.Extension(ExtensionType.KeyShare)!;
            client.Hello.Set(ExtensionType.KeyShare, RawExtensions.KeyShares()).Set(ExtensionType.TicketRequest, [2, 2]);
            client.SendHello();
            await client.ReceiveServerHelloAsync();
            client.Hello.Set(ExtensionType.KeyShare, shares);
            if (!changed)
            {
                await RequireAsync(client, 2);
                continue;
            }
            client.Hello.Remove(ExtensionType.TicketRequest);
            if (second is not null)
                client.Hello.Set(ExtensionType.TicketRequest, second);
            client.SendHello();
            await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.InconsistentSecondHello);
        }
    }

    [Fact, Requirement("C236")]
    public async Task A_client_asks_the_same_after_a_retry()
    {
        RecordingClientStore store = new() { Wanted = 5 };
        await using TlsClient client = Client(store);
        ScriptedServer13 server = new(client);
        RawHello first = await server.ReceiveHelloAsync();
        Assert.Equal([5, 5], first.Extension(ExtensionType.TicketRequest));
        // The wish has changed meanwhile; what was said was said.
        store.Wanted = 7;
        server.SendRetry(server.MakeRetry(0x0018));
        Assert.Equal([5, 5], (await server.ReceiveHelloAsync()).Extension(ExtensionType.TicketRequest));
        server.Records.Transport.CompleteWriting();
        await Assert.ThrowsAsync<TlsException>(() => server.Connecting);
    }

    [Theory, Requirement("C236")]
    [InlineData(true), InlineData(false)]
    public async Task A_client_takes_no_answer_in_a_ServerHello_or_a_retry(bool retry)
    {
        await using TlsClient client = Client();
        ScriptedServer13 server = new(client);
        await server.ReceiveHelloAsync();
        if (retry)
            server.SendRetry(server.MakeRetry(0x0018).Append((ushort)ExtensionType.TicketRequest, [1]));
        else
            server.SendServerHello(server.MakeServerHello().Append((ushort)ExtensionType.TicketRequest, [1]));
        await Refusal.RequireAsync(server.Records, server.Connecting, TlsFaults.ForbiddenExtension);
    }

    [Theory, Requirement("C235")]
    [InlineData(new byte[] { 4 }, null), InlineData(new byte[] { 0 }, null)]
    [InlineData(new byte[] { 4, 4 }, AlertDescription.DecodeError), InlineData(new byte[0], AlertDescription.DecodeError)]
    public async Task A_client_takes_one_count_in_EncryptedExtensions(byte[] body, AlertDescription? alert)
    {
        await using TlsClient client = Client();
        ScriptedServer13 server = new(client) { EncryptedExtensions = [.. RawHello.U16((int)ExtensionType.TicketRequest), .. RawHello.Vector16(body)] };
        await server.ReceiveHelloAsync();
        server.SendServerHello(server.MakeServerHello());
        server.SendFlight();
        if (alert is { } refusal)
        {
            await Refusal.RequireAsync(server.Records, server.Connecting, refusal);
            return;
        }
        // A server that announces tickets and sends none has only itself to blame.
        await using TlsStream stream = await server.ReceiveFinishedAsync();
        await server.DeliverAsync(stream);
        Assert.Equal(0, stream.Info.Resumption.TicketsIssued);
    }

    private static async Task RequireAsync(ScriptedClient13 client, byte expected)
    {
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        Assert.Equal(expected, Expected(await client.ReceiveFlightAsync(HandshakeType.EncryptedExtensions)));
        client.SendFinished();
        await using TlsStream accepted = await client.Accepting;
        Assert.Equal(expected, accepted.Info.Resumption.TicketsIssued);
        await accepted.WriteAsync(new byte[] { 1 }, TestContext.Current.CancellationToken);
        for (int i = 0; i < expected; i++)
            await client.ReceiveTicketAsync();
        Assert.Equal([1], await client.Records.ReceiveDataAsync());
    }

    /// <summary>expected_count of EncryptedExtensions.</summary>
    private static byte? Expected(byte[] encryptedExtensions)
    {
        TlsReader reader = new(encryptedExtensions.AsSpan(4));
        TlsReader extensions = new(reader.ReadVector16(0));
        while (extensions.Remaining > 0)
        {
            ushort type = extensions.ReadUInt16();
            byte[] body = extensions.ReadVector16(0).ToArray();
            if (type == (ushort)ExtensionType.TicketRequest)
                return Assert.Single(body);
        }
        return null;
    }

    private static TlsServer Server() => new(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls13));

    private static TlsClient Client(RecordingClientStore? store = null) => new(new TlsClientOptions
    {
        EnabledSslProtocols = SslProtocols.Tls13,
        Groups = [NamedGroup.Secp256r1, NamedGroup.Secp384r1],
        ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
        TimeProvider = TestHosts.Clock(),
        Resumption = new ClientResumptionOptions { Store = store },
    });
}
