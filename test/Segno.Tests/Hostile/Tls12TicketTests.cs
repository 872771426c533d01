using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;
using Segno.Crypto;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>RFC 5077 between the lines: what a ticket means beside a session ID, when it is renewed, and when its time is over.</summary>
public sealed class Tls12TicketTests : IAsyncDisposable
{
    private static readonly byte[] s_id = [.. Enumerable.Range(1, 32).Select(value => (byte)value)];
    private readonly FakeTimeProvider _clock = TestHosts.Clock();
    private readonly RecordingSessionStore _sessions = new();
    private readonly RecordingClientStore _store = new() { Reuse = true };
    private readonly TlsServer _server;
    private readonly TlsClient _client;

    public Tls12TicketTests()
    {
        _server = TestPeers.Server(TestHosts.ServerOptions(_clock, resumption: new ServerResumptionOptions { SessionStore = _sessions }));
        _client = TestPeers.Client(new TlsClientOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12,
            ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
            TimeProvider = _clock,
            Resumption = new ClientResumptionOptions { Store = _store },
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _client.DisposeAsync();
    }

    [Fact, Requirement("C040", "C041")]
    public async Task A_ticket_beside_the_ID_of_another_session_resumes_the_tickets()
    {
        ScriptedClient12 byId = new(_server);
        await using (await byId.ConnectAsync())
        {
        }
        ScriptedClient12 byTicket = await LeaveTicketAsync();
        ScriptedClient12 client = Offer(byTicket);
        client.Hello.SessionId = byId.ServerHello!.SessionId;
        // Under the ticket's master secret: the other's would not verify.
        await using TlsStream accepted = await client.ConnectAsync(expectResumption: true);
        Assert.Equal((ResumptionKind.Ticket, 0), (accepted.Info.Resumption.Kind, _sessions.Gets));
    }

    [Theory, Requirement("C047", "N28")]
    [InlineData(SslProtocols.Tls12), InlineData(SslProtocols.Tls13)]
    public async Task A_server_looks_at_its_own_clock_whatever_the_client_does(SslProtocols version)
    {
        RawPsk? psk = version == SslProtocols.Tls13 ? await ScriptedClient13.ObtainTicketAsync(_server) : null;
        ScriptedClient12? first = version == SslProtocols.Tls12 ? await LeaveTicketAsync() : null;
        _clock.Advance(TimeSpan.FromHours(1));
        await using (TlsStream young = await ConnectAsync(resumes: true))
            Assert.Equal((true, TimeSpan.FromHours(1)), (young.Info.Resumption.IsResumed, young.Info.Resumption.Age));
        _clock.Advance(TimeSpan.FromSeconds(1));
        await using TlsStream old = await ConnectAsync(resumes: false);
        Assert.Equal((ResumptionKind.Full, ResumptionDecline.Expired), (old.Info.Resumption.Kind, old.Info.Resumption.Decline));

        Task<TlsStream> ConnectAsync(bool resumes)
        {
            if (first is not null)
                return Offer(first).ConnectAsync(resumes);
            ScriptedClient13 client = new(_server);
            client.Psks.Add(psk!);
            return client.ConnectAsync();
        }
    }

    [Fact, Requirement("C048")]
    public async Task A_ticket_is_good_until_its_successor_is_known_to_have_arrived()
    {
        ScriptedClient12 first = await LeaveTicketAsync();
        _clock.Advance(TimeSpan.FromMinutes(31));
        ScriptedClient12 lost = Offer(first);
        lost.SendHello();
        Assert.True((await lost.ReceiveServerHelloAsync()).Has(ExtensionType.SessionTicket));
        await lost.ReceiveFinishedAsync();
        Assert.NotNull(lost.Ticket);
        // The client is gone before its Finished: whether it got the new ticket nobody knows.
        lost.Records.Transport.CompleteWriting();
        await Assert.ThrowsAsync<TlsException>(() => lost.Accepting);

        await using TlsStream again = await Offer(first).ConnectAsync(expectResumption: true);
        Assert.Equal(ResumptionKind.Ticket, again.Info.Resumption.Kind);
        ScriptedClient12 successor = new(_server, ticket: lost.Ticket) { Master = first.Master };
        await using TlsStream renewed = await successor.ConnectAsync(expectResumption: true);
        Assert.Equal((ResumptionKind.Ticket, 2), (renewed.Info.Resumption.Kind, renewed.Info.Resumption.TimesResumed));
    }

    [Theory, Requirement("C031")]
    [InlineData(false), InlineData(true)]
    public async Task A_promise_of_a_ticket_is_empty(bool resuming)
    {
        byte[] master = resuming ? await ScriptedServer12.LeaveSessionAsync(_client, s_id) : [];
        ScriptedServer12 server = new(_client) { Master = master };
        await server.ReceiveHelloAsync();
        server.SendServerHello(ScriptedServer12.MakeServerHello(resuming ? s_id : null).Set(ExtensionType.SessionTicket, [0]));
        await Refusal.RequireAsync(server.Records, server.Connecting, TlsFaults.MalformedExtension);
        Assert.Equal(AlertDescription.DecodeError, TlsFaults.MalformedExtension.Alert);
    }

    [Fact, Requirement("C031")]
    public async Task A_client_that_asked_for_no_ticket_is_promised_none()
    {
        await using TlsClient client = TestPeers.Client(TestHosts.ClientOptions(_clock, SslProtocols.Tls12, new ClientResumptionOptions { Tickets = false }));
        ScriptedServer12 server = new(client);
        await server.ReceiveHelloAsync();
        server.SendServerHello(ScriptedServer12.MakeServerHello(ticket: true));
        await Refusal.RequireAsync(server.Records, server.Connecting, TlsFaults.UnsolicitedExtension);
    }

    [Theory, Requirement("C032", "N63")]
    [InlineData(true), InlineData(false)]
    public async Task Resuming_too_a_ticket_comes_if_it_was_promised_and_only_then(bool promised)
    {
        byte[] master = await ScriptedServer12.LeaveSessionAsync(_client, s_id);
        ScriptedServer12 server = new(_client) { Master = master, Ticket = null };
        await server.ReceiveHelloAsync();
        server.SendServerHello(ScriptedServer12.MakeServerHello(s_id, ticket: promised));
        if (!promised)
        {
            server.Ticket = [1];
            server.SendTicket();
        }
        else
        {
            server.SendFinished();
        }
        await Refusal.RequireAsync(server.Records, server.Connecting, AlertDescription.UnexpectedMessage);
    }

    [Fact, Requirement("C043")]
    public async Task Beside_a_ticket_the_servers_session_ID_is_forgotten()
    {
        ScriptedServer12 server = new(_client);
        await using (await server.AcceptAsync(s_id, ticket: true))
        {
        }
        RawHello hello = await CapturedHello.OfAsync(_client);
        Assert.Equal(server.Ticket, hello.Extension(ExtensionType.SessionTicket));
        Assert.NotEqual(s_id, hello.SessionId);
    }

    [Fact, Requirement("C035")]
    public async Task An_empty_ticket_leaves_the_session_that_resumed_as_it_was()
    {
        byte[] master = await ScriptedServer12.LeaveSessionAsync(_client, ticket: true);
        ScriptedServer12 server = new(_client) { Master = master };
        byte[] before = (await server.ReceiveHelloAsync()).Extension(ExtensionType.SessionTicket)!;
        server.Ticket = [];
        await using TlsStream stream = await server.ResumeAsync(ScriptedServer12.MakeServerHello(server.ClientHello!.SessionId, ticket: true));
        Assert.Equal((ResumptionKind.Ticket, 0), (stream.Info.Resumption.Kind, stream.Info.Resumption.TicketsIssued));
        Assert.Equal(before, (await CapturedHello.OfAsync(_client)).Extension(ExtensionType.SessionTicket));
    }

    [Theory, Requirement("C042")]
    [InlineData(0), InlineData(31), InlineData(32)]
    public async Task A_ticket_goes_out_with_an_ID_and_only_its_echo_is_a_resumption(int length)
    {
        await ScriptedServer12.LeaveSessionAsync(_client, ticket: true);
        ScriptedServer12 server = new(_client);
        RawHello hello = await server.ReceiveHelloAsync();
        // Never empty: otherwise the following messages alone would tell (RFC 5077 §3.4).
        Assert.Equal(32, hello.SessionId.Length);
        byte[] other = [.. hello.SessionId.Take(length)];
        if (length == 32)
            other[31] ^= 1;
        server.SendFullFlight(ScriptedServer12.MakeServerHello(other));
        await server.ReceiveClientFlightAsync();
        server.SendFinished();
        await using TlsStream stream = await server.Connecting;
        Assert.Equal((ResumptionKind.Full, ResumptionDecline.DeclinedByPeer), (stream.Info.Resumption.Kind, stream.Info.Resumption.Decline));
    }

    private ScriptedClient12 Offer(ScriptedClient12 first) => new(_server, ticket: first.Ticket) { Master = first.Master };

    private async Task<ScriptedClient12> LeaveTicketAsync()
    {
        ScriptedClient12 client = new(_server, ticket: []);
        await using TlsStream accepted = await client.ConnectAsync();
        return client;
    }
}
