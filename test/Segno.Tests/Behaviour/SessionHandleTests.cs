using System.Security.Authentication;
using Segno.Testing;

namespace Segno.Tests.Behaviour;

/// <summary>Sessions in the application's own hands, and connections that must resume.</summary>
public sealed class SessionHandleTests
{
    public static TheoryData<SslProtocols, bool> Ways => new() { { SslProtocols.Tls12, true }, { SslProtocols.Tls12, false }, { SslProtocols.Tls13, false } };

    [Theory, MemberData(nameof(Ways))]
    public async Task An_exported_session_resumes_in_another_client_on_another_port(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server(byId: byId);
        byte[] saved;
        await using (HandshakePair control = await HandshakePair.ConnectAsync(
            arena.Client(), server, new TlsConnectOptions { ServerName = TestHosts.Name, Port = 21 }, cancellationToken: arena.Cancellation))
        {
            await control.SettleAsync(arena.Cancellation);
            using TlsClientSession session = control.Client.ExportSession()!;
            saved = session.Export();
            await control.CloseAsync(arena.Cancellation);
        }
        Assert.True(TlsClientSession.TryImport(saved, out TlsClientSession? loaded));
        using TlsClientSession handle = loaded;
        TlsClient another = arena.Client();
        for (int port = 50_000; port < 50_003; port++)
        {
            // The same handle again and again: an FTPS client has one control connection and many data connections.
            (ResumptionInfo client, ResumptionInfo account) = await arena.VisitAsync(
                another, server, new TlsConnectOptions { ServerName = TestHosts.Name, Port = port, Session = handle, MustResume = true });
            Assert.True(account.IsResumed);
            Assert.Equal(account.Kind, client.Kind);
        }
    }

    [Fact]
    public async Task An_exported_session_does_not_escape_the_trust_under_which_it_was_made()
    {
        await using Arena arena = new(SslProtocols.Tls13);
        TlsServer server = arena.Server();
        HandshakePair pair = await arena.ConnectAsync(
            arena.Client(validation: new CertificateValidationOptions { Roots = TestPki.Servers.Roots, CheckName = false }), server);
        using TlsClientSession session = pair.Client.ExportSession()!;
        TlsClient strict = arena.Client();
        (ResumptionInfo client, ResumptionInfo account) = await arena.VisitAsync(strict, server, new TlsConnectOptions { ServerName = TestHosts.Name, Session = session });
        Assert.Equal((ResumptionKind.Full, false), (account.Kind, account.Offered));
        Assert.NotEqual(ResumptionDecline.None, client.Decline);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task A_session_of_another_client_resumes_only_if_the_callback_accepts(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server(byId: byId);
        HandshakePair pair = await arena.ConnectAsync(arena.Client(validation: Decides((_, _) => ValueTask.FromResult(true))), server);
        using TlsClientSession handed = pair.Client.ExportSession()!;
        Assert.True(TlsClientSession.TryImport(handed.Export(), out TlsClientSession? imported));
        using TlsClientSession saved = imported;

        foreach (TlsClientSession session in (TlsClientSession[])[handed, saved])
        {
            bool accepts = false;
            List<CertificateValidationContext> asked = [];
            CertificateValidationOptions validation = Decides((context, _) =>
            {
                asked.Add(context);
                return ValueTask.FromResult(accepts || !context.IsResumption);
            });
            TlsConnectOptions connect = new() { ServerName = TestHosts.Name, Session = session };
            TlsClient another = arena.Client(validation: validation);
            (ResumptionInfo refused, _) = await arena.VisitAsync(another, server, connect);
            Assert.Equal((ResumptionKind.Full, false, ResumptionDecline.PeerCertificateRefused), (refused.Kind, refused.Offered, refused.Decline));
            Assert.True(asked[0].IsResumption);

            accepts = true;
            TlsClient third = arena.Client(validation: validation);
            asked.Clear();
            using TlsClientSession own = session.Clone();
            Assert.True((await arena.VisitAsync(third, server, new TlsConnectOptions { ServerName = TestHosts.Name, Session = own })).Client.IsResumed);
            Assert.True(Assert.Single(asked).IsResumption);
        }

        static CertificateValidationOptions Decides(Func<CertificateValidationContext, CancellationToken, ValueTask<bool>> callback) =>
            new() { CallbackMode = CertificateCallbackMode.Instead, Callback = callback };
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task A_session_of_the_same_client_resumes_unasked(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server(byId: byId);
        int asked = 0;
        TlsClient client = arena.Client(validation: new CertificateValidationOptions
        {
            Roots = TestPki.Servers.Roots,
            Callback = (_, _) => ValueTask.FromResult(++asked == 1),
        });
        HandshakePair pair = await arena.ConnectAsync(client, server);
        using TlsClientSession session = pair.Client.ExportSession()!;
        for (int i = 0; i < 3; i++)
            Assert.True((await arena.VisitAsync(client, server, new TlsConnectOptions { ServerName = TestHosts.Name, Session = session })).Client.IsResumed);
        Assert.Equal(1, asked);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task A_cut_or_altered_session_is_refused_on_import(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        HandshakePair pair = await arena.ConnectAsync(arena.Client(), arena.Server(byId: byId));
        using TlsClientSession session = pair.Client.ExportSession()!;
        byte[] saved = session.Export();
        for (int length = 0; length < saved.Length; length++)
            Assert.False(TlsClientSession.TryImport(saved.AsSpan(0, length), out _));
        Assert.False(TlsClientSession.TryImport([.. saved, 0], out _));
    }

    [Fact]
    public async Task A_connection_that_must_resume_and_has_nothing_to_resume_does_not_start()
    {
        await using Arena arena = new(SslProtocols.Tls13);
        (DuplexStream client, _) = DuplexStream.CreatePair();
        TlsException refusal = await Assert.ThrowsAsync<TlsException>(() => arena.Client().ConnectAsync(
            client, new TlsConnectOptions { ServerName = TestHosts.Name, MustResume = true }, arena.Cancellation).AsTask());
        Assert.Equal(("ResumptionRequired", TlsFaultDirection.Local), (refusal.Fault.Name, refusal.Direction));
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task A_connection_that_must_resume_and_is_declined_ends_before_any_data(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        TlsClient client = arena.Client();
        await arena.VisitAsync(client, arena.Server(byId: byId));
        TlsServer another = arena.Server(TestHosts.Host(scope: "another"), byId);
        HandshakeOutcome outcome = await HandshakePair.TryConnectAsync(
            client, another, new TlsConnectOptions { ServerName = TestHosts.Name, MustResume = true }, cancellationToken: arena.Cancellation);
        Assert.Equal("ResumptionRequired", Assert.IsType<TlsException>(outcome.ClientError).Fault.Name);
        Assert.Equal(AlertDescription.HandshakeFailure, Assert.IsType<TlsException>(outcome.ServerError).Alert);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task A_client_with_a_callback_and_a_certificate_resumes_with_a_server_named_by_address(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        int asked = 0;
        TlsClient client = arena.Client(
            identity: TestPki.Clients.Issue(KeyKind.EcdsaP256, "client.example"),
            validation: new CertificateValidationOptions
            {
                Roots = TestPki.Servers.Roots,
                Callback = (context, _) =>
                {
                    Assert.Equal("192.0.2.7", context.ServerName);
                    asked++;
                    return ValueTask.FromResult(true);
                },
            });
        TlsServer server = arena.Server(TestHosts.Host(name: "192.0.2.7", clients: ClientCertificateMode.Required), byId);
        TlsConnectOptions connect = new() { ServerName = "192.0.2.7" };
        Assert.Equal(ResumptionKind.Full, (await arena.VisitAsync(client, server, connect)).Server.Kind);
        Assert.Equal(1, asked);
        HandshakePair again = await arena.ConnectAsync(client, server, connect);
        Assert.True(again.Server.Info.Resumption.IsResumed);
        Assert.Null(again.Server.Info.ServerName);
        Assert.Equal(2, again.Server.PeerCertificates.Count);
        Assert.Equal(1, asked);
    }

    [Theory, MemberData(nameof(Ways)), Requirement("A18", "A20")]
    public async Task Partitions_share_no_sessions(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        TlsClient client = arena.Client();
        TlsServer server = arena.Server(byId: byId);
        await arena.VisitAsync(client, server, new TlsConnectOptions { ServerName = TestHosts.Name, Partition = "a" });
        Assert.False((await arena.VisitAsync(client, server, new TlsConnectOptions { ServerName = TestHosts.Name, Partition = "b" })).Client.Offered);
        Assert.True((await arena.VisitAsync(client, server, new TlsConnectOptions { ServerName = TestHosts.Name, Partition = "a" })).Client.IsResumed);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Of_a_connection_that_is_over_nothing_is_exported(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        HandshakePair pair = await arena.ConnectAsync(arena.Client(), arena.Server(byId: byId));
        await pair.Client.DisposeAsync();
        Assert.Null(pair.Client.ExportSession());
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls12, false)]
    [InlineData(SslProtocols.Tls13, true)]
    [InlineData(SslProtocols.Tls13, false)]
    public async Task A_session_that_the_clients_options_leave_no_way_to_offer_is_held_back(SslProtocols version, bool allOff)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server();
        HandshakePair first = await arena.ConnectAsync(arena.Client(), server);
        using TlsClientSession session = first.Client.ExportSession()!;
        TlsClient client = arena.Client(resumption: new ClientResumptionOptions { Enabled = !allOff, Tickets = false, PskModes = PskKeyExchangeModes.None });
        HandshakePair again = await arena.ConnectAsync(client, server, new TlsConnectOptions { ServerName = TestHosts.Name, Session = session });
        Assert.Equal((false, ResumptionDecline.Disabled), (again.Client.Info.Resumption.Offered, again.Client.Info.Resumption.Decline));
        Assert.False(again.Server.Info.Resumption.Offered);
    }
}
