using System.Reflection;
using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>Early data is off, and nothing turns it on: no option, no peer, no ticket (RFC 8446 App. E.5).</summary>
public sealed class NoEarlyDataTests : IAsyncLifetime
{
    private readonly TlsServer _server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls13));
    private readonly TlsClient _client = TestPeers.Client(new TlsClientOptions
    {
        EnabledSslProtocols = SslProtocols.Tls13,
        Groups = [NamedGroup.Secp256r1, NamedGroup.Secp384r1],
        ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
        TimeProvider = TestHosts.Clock(),
    });

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _client.DisposeAsync();
    }

    [Fact, Requirement("C161", "C164", "C247")]
    public void No_public_member_speaks_of_it()
    {
        MemberInfo[] members = [.. typeof(TlsServer).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static))];
        Assert.NotEmpty(members);
        Assert.DoesNotContain(members, member => member.Name.Contains("Early", StringComparison.Ordinal) && member.DeclaringType?.IsEnum != true);
    }

    [Fact, Requirement("C161", "C247")]
    public async Task A_server_allows_none_in_its_tickets()
    {
        ScriptedClient13 client = new(_server);
        await using TlsStream accepted = await client.ConnectAsync();
        for (int i = 0; i < accepted.Info.Resumption.TicketsIssued; i++)
        {
            byte[] message = await client.Records.ReceiveMessageAsync(HandshakeType.NewSessionTicket);
            Assert.Equal([0, 0], message[^2..]);
        }
    }

    [Theory, Requirement("C161", "C158", "N96")]
    [InlineData(true), InlineData(false)]
    public async Task A_server_passes_the_wish_over_and_goes_on_without(bool resumes)
    {
        ScriptedClient13 client = new(_server);
        if (resumes)
            client.Psks.Add(await ScriptedClient13.ObtainTicketAsync(_server));
        client.Hello.Set(ExtensionType.EarlyData, []);
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        byte[] extensions = await client.ReceiveFlightAsync(HandshakeType.EncryptedExtensions);
        Assert.False(Has(extensions, ExtensionType.EarlyData));
        // Refused, so there is no EndOfEarlyData: Finished follows, and the server sends none itself.
        Assert.DoesNotContain(HandshakeType.EndOfEarlyData, client.Flight);
        client.SendFinished();
        await using TlsStream accepted = await client.Accepting;
        Assert.Equal(resumes, accepted.Info.Resumption.IsResumed);
        client.Records.Send(ContentType.ApplicationData, [7]);
        Assert.Equal(1, await accepted.ReadAsync(new byte[1].AsMemory(), TestContext.Current.CancellationToken));
    }

    [Theory, Requirement("C158", "N101")]
    [InlineData(true), InlineData(false)]
    public async Task A_server_that_refused_it_takes_no_end_of_it(bool empty)
    {
        ScriptedClient13 client = new(_server);
        client.Psks.Add(await ScriptedClient13.ObtainTicketAsync(_server));
        client.Hello.Set(ExtensionType.EarlyData, []);
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        await client.ReceiveFlightAsync();
        client.Records.SendMessage(RawHello.Message(HandshakeType.EndOfEarlyData, empty ? [] : [0]));
        await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.UnexpectedHandshakeMessage);
    }

    [Fact, Requirement("N96")]
    public async Task Early_records_that_were_not_announced_are_refused()
    {
        ScriptedClient13 client = new(_server);
        client.Psks.Add(await ScriptedClient13.ObtainTicketAsync(_server));
        client.SendHello();
        client.Records.SendBytes([23, 3, 3, 0, 40, .. new byte[40]]);
        await client.ReceiveServerHelloAsync();
        await client.ReceiveFlightAsync();
        await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.BadRecord);
    }

    [Theory, Requirement("N99")]
    [InlineData(true), InlineData(false)]
    public async Task After_a_retry_early_records_end_with_the_second_hello(bool announced)
    {
        ScriptedClient13 client = new(_server);
        byte[] shares = client.Hello.Extension(ExtensionType.KeyShare)!;
        client.Hello.Set(ExtensionType.KeyShare, RawExtensions.KeyShares());
        if (announced)
            client.Hello.Set(ExtensionType.EarlyData, []);
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        client.Hello.Set(ExtensionType.KeyShare, shares).Remove(ExtensionType.EarlyData);
        client.SendHello();
        client.Records.SendBytes([23, 3, 3, 0, 40, .. new byte[40]]);
        await client.ReceiveServerHelloAsync();
        await client.ReceiveFlightAsync();
        await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.BadRecord);
    }

    [Fact, Requirement("C161")]
    public async Task A_client_does_not_send_any_however_much_a_ticket_allows()
    {
        ScriptedServer13 first = new(_client);
        await using (TlsStream stream = await first.AcceptAsync())
        {
            first.SendTicket(extensions: [0, 42, 0, 4, 0xff, 0xff, 0xff, 0xff]);
            await first.DeliverAsync(stream);
        }
        ScriptedServer13 server = new(_client);
        RawHello hello = await server.ReceiveHelloAsync();
        Assert.True(hello.Has(ExtensionType.PreSharedKey));
        Assert.False(hello.Has(ExtensionType.EarlyData));
        // Nor in the second hello, and nothing but the hello goes out before the server has spoken.
        server.SendRetry(server.MakeRetry(0x0018));
        Assert.False((await server.ReceiveHelloAsync()).Has(ExtensionType.EarlyData));
        Assert.Equal(0, server.Records.Transport.Available);
        server.Records.Transport.CompleteWriting();
        await Assert.ThrowsAsync<TlsException>(() => server.Connecting);
    }

    [Theory, Requirement("C158")]
    [InlineData(true, HandshakeType.EncryptedExtensions), InlineData(true, HandshakeType.Finished)]
    [InlineData(false, HandshakeType.EncryptedExtensions), InlineData(false, HandshakeType.Certificate), InlineData(false, HandshakeType.CertificateVerify), InlineData(false, HandshakeType.Finished)]
    internal async Task A_client_takes_no_end_of_it_from_a_server(bool resumes, HandshakeType instead)
    {
        byte[]? psk = resumes ? await ScriptedServer13.LeaveSessionAsync(_client) : null;
        ScriptedServer13 server = new(_client)
        {
            Psk = psk,
            Alter = (type, message) => type == instead ? RawHello.Message(HandshakeType.EndOfEarlyData, []) : message,
        };
        await server.ReceiveHelloAsync();
        server.SendServerHello(server.MakeServerHello());
        server.SendFlight();
        await Refusal.RequireAsync(server.Records, server.Connecting, TlsFaults.UnexpectedHandshakeMessage);
    }

    [Fact, Requirement("C158")]
    public async Task Nor_after_the_handshake()
    {
        ScriptedServer13 server = new(_client);
        await using TlsStream stream = await server.AcceptAsync();
        server.Records.SendMessage(RawHello.Message(HandshakeType.EndOfEarlyData, []));
        await Refusal.RequireAsync(server.Records, stream, TlsFaults.UnexpectedHandshakeMessage);
    }

    private static bool Has(byte[] encryptedExtensions, ExtensionType type)
    {
        TlsReader reader = new(encryptedExtensions.AsSpan(4));
        TlsReader extensions = new(reader.ReadVector16(0));
        while (extensions.Remaining > 0)
        {
            if (extensions.ReadUInt16() == (ushort)type)
                return true;
            extensions.ReadVector16(0);
        }
        return false;
    }
}
