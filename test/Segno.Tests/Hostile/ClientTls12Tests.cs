using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>A client against what a TLS 1.2 server may not say, in full and in abbreviated handshakes.</summary>
public sealed class ClientTls12Tests
{
    private static readonly byte[] s_id = [.. Enumerable.Range(1, 32).Select(value => (byte)value)];
    private readonly RecordingClientStore _store = new() { Reuse = true };

    [Theory, Requirement("C001", "C042")]
    [InlineData(true), InlineData(false)]
    public async Task The_legal_server_is_taken_full_and_resumed(bool ticket)
    {
        await using TlsClient client = Client();
        byte[] master = await ScriptedServer12.LeaveSessionAsync(client, ticket ? null : s_id, ticket: ticket);
        ScriptedServer12 server = new(client) { Master = master };
        RawHello hello = await server.ReceiveHelloAsync();
        if (ticket)
            Assert.Equal(server.Ticket, hello.Extension(ExtensionType.SessionTicket));
        else
            Assert.Equal(s_id, hello.SessionId);
        await using TlsStream stream = await server.ResumeAsync(ScriptedServer12.MakeServerHello(hello.SessionId));
        Assert.Equal(ticket ? ResumptionKind.Ticket : ResumptionKind.SessionId, stream.Info.Resumption.Kind);
        server.Records.Send(ContentType.ApplicationData, [3]);
        Assert.Equal(1, await stream.ReadAsync(new byte[1].AsMemory(), TestContext.Current.CancellationToken));
    }

    [Fact, Requirement("C003")]
    public async Task A_session_without_a_name_is_not_kept()
    {
        await using TlsClient client = Client();
        await ScriptedServer12.LeaveSessionAsync(client);
        await TestPeers.WhenQuietAsync(client);
        Assert.Equal(0, _store.Count);
    }

    [Fact, Requirement("C017", "C002")]
    public async Task A_server_may_decline()
    {
        await using TlsClient client = Client();
        await ScriptedServer12.LeaveSessionAsync(client, s_id);
        ScriptedServer12 server = new(client);
        await using TlsStream stream = await server.AcceptAsync();
        Assert.Equal((ResumptionKind.Full, true, ResumptionDecline.DeclinedByPeer), (stream.Info.Resumption.Kind, stream.Info.Resumption.Offered, stream.Info.Resumption.Decline));
    }

    [Fact, Requirement("N52", "C004", "A14")]
    public async Task A_session_resumes_under_its_own_suite() =>
        await RequireResumedHelloAsync(AlertDescription.IllegalParameter, hello => hello.Suites = [0xc02c]);

    [Theory, Requirement("N53")]
    [InlineData(true), InlineData(false)]
    public async Task A_server_that_resumes_sends_no_certificate(bool ticket)
    {
        await using TlsClient client = Client();
        byte[] master = await ScriptedServer12.LeaveSessionAsync(client, ticket ? null : s_id, ticket: ticket);
        ScriptedServer12 server = new(client) { Master = master };
        RawHello hello = await server.ReceiveHelloAsync();
        server.SendServerHello(ScriptedServer12.MakeServerHello(hello.SessionId));
        server.SendCertificates();
        await Refusal.RequireAsync(server.Records, server.Connecting, AlertDescription.UnexpectedMessage);
    }

    [Fact, Requirement("N54", "C008")]
    public async Task A_session_does_not_resume_under_an_older_version() =>
        await RequireResumedHelloAsync(AlertDescription.ProtocolVersion, hello => hello.LegacyVersion = 0x0302);

    [Theory, Requirement("N59", "C101")]
    [InlineData("444F574E47524401"), InlineData("444F574E47524400")]
    public async Task A_sentinel_is_a_downgrade_full_and_resumed(string sentinel)
    {
        byte[] bytes = Convert.FromHexString(sentinel);
        await using TlsClient client = Client(SslProtocols.Tls12 | SslProtocols.Tls13);
        ScriptedServer12 full = new(client);
        await full.ReceiveHelloAsync();
        RawHello hello = ScriptedServer12.MakeServerHello(s_id);
        bytes.CopyTo(hello.Random, 24);
        full.SendServerHello(hello);
        await Refusal.RequireAsync(full.Records, full.Connecting, AlertDescription.IllegalParameter);
        await RequireResumedHelloAsync(AlertDescription.IllegalParameter, resumed => bytes.CopyTo(resumed.Random, 24), SslProtocols.Tls12 | SslProtocols.Tls13);
    }

    [Fact, Requirement("C101")]
    public async Task A_client_without_TLS_13_passes_over_the_sentinel_of_a_server_with_it()
    {
        await using TlsClient client = Client();
        ScriptedServer12 server = new(client);
        await server.ReceiveHelloAsync();
        RawHello hello = ScriptedServer12.MakeServerHello(s_id);
        Convert.FromHexString("444F574E47524401").CopyTo(hello.Random, 24);
        server.SendFullFlight(hello);
        await server.ReceiveClientFlightAsync();
        server.SendFinished();
        await using TlsStream stream = await server.Connecting;
        Assert.Equal(SslProtocols.Tls12, stream.Info.Protocol);
    }

    [Fact, Requirement("N60", "C023", "A13")]
    public async Task A_HelloRequest_after_the_handshake_is_renegotiation_and_refused()
    {
        await using TlsClient client = Client();
        ScriptedServer12 server = new(client);
        await using TlsStream stream = await server.AcceptAsync();
        server.Records.SendMessage(RawHello.Message(HandshakeType.HelloRequest, []));
        await Refusal.RequireAsync(server.Records, stream, AlertDescription.NoRenegotiation);
    }

    [Theory, Requirement("N117")]
    [InlineData(SslProtocols.Tls12), InlineData(SslProtocols.Tls12 | SslProtocols.Tls13)]
    public async Task A_change_cipher_spec_before_the_ServerHello_is_refused(SslProtocols versions)
    {
        await using TlsClient client = TestPeers.Client(TestHosts.ClientOptions(TestHosts.Clock(), versions));
        ScriptedServer12 server = new(client);
        await server.ReceiveHelloAsync();
        server.Records.SendChangeCipherSpec();
        server.SendFullFlight(ScriptedServer12.MakeServerHello());
        await Refusal.RequireAsync(server.Records, server.Connecting, AlertDescription.UnexpectedMessage);
    }

    [Fact, Requirement("N61")]
    public async Task What_may_not_follow_the_handshake_is_refused_by_its_header()
    {
        await using TlsClient client = Client();
        ScriptedServer12 server = new(client);
        await using TlsStream stream = await server.AcceptAsync();
        server.Records.Send(ContentType.Handshake, [(byte)HandshakeType.NewSessionTicket, 1, 0, 0]);
        await Refusal.RequireAsync(server.Records, stream, AlertDescription.UnexpectedMessage);
    }

    [Fact, Requirement("N62", "A12")]
    public async Task A_session_with_EMS_does_not_resume_without_it() =>
        await RequireResumedHelloAsync(AlertDescription.HandshakeFailure, hello => hello.Remove(ExtensionType.ExtendedMasterSecret));

    [Fact, Requirement("N62", "A12")]
    public async Task A_session_without_EMS_does_not_resume_with_it()
    {
        await using TlsClient client = Client(allowWithoutEms: true);
        byte[] master = await ScriptedServer12.LeaveSessionAsync(client, s_id, ems: false);
        ScriptedServer12 server = new(client) { Master = master };
        RawHello hello = await server.ReceiveHelloAsync();
        Assert.Equal(s_id, hello.SessionId);
        server.SendServerHello(ScriptedServer12.MakeServerHello(s_id));
        server.SendFinished();
        await Refusal.RequireAsync(server.Records, server.Connecting, AlertDescription.HandshakeFailure);
    }

    [Theory, Requirement("C060", "C063", "E7", "A12")]
    [InlineData(true), InlineData(false)]
    public async Task Without_EMS_a_connection_works_and_resumes_only_where_that_is_allowed(bool allowed)
    {
        await using TlsClient client = Client(allowWithoutEms: allowed);
        byte[] master = await ScriptedServer12.LeaveSessionAsync(client, s_id, ems: false);
        ScriptedServer12 server = new(client) { Master = master };
        RawHello hello = await server.ReceiveHelloAsync();
        // The extension goes out all the same.
        Assert.True(hello.Has(ExtensionType.ExtendedMasterSecret));
        if (!allowed)
        {
            Assert.NotEqual(s_id, hello.SessionId);
            server.SendFullFlight(ScriptedServer12.MakeServerHello());
            await server.ReceiveClientFlightAsync();
            server.SendFinished();
            await using TlsStream full = await server.Connecting;
            Assert.Equal(ResumptionKind.Full, full.Info.Resumption.Kind);
            return;
        }
        // An old server does not know the extension: it resumes without, and the option is there for it (RFC 7627 §5.4).
        server.SendServerHello(ScriptedServer12.MakeServerHello(s_id, ems: false));
        server.SendFinished();
        await server.ReceiveFinishedAsync();
        await using TlsStream stream = await server.Connecting;
        Assert.Equal(ResumptionKind.SessionId, stream.Info.Resumption.Kind);
        Assert.Throws<InvalidOperationException>(() => stream.Exported());
    }

    [Fact, Requirement("N63", "C032")]
    public async Task A_ticket_that_was_not_promised_is_refused()
    {
        await using TlsClient client = Client();
        ScriptedServer12 server = new(client);
        await server.ReceiveHelloAsync();
        server.SendFullFlight(ScriptedServer12.MakeServerHello());
        await server.ReceiveClientFlightAsync();
        server.SendTicket();
        await RequireSealedRefusalAsync(server, AlertDescription.UnexpectedMessage);
    }

    [Fact, Requirement("N63", "C032")]
    public async Task A_ticket_that_was_promised_must_come()
    {
        await using TlsClient client = Client();
        ScriptedServer12 server = new(client) { Ticket = null };
        await server.ReceiveHelloAsync();
        server.SendFullFlight(ScriptedServer12.MakeServerHello(ticket: true));
        await server.ReceiveClientFlightAsync();
        server.SendFinished();
        await RequireSealedRefusalAsync(server, AlertDescription.UnexpectedMessage);
    }

    [Fact, Requirement("N64")]
    public async Task A_ticket_before_the_clients_Finished_is_refused()
    {
        await using TlsClient client = Client();
        ScriptedServer12 server = new(client);
        await server.ReceiveHelloAsync();
        server.SendServerHello(ScriptedServer12.MakeServerHello(ticket: true));
        server.SendCertificates();
        server.SendKeyExchange();
        server.SendTicket();
        await Refusal.RequireAsync(server.Records, server.Connecting, AlertDescription.UnexpectedMessage);
    }

    [Fact, Requirement("C034")]
    public async Task A_ticket_before_a_wrong_Finished_is_not_kept()
    {
        await using TlsClient client = Client();
        ScriptedServer12 server = new(client);
        await server.ReceiveHelloAsync();
        server.SendFullFlight(ScriptedServer12.MakeServerHello(ticket: true));
        await server.ReceiveClientFlightAsync();
        server.SendFinished(verifyData => [(byte)(verifyData[0] ^ 1), .. verifyData[1..]]);
        await RequireSealedRefusalAsync(server, AlertDescription.DecryptError);
        await TestPeers.WhenQuietAsync(client);
        Assert.Equal(0, _store.Puts);
    }

    [Fact, Requirement("C038")]
    public async Task A_session_that_was_accepted_and_then_failed_is_forgotten()
    {
        await using TlsClient client = Client();
        byte[] master = await ScriptedServer12.LeaveSessionAsync(client, ticket: true);
        await TestPeers.WhenQuietAsync(client);
        Assert.Equal(1, _store.Count);
        ScriptedServer12 server = new(client) { Master = master };
        RawHello hello = await server.ReceiveHelloAsync();
        server.SendServerHello(ScriptedServer12.MakeServerHello(hello.SessionId));
        server.SendFinished(verifyData => [(byte)(verifyData[0] ^ 1), .. verifyData[1..]]);
        await Refusal.RequireAsync(server.Records, server.Connecting, AlertDescription.DecryptError);
        await TestPeers.WhenQuietAsync(client);
        Assert.Equal(0, _store.Count);
    }

    [Fact, Requirement("C035")]
    public async Task An_empty_ticket_is_no_session()
    {
        await using TlsClient client = Client();
        ScriptedServer12 server = new(client) { Ticket = [] };
        await using TlsStream stream = await server.AcceptAsync(ticket: true);
        await TestPeers.WhenQuietAsync(client);
        Assert.Equal(0, _store.Count);
    }

    [Theory, Requirement("C019")]
    [InlineData(0x1a1a), InlineData((int)ExtensionType.EarlyData)]
    public async Task An_extension_that_was_not_offered_is_refused(int type)
    {
        await using TlsClient client = Client();
        ScriptedServer12 server = new(client);
        await server.ReceiveHelloAsync();
        server.SendServerHello(ScriptedServer12.MakeServerHello().Append((ushort)type, []));
        await Refusal.RequireAsync(server.Records, server.Connecting, AlertDescription.UnsupportedExtension);
    }

    [Fact]
    public async Task Supported_groups_from_a_server_say_nothing()
    {
        await using TlsClient client = Client();
        ScriptedServer12 server = new(client);
        await server.ReceiveHelloAsync();
        server.SendFullFlight(ScriptedServer12.MakeServerHello().Append((ushort)ExtensionType.SupportedGroups, RawExtensions.List16(RawExtensions.P256)));
        await server.ReceiveClientFlightAsync();
        server.SendFinished();
        await using TlsStream stream = await server.Connecting;
        Assert.Equal(SslProtocols.Tls12, stream.Info.Protocol);
    }

    [Fact]
    public async Task Nothing_follows_ServerHelloDone_in_its_record()
    {
        await using TlsClient client = Client();
        ScriptedServer12 server = new(client);
        await server.ReceiveHelloAsync();
        server.SendServerHello(ScriptedServer12.MakeServerHello(ticket: true));
        server.SendCertificates();
        server.SendKeyExchange();
        server.Records.Send(ContentType.Handshake, [(byte)HandshakeType.ServerHelloDone, 0, 0, 0, (byte)HandshakeType.NewSessionTicket]);
        await Refusal.RequireAsync(server.Records, server.Connecting, AlertDescription.UnexpectedMessage);
    }

    [Fact]
    public async Task The_curve_of_a_servers_key_must_have_been_offered()
    {
        await using TlsClient client = TestPeers.Client(new TlsClientOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12,
            Groups = [NamedGroup.X25519],
            ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
            TimeProvider = TestHosts.Clock(),
        });
        ScriptedServer12 server = new(client);
        await server.ReceiveHelloAsync();
        server.SendServerHello(ScriptedServer12.MakeServerHello());
        server.SendCertificates();
        await Refusal.RequireAsync(server.Records, server.Connecting, AlertDescription.UnsupportedCertificate);
    }

    private TlsClient Client(SslProtocols versions = SslProtocols.Tls12, bool allowWithoutEms = false) => TestPeers.Client(new TlsClientOptions
    {
        EnabledSslProtocols = versions,
        ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
        TimeProvider = TestHosts.Clock(),
        Resumption = new ClientResumptionOptions { Store = _store, AllowWithoutExtendedMasterSecret = allowWithoutEms },
    });

    private async Task RequireResumedHelloAsync(AlertDescription alert, Action<RawHello> breakIt, SslProtocols versions = SslProtocols.Tls12)
    {
        await using TlsClient client = Client(versions);
        byte[] master = await ScriptedServer12.LeaveSessionAsync(client, s_id);
        ScriptedServer12 server = new(client) { Master = master };
        RawHello offered = await server.ReceiveHelloAsync();
        Assert.Equal(s_id, offered.SessionId);
        RawHello hello = ScriptedServer12.MakeServerHello(s_id);
        breakIt(hello);
        server.SendServerHello(hello);
        server.SendFinished();
        await Refusal.RequireAsync(server.Records, server.Connecting, alert);
    }

    /// <summary>The client's Finished is out, so its alert is sealed.</summary>
    private static Task RequireSealedRefusalAsync(ScriptedServer12 server, AlertDescription alert) => Refusal.RequireAsync(server.Records, server.Connecting, alert);
}
