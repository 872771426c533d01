using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>RFC 7627 §5.3 row by row, the client's column: what the session has, and what a ServerHello that resumes it, or does not, may say.</summary>
public sealed class EmsMatrixClientTests
{
    private static readonly byte[] s_id = [.. Enumerable.Range(1, 32).Select(value => (byte)value)];
    private readonly RecordingClientStore _store = new() { Reuse = true };

    /// <summary>By ticket or by session ID, with sessions without the extension allowed or not.</summary>
    public static TheoryData<bool, bool> Ways => new() { { true, true }, { true, false }, { false, true }, { false, false } };

    [Theory, MemberData(nameof(Ways)), Requirement("E1", "E3")]
    public async Task With_then_with_resumes(bool byTicket, bool allowed)
    {
        await using TlsClient client = Client(allowed);
        ScriptedServer12 server = await OfferedAsync(client, byTicket, ems: true);
        // Row 3 is a client that leaves it out: this one does not, whatever it offers.
        Assert.Empty(server.ClientHello!.Extension(ExtensionType.ExtendedMasterSecret)!);
        await using TlsStream stream = await server.ResumeAsync(ScriptedServer12.MakeServerHello(server.ClientHello.SessionId));
        Assert.Equal((Kind(byTicket), true), (stream.Info.Resumption.Kind, stream.Info.ExtendedMasterSecret));
        Assert.NotEmpty(stream.Exported());
    }

    [Theory, MemberData(nameof(Ways)), Requirement("E2", "N62")]
    public async Task With_then_resumed_without_ends_the_handshake_and_the_session(bool byTicket, bool allowed)
    {
        await using TlsClient client = Client(allowed);
        ScriptedServer12 server = await OfferedAsync(client, byTicket, ems: true);
        server.SendServerHello(ScriptedServer12.MakeServerHello(server.ClientHello!.SessionId, ems: false));
        server.SendFinished();
        await Refusal.RequireAsync(server.Records, server.Connecting, TlsFaults.EmsDropped);
        Assert.Equal(0, _store.Count);
    }

    [Theory, Requirement("E4", "N62")]
    [InlineData(true), InlineData(false)]
    public async Task Without_then_resumed_with_ends_the_handshake_and_the_session(bool byTicket)
    {
        await using TlsClient client = Client(allowed: true);
        ScriptedServer12 server = await OfferedAsync(client, byTicket, ems: false);
        Assert.True(server.ClientHello!.Has(ExtensionType.ExtendedMasterSecret));
        server.SendServerHello(ScriptedServer12.MakeServerHello(server.ClientHello.SessionId));
        server.SendFinished();
        await Refusal.RequireAsync(server.Records, server.Connecting, TlsFaults.EmsAdded);
        Assert.Equal(0, _store.Count);
    }

    [Theory, Requirement("E5", "E6", "C063")]
    [InlineData(true), InlineData(false)]
    public async Task Without_then_resumed_without_is_taken_where_the_application_allows_it(bool byTicket)
    {
        // RFC 7627 §5.3 is silent here: the client must send the extension, and old servers, for which the option is there, do not know it.
        await using TlsClient client = Client(allowed: true);
        ScriptedServer12 server = await OfferedAsync(client, byTicket, ems: false);
        await using TlsStream stream = await server.ResumeAsync(ScriptedServer12.MakeServerHello(server.ClientHello!.SessionId, ems: false));
        Assert.Equal((Kind(byTicket), false), (stream.Info.Resumption.Kind, stream.Info.ExtendedMasterSecret));
        Assert.Throws<InvalidOperationException>(() => stream.Exported());
    }

    [Theory, Requirement("E5", "E6")]
    [InlineData(true), InlineData(false)]
    public async Task A_session_without_is_held_back_where_it_is_not_allowed(bool byTicket)
    {
        await using TlsClient lax = Client(allowed: true);
        ScriptedServer12 first = new(lax);
        await using TlsStream before = await first.AcceptAsync(byTicket ? null : s_id, ems: false, byTicket);
        using TlsClientSession session = before.ExportSession()!;

        await using TlsClient strict = Client(allowed: false);
        ScriptedServer12 server = new(strict, new TlsConnectOptions { ServerName = TestHosts.Name, Session = session });
        RawHello hello = await server.ReceiveHelloAsync();
        Assert.Empty(hello.SessionId);
        Assert.Empty(hello.Extension(ExtensionType.SessionTicket)!);
        server.SendFullFlight(ScriptedServer12.MakeServerHello(ems: false));
        await server.ReceiveClientFlightAsync();
        server.SendFinished();
        await using TlsStream stream = await server.Connecting;
        Assert.Equal(
            (ResumptionKind.Full, false, ResumptionDecline.ExtendedMasterSecretMismatch),
            (stream.Info.Resumption.Kind, stream.Info.Resumption.Offered, stream.Info.Resumption.Decline));
    }

    [Theory, Requirement("E5")]
    [InlineData(true), InlineData(false)]
    public async Task What_was_not_offered_does_not_resume(bool ems)
    {
        // The ID of a client that also speaks TLS 1.3 is made up; a server that resumes it resumes what the client does not have.
        await using TlsClient client = Client(allowed: false, SslProtocols.Tls12 | SslProtocols.Tls13);
        ScriptedServer12 server = new(client) { Master = new byte[48] };
        RawHello hello = await server.ReceiveHelloAsync();
        Assert.Equal(32, hello.SessionId.Length);
        server.SendServerHello(ScriptedServer12.MakeServerHello(hello.SessionId, ems));
        server.SendFinished();
        await Refusal.RequireAsync(server.Records, server.Connecting, TlsFaults.IllegalSessionIdEcho);
    }

    [Theory, MemberData(nameof(Ways)), Requirement("E7", "C063")]
    public async Task A_full_handshake_without_connects_and_leaves_a_session_only_where_that_is_allowed(bool byTicket, bool allowed)
    {
        await using TlsClient client = Client(allowed);
        ScriptedServer12 server = new(client);
        await using TlsStream stream = await server.AcceptAsync(byTicket ? null : s_id, ems: false, byTicket);
        Assert.True(server.ClientHello!.Has(ExtensionType.ExtendedMasterSecret));
        Assert.Equal((ResumptionKind.Full, false), (stream.Info.Resumption.Kind, stream.Info.ExtendedMasterSecret));
        Assert.Throws<InvalidOperationException>(() => stream.Exported());
        Assert.Equal(allowed ? TicketRefusal.None : TicketRefusal.NotResumable, stream.Info.Resumption.NotIssued);
        Assert.Equal(allowed ? 1 : 0, _store.Count);
        using TlsClientSession? session = stream.ExportSession();
        Assert.Equal(allowed, session is not null);
    }

    [Theory, Requirement("E7")]
    [InlineData(true), InlineData(false)]
    public async Task Where_it_is_required_no_server_without_it_passes(bool allowed)
    {
        await using TlsClient client = Client(allowed, required: true);
        ScriptedServer12 server = new(client);
        await server.ReceiveHelloAsync();
        server.SendServerHello(ScriptedServer12.MakeServerHello(ems: false));
        await Refusal.RequireAsync(server.Records, server.Connecting, TlsFaults.MissingExtendedMasterSecret);
        Assert.Equal(0, _store.Count);
    }

    [Theory, Requirement("E3", "E8", "C060")]
    [InlineData(SslProtocols.Tls12, true), InlineData(SslProtocols.Tls12 | SslProtocols.Tls13, true), InlineData(SslProtocols.Tls13, false)]
    public async Task It_is_in_every_hello_that_can_yield_TLS_12(SslProtocols versions, bool expected)
    {
        await using TlsClient client = Client(allowed: false, versions);
        Assert.Equal(expected, (await CapturedHello.OfAsync(client)).Has(ExtensionType.ExtendedMasterSecret));
        if (versions.HasFlag(SslProtocols.Tls12))
        {
            foreach (bool byTicket in new[] { true, false })
            {
                await ScriptedServer12.LeaveSessionAsync(client, byTicket ? null : s_id, ticket: byTicket);
                RawHello resuming = await CapturedHello.OfAsync(client);
                Assert.True(byTicket ? resuming.Extension(ExtensionType.SessionTicket)!.Length > 0 : resuming.SessionId.SequenceEqual(s_id));
                Assert.Empty(resuming.Extension(ExtensionType.ExtendedMasterSecret)!);
            }
        }
        if (versions.HasFlag(SslProtocols.Tls13))
        {
            await ScriptedServer13.LeaveSessionAsync(client);
            ScriptedServer13 server = new(client);
            RawHello first = await server.ReceiveHelloAsync();
            Assert.True(first.Has(ExtensionType.PreSharedKey));
            server.SendRetry(server.MakeRetry(0x0018));
            RawHello second = await server.ReceiveHelloAsync();
            Assert.Equal((expected, expected), (first.Has(ExtensionType.ExtendedMasterSecret), second.Has(ExtensionType.ExtendedMasterSecret)));
            server.Records.Transport.CompleteWriting();
            await Assert.ThrowsAsync<TlsException>(() => server.Connecting);
        }
    }

    private static ResumptionKind Kind(bool byTicket) => byTicket ? ResumptionKind.Ticket : ResumptionKind.SessionId;

    /// <summary>A client that offers the session of a full handshake to a server that has its master secret.</summary>
    private static async Task<ScriptedServer12> OfferedAsync(TlsClient client, bool byTicket, bool ems)
    {
        byte[] master = await ScriptedServer12.LeaveSessionAsync(client, byTicket ? null : s_id, ems, byTicket);
        ScriptedServer12 server = new(client) { Master = master };
        RawHello hello = await server.ReceiveHelloAsync();
        Assert.Equal(byTicket ? server.Ticket : s_id, byTicket ? hello.Extension(ExtensionType.SessionTicket) : hello.SessionId);
        return server;
    }

    private TlsClient Client(bool allowed, SslProtocols versions = SslProtocols.Tls12, bool required = false) => new(new TlsClientOptions
    {
        EnabledSslProtocols = versions,
        Groups = [NamedGroup.Secp256r1, NamedGroup.Secp384r1],
        KeyShareGroups = versions == SslProtocols.Tls12 ? null : [NamedGroup.Secp256r1],
        ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
        TimeProvider = TestHosts.Clock(),
        RequireExtendedMasterSecret = required,
        Resumption = new ClientResumptionOptions { Store = _store, AllowWithoutExtendedMasterSecret = allowed },
    });
}
