using System.Security.Authentication;
using Segno.Testing;
using Segno.Tests.Behaviour;

namespace Segno.Tests.Incidents;

/// <summary>
/// Where resumption is switched off, nothing is parsed that could resume: Go looked at a ticket although tickets were disabled, and let a client
/// claim any certificate by one that it had made up (CVE-2014-7189).
/// </summary>
[Requirement("A36")]
public sealed class DisabledTests
{
    public static TheoryData<SslProtocols, bool> Ways => new() { { SslProtocols.Tls12, true }, { SslProtocols.Tls12, false }, { SslProtocols.Tls13, false } };

    [Theory, MemberData(nameof(Ways))]
    public async Task What_is_offered_to_a_server_that_does_not_resume_is_not_looked_at(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        RecordingClientStore store = new() { Reuse = true };
        TlsHost host = TestHosts.Host(clients: ClientCertificateMode.Required);
        TlsClient client = arena.Client(store: store, identity: TestPki.Clients.Issue(KeyKind.EcdsaP256, "client.example"));
        await arena.VisitAsync(client, arena.Server(host, byId));
        Assert.True((await arena.VisitAsync(client, arena.Server(host, byId))).Server.IsResumed);

        // Whoever asked for a ticket to be opened now would hear that it cannot be, and not that tickets are off.
        arena.Protector.Failure = new InvalidOperationException("A ticket was looked at.");
        await using TlsServer off = TestPeers.Server(new TlsServerOptions
        {
            Host = host,
            EnabledSslProtocols = version,
            TimeProvider = arena.Clock,
            Observer = arena.ServerSees,
            Resumption = new ServerResumptionOptions { Tickets = false, TicketProtector = arena.Protector, SessionIdCapacity = 0 },
        });
        arena.ServerSees.Clear();
        HandshakePair pair = await arena.ConnectAsync(client, off);
        ResumptionInfo account = pair.Server.Info.Resumption;
        Assert.Equal((ResumptionKind.Full, true, ResumptionDecline.Disabled), (account.Kind, account.Offered, account.Decline));
        Assert.Equal((0, TicketRefusal.Disabled), (account.TicketsIssued, account.NotIssued));
        // The client has to prove itself.
        Assert.Contains(Segno.Wire.HandshakeType.CertificateVerify, arena.ServerSees.Received);
        Assert.Equal(2, pair.Server.PeerCertificates.Count);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task A_ticket_that_the_client_made_up_claims_nothing(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        TlsHost host = TestHosts.Host(clients: ClientCertificateMode.Required);
        // The forger has a protector and a store of his own, the format and a session, and the names of the keys besides.
        await using Arena forger = new(version);
        foreach (bool off in new[] { false, true })
        {
            TlsClient client = arena.Client(store: new RecordingClientStore { Reuse = true }, identity: TestPki.Clients.Issue(KeyKind.EcdsaP256, "client.example"));
            await arena.VisitAsync(client, forger.Server(host, byId));
            ResumptionInfo account = (await arena.VisitAsync(client, arena.Server(host, byId, ticketsOn: !off))).Server;
            Assert.Equal((ResumptionKind.Full, true), (account.Kind, account.Offered));
        }
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task A_client_that_does_not_resume_offers_nothing_that_it_has(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        RecordingClientStore store = new() { Reuse = true };
        TlsServer server = arena.Server(byId: byId);
        await arena.VisitAsync(arena.Client(store: store), server);
        Assert.Equal(1, store.Count);
        TlsClient off = arena.Client(resumption: new ClientResumptionOptions { Enabled = false, Store = store });
        for (int i = 0; i < 2; i++)
        {
            (ResumptionInfo client, ResumptionInfo account) = await arena.VisitAsync(off, server);
            Assert.Equal((false, false), (client.Offered, account.Offered));
        }
        Assert.Equal(1, store.Puts);
    }
}
