using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>A client against what a server may not say, or may, in the ServerHello with which it resumes.</summary>
public sealed class ResumedByServerTests : IAsyncLifetime
{
    private static readonly byte[] s_id = [.. Enumerable.Range(1, 32).Select(value => (byte)value)];

    private readonly RecordingClientStore _store = new() { Reuse = true };
    private readonly TlsClient _client;

    public ResumedByServerTests() => _client = TestPeers.Client(new TlsClientOptions
    {
        Groups = [NamedGroup.Secp256r1],
        // One test connects to an address, for which the certificate is not.
        ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots, CheckName = false },
        TimeProvider = TestHosts.Clock(),
        Resumption = new ClientResumptionOptions { Store = _store },
    });

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Theory, Requirement("N52", "C004")]
    [InlineData(true, 0xc02c), InlineData(false, 0xc02c), InlineData(true, 0xcca9), InlineData(false, 0xcca9)]
    public async Task Not_another_suite(bool ticket, int suite) =>
        await RequireAsync(ticket, hello => hello.Suites = [(ushort)suite], TlsFaults.ResumedCipherSuiteChanged);

    [Theory, Requirement("N69", "C086")]
    [InlineData(true), InlineData(false)]
    public async Task The_name_again_is_passed_over(bool ticket)
    {
        ScriptedServer12 server = await OfferedAsync(ticket);
        await using TlsStream stream = await server.ResumeAsync(
            ScriptedServer12.MakeServerHello(server.ClientHello!.SessionId).Set(ExtensionType.ServerName, []));
        Assert.True(stream.Info.Resumption.IsResumed);
    }

    [Theory, Requirement("N69", "C019")]
    [InlineData(true), InlineData(false)]
    public async Task Nothing_of_RFC_6066_that_was_not_offered(bool ticket)
    {
        // max_fragment_length, client_certificate_url, trusted_ca_keys, truncated_hmac, status_request; and RFC 6962's timestamps.
        foreach (ushort type in new ushort[] { 1, 2, 3, 4, 5, 18 })
            await RequireAsync(ticket, hello => hello.Append(type, type == 1 ? [1] : []), TlsFaults.UnsolicitedExtension);
    }

    [Theory, Requirement("N69")]
    [InlineData(true), InlineData(false)]
    public async Task Nor_a_name_where_none_was_sent(bool ticket)
    {
        ScriptedServer12 server = await OfferedAsync(ticket, "127.0.0.1");
        server.SendServerHello(ScriptedServer12.MakeServerHello(server.ClientHello!.SessionId).Set(ExtensionType.ServerName, []));
        await Refusal.RequireAsync(server.Records, server.Connecting, TlsFaults.UnsolicitedExtension);
    }

    [Theory, Requirement("N54", "C008")]
    [InlineData(true), InlineData(false)]
    public async Task Not_an_older_version(bool ticket) => await RequireAsync(ticket, hello => hello.LegacyVersion = 0x0302, TlsFaults.UnsupportedVersion);

    [Fact, Requirement("N54", "C008", "C222")]
    public async Task TLS_12_does_not_resume_a_session_of_TLS_13()
    {
        await ScriptedServer13.LeaveSessionAsync(_client);
        ScriptedServer12 server = new(_client);
        RawHello hello = await server.ReceiveHelloAsync();
        Assert.True(hello.Has(ExtensionType.PreSharedKey));
        // The session ID is made up (RFC 8446 App. D.4): no server can know it.
        Assert.Equal(32, hello.SessionId.Length);
        server.SendServerHello(ScriptedServer12.MakeServerHello(hello.SessionId));
        await Refusal.RequireAsync(server.Records, server.Connecting, TlsFaults.IllegalSessionIdEcho);
    }

    [Theory, Requirement("N53")]
    [InlineData(true), InlineData(false)]
    public async Task No_certificate_behind_it(bool ticket)
    {
        ScriptedServer12 server = await OfferedAsync(ticket);
        server.SendServerHello(ScriptedServer12.MakeServerHello(server.ClientHello!.SessionId));
        server.SendCertificates();
        await Refusal.RequireAsync(server.Records, server.Connecting, TlsFaults.UnexpectedHandshakeMessage);
    }

    [Theory, Requirement("N63", "C032")]
    [InlineData(true), InlineData(false)]
    public async Task A_ticket_if_and_only_if_it_promises_one(bool promised)
    {
        ScriptedServer12 server = await OfferedAsync(ticket: true);
        server.SendServerHello(ScriptedServer12.MakeServerHello(server.ClientHello!.SessionId, ticket: promised));
        if (promised)
            server.Records.SendChangeCipherSpec();
        else
            server.SendTicket();
        await Refusal.RequireAsync(server.Records, server.Connecting, promised ? TlsFaults.BadChangeCipherSpec : TlsFaults.UnexpectedHandshakeMessage);
    }

    private async Task RequireAsync(bool ticket, Action<RawHello> breakIt, TlsFault fault)
    {
        ScriptedServer12 server = await OfferedAsync(ticket);
        RawHello hello = ScriptedServer12.MakeServerHello(server.ClientHello!.SessionId);
        breakIt(hello);
        server.SendServerHello(hello);
        await Refusal.RequireAsync(server.Records, server.Connecting, fault);
    }

    /// <summary>A server to which a client offers a TLS 1.2 session by ticket or ID.</summary>
    private async Task<ScriptedServer12> OfferedAsync(bool ticket, string name = TestHosts.Name)
    {
        TlsConnectOptions connect = new() { ServerName = name };
        ScriptedServer12 first = new(_client, connect);
        byte[] master;
        await using (await first.AcceptAsync(ticket ? null : s_id, ticket: ticket))
            master = first.Master;
        ScriptedServer12 server = new(_client, connect) { Master = master };
        RawHello hello = await server.ReceiveHelloAsync();
        Assert.Equal(ticket ? first.Ticket : [], hello.Extension(ExtensionType.SessionTicket));
        Assert.True(ticket || hello.SessionId.SequenceEqual(s_id));
        return server;
    }
}
