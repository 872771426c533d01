using System.Net.Security;
using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>What a client's hello holds, with and without a session: the session, and besides it always the same.</summary>
public sealed class ClientHelloTests
{
    private const SslProtocols Both = SslProtocols.Tls12 | SslProtocols.Tls13;
    private const ExtensionType MaxFragmentLength = (ExtensionType)1;
    private static readonly byte[] s_id = [.. Enumerable.Range(1, 32).Select(value => (byte)value)];
    private readonly RecordingClientStore _store = new() { Reuse = true };

    /// <summary>The versions that are enabled, and what names the session.</summary>
    public static TheoryData<SslProtocols, string> Sessions => new()
    {
        { SslProtocols.Tls12, "ID" }, { SslProtocols.Tls12, "ticket" }, { Both, "ID" }, { Both, "ticket" }, { Both, "PSK" }, { SslProtocols.Tls13, "PSK" },
    };

    [Theory, MemberData(nameof(Sessions)), Requirement("C018")]
    public async Task A_session_adds_what_names_it_and_changes_nothing_else(SslProtocols versions, string session)
    {
        await using TlsClient client = Client(versions);
        RawHello without = await CapturedHello.OfAsync(client);
        await LeaveAsync(client, session);
        RawHello with = await CapturedHello.OfAsync(client);
        RequireOffered(with, session);
        Assert.Equal(without.Suites, with.Suites);
        Assert.Equal((without.LegacyVersion, 0), (with.LegacyVersion, with.Compression.Single()));
        if (session == "PSK")
        {
            Assert.Equal((ushort)ExtensionType.PreSharedKey, with.Extensions[^1].Type);
            with.Remove(ExtensionType.PreSharedKey);
        }
        Assert.Equal(Comparable(without), Comparable(with));
        Assert.Contains(without.Extensions, extension => extension.Type == (ushort)ExtensionType.ApplicationLayerProtocolNegotiation);
        Assert.Contains(without.Extensions, extension => extension.Type == (ushort)ExtensionType.StatusRequest);
    }

    [Theory, Requirement("C030")]
    [InlineData(SslProtocols.Tls12, true, true, true), InlineData(Both, true, true, true), InlineData(SslProtocols.Tls13, true, true, false)]
    [InlineData(SslProtocols.Tls12, true, false, false), InlineData(SslProtocols.Tls12, false, true, false), InlineData(Both, true, false, false)]
    public async Task A_client_that_wants_a_ticket_and_has_none_says_so(SslProtocols versions, bool resumption, bool tickets, bool expected)
    {
        await using TlsClient client = Client(versions, new ClientResumptionOptions { Store = _store, Enabled = resumption, Tickets = tickets });
        Assert.Equal(expected ? [] : null, (await CapturedHello.OfAsync(client)).Extension(ExtensionType.SessionTicket));
        if (!versions.HasFlag(SslProtocols.Tls12) || !resumption)
            return;
        // With a session that an ID names it still has no ticket.
        await LeaveAsync(client, "ID");
        RawHello byId = await CapturedHello.OfAsync(client);
        Assert.Equal(s_id, byId.SessionId);
        Assert.Equal(expected ? [] : null, byId.Extension(ExtensionType.SessionTicket));
    }

    [Theory, MemberData(nameof(Sessions)), Requirement("C080")]
    public async Task Secure_renegotiation_is_signalled_full_and_resuming(SslProtocols versions, string session)
    {
        await using TlsClient client = Client(versions);
        RequireSignal(await CapturedHello.OfAsync(client), versions);
        await LeaveAsync(client, session);
        RawHello resuming = await CapturedHello.OfAsync(client);
        RequireOffered(resuming, session);
        RequireSignal(resuming, versions);
    }

    [Theory, MemberData(nameof(Sessions)), Requirement("C088")]
    public async Task Max_fragment_length_is_never_offered(SslProtocols versions, string session)
    {
        await using TlsClient client = Client(versions);
        await LeaveAsync(client, session);
        foreach (RawHello hello in new[] { await CapturedHello.OfAsync(client), await CapturedHello.OfAsync(Client(versions, new ClientResumptionOptions())) })
        {
            Assert.False(hello.Has(MaxFragmentLength));
            Assert.Equal(RawHello.U16(versions.HasFlag(SslProtocols.Tls13) ? 16385 : 16384), hello.Extension(ExtensionType.RecordSizeLimit));
        }
    }

    [Theory, Requirement("C005", "C135")]
    [InlineData("ID"), InlineData("ticket"), InlineData("PSK")]
    public async Task A_session_whose_suite_was_given_up_is_not_offered(string session)
    {
        SslProtocols version = session == "PSK" ? SslProtocols.Tls13 : SslProtocols.Tls12;
        (TlsCipherSuite own, TlsCipherSuite other) = session == "PSK"
            ? (TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_AES_256_GCM_SHA384)
            : (TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384);
        using TlsClientSession kept = await KeepAsync(Client(version, suites: [own, other]), session);

        await using TlsClient still = Client(version, suites: [other, own]);
        RequireOffered(await CapturedHello.OfAsync(still, Offering(kept)), session);

        await using TlsClient without = Client(version, suites: [other]);
        RawHello hello = await CapturedHello.OfAsync(without, Offering(kept));
        Assert.Equal([(ushort)other], hello.Suites);
        Assert.False(hello.Has(ExtensionType.PreSharedKey));
        Assert.True(hello.Extension(ExtensionType.SessionTicket) is null or []);
        Assert.NotEqual(s_id, hello.SessionId);
    }

    [Theory, Requirement("C135")]
    [InlineData(PskKeyExchangeModes.DheKe), InlineData(PskKeyExchangeModes.Ke), InlineData(PskKeyExchangeModes.DheKe | PskKeyExchangeModes.Ke)]
    public async Task Beside_a_PSK_there_is_all_that_a_server_needs_to_decline_it(PskKeyExchangeModes modes)
    {
        await using TlsClient client = Client(SslProtocols.Tls13, new ClientResumptionOptions { Store = _store, PskModes = modes });
        await LeaveAsync(client, "PSK");
        ScriptedServer13 server = new(client);
        RawHello hello = await server.ReceiveHelloAsync();
        RequireOffered(hello, "PSK");
        // The PSK's suite itself, a share, groups and signature schemes: the server declines, and the handshake is full.
        Assert.Contains((ushort)0x1301, hello.Suites);
        Assert.True(hello.Has(ExtensionType.SupportedGroups));
        Assert.True(hello.Has(ExtensionType.SignatureAlgorithms));
        server.SendServerHello(server.MakeServerHello());
        server.SendFlight();
        await using TlsStream stream = await server.ReceiveFinishedAsync();
        Assert.Equal((ResumptionKind.Full, ResumptionDecline.DeclinedByPeer), (stream.Info.Resumption.Kind, stream.Info.Resumption.Decline));
    }

    [Fact, Requirement("C132", "C135")]
    public async Task A_PSK_is_offered_beside_another_suite_of_its_hash()
    {
        using TlsClientSession kept = await KeepAsync(Client(SslProtocols.Tls13), "PSK");
        await using TlsClient client = Client(SslProtocols.Tls13, suites: [TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256]);
        RawHello hello = await CapturedHello.OfAsync(client, Offering(kept));
        RequireOffered(hello, "PSK");
        Assert.Equal([0x1303], hello.Suites);
    }

    private static TlsConnectOptions Offering(TlsClientSession session) => new() { ServerName = TestHosts.Name, Session = session };

    private static void RequireSignal(RawHello hello, SslProtocols versions)
    {
        bool scsv = hello.Suites.Contains(0x00ff);
        byte[]? extension = hello.Extension(ExtensionType.RenegotiationInfo);
        // TLS 1.3 has no renegotiation to be signalled.
        Assert.Equal(versions.HasFlag(SslProtocols.Tls12), scsv || extension is not null);
        Assert.True(extension is null or [0]);
    }

    private static void RequireOffered(RawHello hello, string session) => Assert.True(session switch
    {
        "ID" => hello.SessionId.SequenceEqual(s_id),
        "ticket" => hello.Extension(ExtensionType.SessionTicket) is { Length: 4 } && hello.SessionId.Length == 32,
        _ => hello.Has(ExtensionType.PreSharedKey),
    });

    private static string[] Comparable(RawHello hello) => [.. hello.Extensions.Select(extension => (ExtensionType)extension.Type switch
    {
        ExtensionType.SessionTicket => "session_ticket",
        // Fresh on every connection: only the group stays.
        ExtensionType.KeyShare => $"key_share {Convert.ToHexString(extension.Body.AsSpan(0, 6))}",
        _ => $"{extension.Type} {Convert.ToHexString(extension.Body)}",
    })];

    private static async Task LeaveAsync(TlsClient client, string session)
    {
        if (session == "PSK")
            await ScriptedServer13.LeaveSessionAsync(client);
        else
            await ScriptedServer12.LeaveSessionAsync(client, session == "ID" ? s_id : null, ticket: session == "ticket");
    }

    /// <summary>A session in the test's own hands, so that another client may offer it.</summary>
    private static async Task<TlsClientSession> KeepAsync(TlsClient client, string session)
    {
        await using TlsClient disposed = client;
        if (session != "PSK")
        {
            ScriptedServer12 server = new(client);
            await using TlsStream stream = await server.AcceptAsync(session == "ID" ? s_id : null, ticket: session == "ticket");
            return stream.ExportSession()!;
        }
        ScriptedServer13 server13 = new(client);
        await using TlsStream stream13 = await server13.AcceptAsync();
        server13.SendTicket();
        await server13.DeliverAsync(stream13);
        return stream13.ExportSession()!;
    }

    private TlsClient Client(SslProtocols versions, ClientResumptionOptions? resumption = null, IReadOnlyList<TlsCipherSuite>? suites = null) => new(new TlsClientOptions
    {
        EnabledSslProtocols = versions,
        CipherSuites = suites,
        Groups = [NamedGroup.Secp256r1],
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        RequestOcspResponse = true,
        RequestSignedCertificateTimestamps = true,
        ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
        TimeProvider = TestHosts.Clock(),
        Resumption = resumption ?? new ClientResumptionOptions { Store = _store },
    });
}
