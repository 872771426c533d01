using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>A server against TLS 1.2 clients: session IDs, tickets, and extended_master_secret in every combination of RFC 7627 §5.3.</summary>
public sealed class ServerTls12Tests
{
    [Fact, Requirement("C001", "C020", "C081", "C086")]
    public async Task A_session_ID_resumes_under_the_same_ID_and_without_certificates()
    {
        await using TlsServer server = Server(tickets: false);
        ScriptedClient12 first = new(server);
        await using (TlsStream stream = await first.ConnectAsync())
            Assert.Equal(32, first.ServerHello!.SessionId.Length);
        ScriptedClient12 second = new(server) { Master = first.Master };
        second.Hello.SessionId = first.ServerHello.SessionId;
        // Right behind the ServerHello come change_cipher_spec and Finished: the script takes nothing else.
        await using TlsStream accepted = await second.ConnectAsync(expectResumption: true);
        Assert.Equal(first.ServerHello.SessionId, second.ServerHello!.SessionId);
        Assert.Equal(ResumptionKind.SessionId, accepted.Info.Resumption.Kind);
        // Secure renegotiation is indicated again, the name is not.
        Assert.Equal([0], second.ServerHello.Extension(ExtensionType.RenegotiationInfo));
        Assert.False(second.ServerHello.Has(ExtensionType.ServerName));
        Assert.False(second.ServerHello.Has(ExtensionType.SignatureAlgorithms));
    }

    [Fact]
    public async Task A_client_without_supported_groups_gets_no_ECDHE()
    {
        await using TlsServer server = Server(tickets: false);
        ScriptedClient12 client = new(server);
        client.Hello.Remove(ExtensionType.SupportedGroups);
        client.SendHello();
        await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.HandshakeFailure);
    }

    [Theory, Requirement("C002", "C011")]
    [InlineData(1), InlineData(31), InlineData(32)]
    public async Task An_unknown_session_ID_is_a_full_handshake_under_another(int length)
    {
        await using TlsServer server = Server(tickets: false);
        ScriptedClient12 client = new(server);
        client.Hello.SessionId = [.. Enumerable.Repeat((byte)'*', length)];
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.NotEqual(client.Hello.SessionId, client.ServerHello!.SessionId);
        Assert.Equal((ResumptionKind.Full, ResumptionDecline.UnknownSession), (accepted.Info.Resumption.Kind, accepted.Info.Resumption.Decline));
    }

    [Fact, Requirement("C011")]
    public async Task A_prefix_of_a_session_ID_names_nothing()
    {
        await using TlsServer server = Server(tickets: false);
        ScriptedClient12 first = new(server);
        await using (await first.ConnectAsync())
        {
        }
        ScriptedClient12 second = new(server);
        second.Hello.SessionId = first.ServerHello!.SessionId[..31];
        await using TlsStream accepted = await second.ConnectAsync();
        Assert.Equal(ResumptionDecline.UnknownSession, accepted.Info.Resumption.Decline);
    }

    [Fact, Requirement("C012")]
    public async Task A_session_ID_of_33_bytes_cannot_be_decoded()
    {
        await using TlsServer server = Server();
        ScriptedClient12 client = new(server);
        client.Hello.SessionId = new byte[33];
        client.SendHello();
        await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.DecodeError);
    }

    [Fact, Requirement("C040")]
    public async Task Beside_a_ticket_the_session_ID_is_not_looked_up()
    {
        RecordingSessionStore store = new();
        await using TlsServer server = Server(store: store);
        ScriptedClient12 byId = new(server);
        await using (await byId.ConnectAsync())
        {
        }
        Assert.Equal((1, 0), (store.Puts, store.Gets));
        ScriptedClient12 client = new(server, ticket: [1, 2, 3]) { Master = byId.Master };
        client.Hello.SessionId = byId.ServerHello!.SessionId;
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal((ResumptionKind.Full, 0), (accepted.Info.Resumption.Kind, store.Gets));
    }

    [Fact, Requirement("C031", "C032", "C043")]
    public async Task A_server_that_issues_a_ticket_sends_no_session_ID()
    {
        await using TlsServer server = Server();
        ScriptedClient12 client = new(server, ticket: []);
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Empty(client.ServerHello!.SessionId);
        Assert.Empty(client.ServerHello.Extension(ExtensionType.SessionTicket)!);
        Assert.NotEmpty(client.Ticket!);
    }

    [Fact]
    public async Task A_wrong_Finished_gets_no_ticket_and_leaves_no_session()
    {
        RecordingSessionStore store = new();
        await using TlsServer server = Server(store: store);
        foreach (byte[]? ticket in new byte[]?[] { [], null })
        {
            ScriptedClient12 client = new(server, ticket: ticket);
            client.SendHello();
            await client.ReceiveServerHelloAsync();
            await client.Records.ReceiveMessageAsync(HandshakeType.Certificate);
            byte[] exchange = await client.Records.ReceiveMessageAsync(HandshakeType.ServerKeyExchange);
            Assert.Equal(65, exchange[7]);
            await client.Records.ReceiveMessageAsync(HandshakeType.ServerHelloDone);
            client.SendMessage(RawHello.Message(HandshakeType.ClientKeyExchange, RawHello.Vector8(new RawKeyShare().Public)));
            client.Master = new byte[48];
            client.SendFinished();
            await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.BadRecordMac);
        }
        Assert.Equal(0, store.Puts);
    }

    [Fact, Requirement("N43", "E3", "A12")]
    public async Task A_session_with_EMS_offered_without_it_ends_the_handshake()
    {
        await using TlsServer server = Server();
        (byte[] ticket, byte[] master) = await TicketAsync(server, ems: true);
        ScriptedClient12 client = new(server, ems: false, ticket: ticket) { Master = master };
        client.SendHello();
        await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.HandshakeFailure);
    }

    [Fact, Requirement("N44", "E4", "A12")]
    public async Task A_session_without_EMS_offered_with_it_is_a_full_handshake()
    {
        await using TlsServer server = Server(allowWithoutEms: true);
        (byte[] ticket, byte[] master) = await TicketAsync(server, ems: false);
        ScriptedClient12 client = new(server, ems: true, ticket: ticket) { Master = master };
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal((ResumptionKind.Full, ResumptionDecline.ExtendedMasterSecretMismatch), (accepted.Info.Resumption.Kind, accepted.Info.Resumption.Decline));
        Assert.True(client.ServerHello!.Has(ExtensionType.ExtendedMasterSecret));
    }

    [Theory, Requirement("C063", "A12")]
    [InlineData(true, true), InlineData(true, false), InlineData(false, true), InlineData(false, false)]
    public async Task Without_EMS_a_connection_works_and_resumes_only_where_that_is_allowed(bool allowed, bool byTicket)
    {
        await using TlsServer server = Server(tickets: byTicket, allowWithoutEms: allowed);
        ScriptedClient12 first = new(server, ems: false, ticket: byTicket ? [] : null);
        await using (TlsStream stream = await first.ConnectAsync())
        {
            Assert.False(stream.Info.ExtendedMasterSecret);
            Assert.False(first.ServerHello!.Has(ExtensionType.ExtendedMasterSecret));
            Assert.Throws<InvalidOperationException>(() => stream.Exported());
            Assert.Equal(allowed ? TicketRefusal.None : TicketRefusal.NotResumable, stream.Info.Resumption.NotIssued);
        }
        if (!allowed)
        {
            Assert.Null(first.Ticket);
            Assert.Empty(first.ServerHello!.SessionId);
            return;
        }
        ScriptedClient12 second = new(server, ems: false, ticket: first.Ticket) { Master = first.Master };
        if (!byTicket)
            second.Hello.SessionId = first.ServerHello!.SessionId;
        await using TlsStream accepted = await second.ConnectAsync(expectResumption: true);
        Assert.Equal(byTicket ? ResumptionKind.Ticket : ResumptionKind.SessionId, accepted.Info.Resumption.Kind);
        second.Records.Send(ContentType.ApplicationData, [5]);
        byte[] buffer = new byte[1];
        await accepted.ReadExactlyAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
        Assert.Equal(5, buffer[0]);
    }

    [Fact]
    public async Task A_client_without_EMS_is_refused_where_it_is_required()
    {
        await using TlsServer server = TestPeers.Server(new TlsServerOptions
        {
            Host = TestHosts.Host(),
            EnabledSslProtocols = SslProtocols.Tls12,
            TimeProvider = TestHosts.Clock(),
            RequireExtendedMasterSecret = true,
        });
        ScriptedClient12 client = new(server, ems: false);
        client.SendHello();
        await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.HandshakeFailure);
    }

    [Fact, Requirement("N60", "C083", "A13")]
    public async Task A_second_hello_after_the_handshake_is_renegotiation_and_refused()
    {
        await using TlsServer server = Server();
        ScriptedClient12 client = new(server);
        await using TlsStream accepted = await client.ConnectAsync();
        client.Records.SendMessage(client.Hello.Encode());
        await Refusal.RequireAsync(client.Records, accepted, AlertDescription.NoRenegotiation);
    }

    [Fact, Requirement("N60")]
    public async Task Renegotiation_is_refused_by_the_header_of_the_hello()
    {
        await using TlsServer server = Server();
        ScriptedClient12 client = new(server);
        await using TlsStream accepted = await client.ConnectAsync();
        client.Records.Send(ContentType.Handshake, [(byte)HandshakeType.ClientHello, 1, 0, 0]);
        await Refusal.RequireAsync(client.Records, accepted, AlertDescription.NoRenegotiation);
    }

    [Fact, Requirement("C082", "A13")]
    public async Task A_renegotiated_connection_in_a_first_hello_is_refused()
    {
        await using TlsServer server = Server();
        ScriptedClient12 client = new(server);
        client.Hello.Set(ExtensionType.RenegotiationInfo, [1, 7]);
        client.SendHello();
        await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.HandshakeFailure);
    }

    [Fact, Requirement("N117")]
    public async Task A_resuming_client_that_skips_change_cipher_spec_is_refused()
    {
        await using TlsServer server = Server();
        (byte[] ticket, byte[] master) = await TicketAsync(server, ems: true);
        ScriptedClient12 client = new(server, ticket: ticket) { Master = master };
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        await client.ReceiveFinishedAsync();
        client.SendMessage(RawHello.Message(HandshakeType.Finished, new byte[12]));
        await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.UnexpectedMessage);
    }

    private static TlsServer Server(bool tickets = true, bool allowWithoutEms = false, IServerSessionStore? store = null) => TestPeers.Server(TestHosts.ServerOptions(
        TestHosts.Clock(),
        SslProtocols.Tls12,
        resumption: new ServerResumptionOptions { Tickets = tickets, SessionStore = store, AllowWithoutExtendedMasterSecret = allowWithoutEms }));

    private static async Task<(byte[] Ticket, byte[] Master)> TicketAsync(TlsServer server, bool ems)
    {
        ScriptedClient12 client = new(server, ems: ems, ticket: []);
        await using TlsStream accepted = await client.ConnectAsync();
        return (client.Ticket!, client.Master);
    }
}
