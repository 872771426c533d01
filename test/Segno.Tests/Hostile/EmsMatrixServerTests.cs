using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;
using Segno.Crypto;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>
/// RFC 7627 §5.3 row by row, the server's column: what the session has, what the ClientHello has, and what follows, by session ID and by
/// ticket, under each of the options. The servers share keys and store, so that what one allowed comes to one that does not.
/// </summary>
public sealed class EmsMatrixServerTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = TestHosts.Clock();
    private readonly RecordingSessionStore _store = new();
    private readonly StekTicketProtector _keys;
    private readonly List<TlsServer> _servers = [];

    public EmsMatrixServerTests() => _keys = new StekTicketProtector(TimeSpan.FromHours(3), TimeSpan.FromHours(3), _clock, TlsRandom.System);

    /// <summary>By ticket or by session ID, with sessions without the extension allowed or not.</summary>
    public static TheoryData<bool, bool> Ways => new() { { true, true }, { true, false }, { false, true }, { false, false } };

    public async ValueTask DisposeAsync()
    {
        foreach (TlsServer server in _servers)
            await server.DisposeAsync();
        _keys.Dispose();
    }

    [Theory, MemberData(nameof(Ways)), Requirement("E1", "E2")]
    public async Task With_then_with_resumes_and_the_ServerHello_says_so(bool byTicket, bool allowed)
    {
        TlsServer server = Server(byTicket, allowed);
        Kept session = await LeaveAsync(byTicket, ems: true);
        ScriptedClient12 client = Offer(server, session, ems: true);
        await using TlsStream accepted = await client.ConnectAsync(expectResumption: true);
        // Row 2 is a server that resumes and leaves it out: this one does not.
        Assert.Empty(client.ServerHello!.Extension(ExtensionType.ExtendedMasterSecret)!);
        Assert.Equal((Kind(byTicket), true), (accepted.Info.Resumption.Kind, accepted.Info.ExtendedMasterSecret));
        Assert.NotEmpty(accepted.Exported());
    }

    [Theory, MemberData(nameof(Ways)), Requirement("E3", "N43")]
    public async Task With_then_without_ends_the_handshake(bool byTicket, bool allowed)
    {
        TlsServer server = Server(byTicket, allowed);
        ScriptedClient12 client = Offer(server, await LeaveAsync(byTicket, ems: true), ems: false);
        client.SendHello();
        await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.EmsDropped);
    }

    [Theory, Requirement("E3")]
    [InlineData(true, "altered", ResumptionDecline.Damaged), InlineData(true, "expired", ResumptionDecline.Expired), InlineData(true, "another name", ResumptionDecline.ServerNameMismatch)]
    [InlineData(false, "altered", ResumptionDecline.UnknownSession), InlineData(false, "expired", ResumptionDecline.Expired), InlineData(false, "another name", ResumptionDecline.ServerNameMismatch)]
    public async Task Only_a_session_that_would_resume_is_worth_an_alert(bool byTicket, string what, ResumptionDecline decline)
    {
        TlsServer server = Server(byTicket, allowed: false);
        Kept session = await LeaveAsync(byTicket, ems: true);
        if (what == "altered")
            session.Name[^1] ^= 1;
        else if (what == "expired")
            _clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        ScriptedClient12 client = Offer(server, session, ems: false, what == "another name" ? "other.example" : TestHosts.Name);
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal((ResumptionKind.Full, decline), (accepted.Info.Resumption.Kind, accepted.Info.Resumption.Decline));
    }

    [Theory, MemberData(nameof(Ways)), Requirement("E4", "E5", "N44")]
    public async Task Without_then_with_is_a_full_handshake_with_it(bool byTicket, bool allowed)
    {
        TlsServer server = Server(byTicket, allowed);
        ScriptedClient12 client = Offer(server, await LeaveAsync(byTicket, ems: false), ems: true);
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal(
            (ResumptionKind.Full, ResumptionDecline.ExtendedMasterSecretMismatch), (accepted.Info.Resumption.Kind, accepted.Info.Resumption.Decline));
        Assert.True(client.ServerHello!.Has(ExtensionType.ExtendedMasterSecret));
        Assert.True(accepted.Info.ExtendedMasterSecret);
        if (!byTicket)
            Assert.NotEqual(client.Hello.SessionId, client.ServerHello.SessionId);
    }

    [Theory, MemberData(nameof(Ways)), Requirement("E6")]
    public async Task Without_then_without_resumes_only_where_the_application_allows_it(bool byTicket, bool allowed)
    {
        TlsServer server = Server(byTicket, allowed);
        ScriptedClient12 client = Offer(server, await LeaveAsync(byTicket, ems: false), ems: false);
        await using TlsStream accepted = await client.ConnectAsync(expectResumption: allowed);
        Assert.Equal(
            (allowed ? Kind(byTicket) : ResumptionKind.Full, allowed ? ResumptionDecline.None : ResumptionDecline.ExtendedMasterSecretMismatch),
            (accepted.Info.Resumption.Kind, accepted.Info.Resumption.Decline));
        Assert.False(client.ServerHello!.Has(ExtensionType.ExtendedMasterSecret));
        // RFC 7627 §5.4: nothing may be derived that could be taken for bound to the connection.
        Assert.Throws<InvalidOperationException>(() => accepted.Exported());
    }

    [Theory, MemberData(nameof(Ways)), Requirement("E8", "C063")]
    public async Task A_full_handshake_without_connects_and_leaves_a_session_only_where_that_is_allowed(bool byTicket, bool allowed)
    {
        TlsServer server = Server(byTicket, allowed);
        ScriptedClient12 client = new(server, ems: false, ticket: byTicket ? [] : null);
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.False(client.ServerHello!.Has(ExtensionType.ExtendedMasterSecret));
        Assert.False(accepted.Info.ExtendedMasterSecret);
        Assert.Equal(allowed ? TicketRefusal.None : TicketRefusal.NotResumable, accepted.Info.Resumption.NotIssued);
        Assert.Equal(allowed && byTicket, client.Ticket is not null);
        Assert.Equal(allowed && !byTicket, client.ServerHello.SessionId.Length > 0);
        Assert.Equal(allowed && !byTicket ? 1 : 0, _store.Count);
    }

    [Theory, MemberData(nameof(Ways)), Requirement("E6", "E8")]
    public async Task Where_it_is_required_no_hello_without_it_passes(bool byTicket, bool allowed)
    {
        TlsServer server = Server(byTicket, allowed, required: true);
        ScriptedClient12 full = new(server, ems: false);
        full.SendHello();
        await Refusal.RequireAsync(full.Records, full.Accepting, TlsFaults.MissingExtendedMasterSecret);

        ScriptedClient12 resuming = Offer(server, await LeaveAsync(byTicket, ems: false), ems: false);
        resuming.SendHello();
        await Refusal.RequireAsync(resuming.Records, resuming.Accepting, TlsFaults.MissingExtendedMasterSecret);
    }

    private static ResumptionKind Kind(bool byTicket) => byTicket ? ResumptionKind.Ticket : ResumptionKind.SessionId;

    private static ScriptedClient12 Offer(TlsServer server, Kept session, bool ems, string? name = TestHosts.Name)
    {
        ScriptedClient12 client = new(server, name, ems, session.ByTicket ? session.Name : null) { Master = session.Master };
        if (!session.ByTicket)
            client.Hello.SessionId = session.Name;
        return client;
    }

    /// <summary>A full handshake with a server that allows everything, and what resumes it.</summary>
    private async Task<Kept> LeaveAsync(bool byTicket, bool ems)
    {
        ScriptedClient12 client = new(Server(byTicket, allowed: true), ems: ems, ticket: byTicket ? [] : null);
        await using TlsStream accepted = await client.ConnectAsync();
        return new Kept(byTicket, byTicket ? client.Ticket! : client.ServerHello!.SessionId, client.Master);
    }

    private TlsServer Server(bool byTicket, bool allowed, bool required = false)
    {
        TlsServer server = TestPeers.Server(new TlsServerOptions
        {
            Host = TestHosts.Host(),
            EnabledSslProtocols = SslProtocols.Tls12,
            TimeProvider = _clock,
            RequireExtendedMasterSecret = required,
            Resumption = new ServerResumptionOptions
            {
                Tickets = byTicket,
                TicketProtector = _keys,
                SessionStore = _store,
                AllowWithoutExtendedMasterSecret = allowed,
            },
        });
        _servers.Add(server);
        return server;
    }

    /// <summary>What resumes a session: the ticket or the ID, and the master secret.</summary>
    private sealed record Kept(bool ByTicket, byte[] Name, byte[] Master);
}
