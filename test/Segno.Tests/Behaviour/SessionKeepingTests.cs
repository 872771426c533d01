using System.Security.Authentication;
using Segno.Testing;

namespace Segno.Tests.Behaviour;

/// <summary>When a session is kept, and when it is forgotten.</summary>
public sealed class SessionKeepingTests
{
    private const SslProtocols Tls12 = SslProtocols.Tls12;

    [Fact]
    public async Task A_session_is_kept_once_the_handshake_is_finished_and_under_the_ID_that_went_out()
    {
        await using Arena arena = new(Tls12);
        TlsServer server = arena.Server(byId: true);
        await arena.VisitAsync(arena.Client(), server);
        Assert.Equal((1, 1), (arena.Sessions.Puts, arena.Sessions.Count));
    }

    [Fact]
    public async Task A_client_that_is_refused_leaves_nothing_behind()
    {
        await using Arena arena = new(Tls12);
        RecordingClientStore store = new();
        TlsServer server = arena.Server(TestHosts.Host(clients: ClientCertificateMode.Required), byId: true);
        HandshakeOutcome outcome = await HandshakePair.TryConnectAsync(arena.Client(store: store), server, cancellationToken: arena.Cancellation);
        Assert.Equal("NoClientCertificate12", Assert.IsType<TlsException>(outcome.ServerError).Fault.Name);
        Assert.Equal((0, 0), (arena.Sessions.Puts, store.Puts));
        Assert.Equal(1, server.Statistics.Failed);
        Assert.Equal(1, server.Statistics.Faults["NoClientCertificate12"]);
    }

    [Fact]
    public async Task A_server_that_the_client_refuses_keeps_nothing()
    {
        await using Arena arena = new(Tls12);
        RecordingClientStore store = new();
        TlsClient client = arena.Client(store: store, validation: new CertificateValidationOptions { Roots = TestPki.Others.Roots });
        HandshakeOutcome outcome = await HandshakePair.TryConnectAsync(client, arena.Server(byId: true), cancellationToken: arena.Cancellation);
        Assert.Equal("UntrustedRoot", Assert.IsType<TlsException>(outcome.ClientError).Fault.Name);
        TlsException received = Assert.IsType<TlsException>(outcome.ServerError);
        Assert.Equal((AlertDescription.UnknownCa, TlsFaultDirection.Received), (received.Alert, received.Direction));
        Assert.Equal((0, 0), (arena.Sessions.Puts, store.Puts));
    }

    [Fact, Requirement("C009")]
    public async Task A_fatal_alert_after_the_handshake_ends_the_session_on_both_sides()
    {
        await using Arena arena = new(Tls12);
        RecordingClientStore store = new() { Reuse = true };
        TlsServer server = arena.Server(byId: true);
        TlsClient client = arena.Client(store: store);
        HandshakePair pair = await arena.ConnectAsync(client, server);
        Assert.Equal((1, 1), (arena.Sessions.Count, store.Count));

        // A record that nobody sealed: bad_record_mac from the server.
        pair.ClientTransport.Write([23, 3, 3, 0, 32, .. new byte[32]]);
        byte[] buffer = new byte[1];
        TlsException sent = await Assert.ThrowsAsync<TlsException>(() => pair.Server.ReadAsync(buffer.AsMemory(), arena.Cancellation).AsTask());
        Assert.Equal((AlertDescription.BadRecordMac, TlsFaultDirection.Sent), (sent.Alert, sent.Direction));
        TlsException received = await Assert.ThrowsAsync<TlsException>(() => pair.Client.ReadAsync(buffer.AsMemory(), arena.Cancellation).AsTask());
        Assert.Equal((AlertDescription.BadRecordMac, TlsFaultDirection.Received), (received.Alert, received.Direction));

        await TestPeers.WhenQuietAsync(server);
        await TestPeers.WhenQuietAsync(client);
        Assert.Equal(0, arena.Sessions.Count);
        Assert.Equal(0, store.Count);
        Assert.Equal(ResumptionKind.Full, (await arena.VisitAsync(client, server)).Server.Kind);
    }

    [Fact, Requirement("C010")]
    public async Task A_missing_close_notify_is_a_truncation_and_leaves_the_session_alone()
    {
        await using Arena arena = new(Tls12);
        TlsServer server = arena.Server(byId: true);
        TlsClient client = arena.Client();
        HandshakePair pair = await arena.ConnectAsync(client, server);
        pair.ClientTransport.CompleteWriting();
        pair.ServerTransport.CompleteWriting();
        byte[] buffer = new byte[1];
        foreach (TlsStream side in new[] { pair.Client, pair.Server })
        {
            TlsException cut = await Assert.ThrowsAsync<TlsException>(() => side.ReadAsync(buffer.AsMemory(), arena.Cancellation).AsTask());
            Assert.Equal(("TruncatedStream", TlsFaultDirection.Local), (cut.Fault.Name, cut.Direction));
        }
        Assert.Equal(ResumptionKind.SessionId, (await arena.VisitAsync(client, server)).Server.Kind);
    }

    [Fact]
    public async Task A_client_without_resumption_offers_and_keeps_nothing()
    {
        await using Arena arena = new(SslProtocols.Tls13);
        RecordingClientStore store = new();
        TlsClient client = arena.Client(resumption: new ClientResumptionOptions { Enabled = false, Store = store });
        TlsServer server = arena.Server();
        foreach (int _ in new[] { 1, 2 })
        {
            (ResumptionInfo account, ResumptionInfo serverSays) = await arena.VisitAsync(client, server);
            Assert.Equal((ResumptionKind.Full, false, ResumptionKind.Full), (account.Kind, account.Offered, serverSays.Kind));
            // It asks for none (RFC 9149 §3), so the server sends none.
            Assert.Equal((0, TicketRefusal.None), (serverSays.TicketsIssued, serverSays.NotIssued));
        }
        Assert.Equal(0, store.Puts);
    }
}
