using System.Net.Security;
using System.Security.Authentication;
using Segno.Crypto;
using Segno.Resumption.Tickets;
using Segno.Testing;
using Segno.Tests.Hostile;
using Segno.Wire;

namespace Segno.Tests.Incidents;

/// <summary>
/// Servers of two hosts that share ticket keys and session store, an honest client that gets a session of one host, and a liar who offers it
/// wherever and under whatever name: no client of Segno's would.
/// </summary>
internal sealed class HostRig(ResumptionKind way) : IAsyncDisposable
{
    public const string Issuing = "issuing.example";
    public const string Receiving = "receiving.example";

    private readonly StekTicketProtector _protector = new(TimeSpan.FromHours(1), TimeSpan.FromHours(1), TestHosts.Clock(), TlsRandom.System);
    private readonly RecordingSessionStore _store = new();
    private readonly List<IAsyncDisposable> _owned = [];

    public static ResumptionKind[] Ways { get; } = [ResumptionKind.SessionId, ResumptionKind.Ticket, ResumptionKind.PskDhe, ResumptionKind.Psk];

    private SslProtocols Version => way is ResumptionKind.SessionId or ResumptionKind.Ticket ? SslProtocols.Tls12 : SslProtocols.Tls13;

    private PskKeyExchangeModes Modes => way == ResumptionKind.Psk ? PskKeyExchangeModes.Ke : PskKeyExchangeModes.DheKe;

    /// <summary>A server of two hosts; whoever gives another name, or none, gets the third.</summary>
    public TlsServer Server(TlsHost issuing, TlsHost receiving, TlsHost byDefault) => Own(TestPeers.Server(new TlsServerOptions
    {
        Host = byDefault,
        HostSelector = (hello, _) => ValueTask.FromResult(hello.ServerName switch { Issuing => issuing, Receiving => receiving, _ => null }),
        EnabledSslProtocols = Version,
        TimeProvider = TestHosts.Clock(),
        Resumption = new ServerResumptionOptions { Tickets = way != ResumptionKind.SessionId, TicketProtector = _protector, SessionStore = _store, PskModes = Modes },
    }));

    /// <summary>A session as an honest client with a certificate gets it.</summary>
    public async Task<TlsClientSession> ObtainAsync(TlsServer server, string name = Issuing)
    {
        await using TlsClient client = TestPeers.Client(new TlsClientOptions
        {
            EnabledSslProtocols = Version,
            CipherSuites = [TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256],
            ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
            Credentials = [TestPki.Clients.Issue(KeyKind.EcdsaP256, "client.example").ToCredential()],
            TimeProvider = TestHosts.Clock(),
            Resumption = new ClientResumptionOptions { PskModes = Modes },
        });
        await using HandshakePair pair = await HandshakePair.ConnectAsync(
            client, server, new TlsConnectOptions { ServerName = name }, cancellationToken: TestContext.Current.CancellationToken);
        await pair.SettleAsync(TestContext.Current.CancellationToken);
        TlsClientSession session = pair.Client.ExportSession()!;
        await pair.CloseAsync(TestContext.Current.CancellationToken);
        return session;
    }

    /// <summary>Offers a session under a name, or under none.</summary>
    /// <param name="server">To whom.</param>
    /// <param name="session">Whose secret goes into a binder that is right.</param>
    /// <param name="name">server_name.</param>
    /// <param name="protocols">ProtocolNameList, each name with its length before it.</param>
    public Task<HostAnswer> OfferAsync(TlsServer server, TlsClientSession session, string? name, byte[]? protocols = null) =>
        Version == SslProtocols.Tls12 ? Finish12Async(Start12(server, session, name, protocols)) : Finish13Async(Start13(server, session, name, protocols));

    /// <summary>Offers a session in a hello that the server refuses.</summary>
    public async Task<TlsException> OfferRefusedAsync(TlsServer server, TlsClientSession session, string? name, byte[] protocols) => await Assert.ThrowsAsync<TlsException>(
        () => Version == SslProtocols.Tls12 ? Start12(server, session, name, protocols).Accepting : Start13(server, session, name, protocols).Accepting);

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable disposable in Enumerable.Reverse(_owned))
            await disposable.DisposeAsync();
        _protector.Dispose();
    }

    private ScriptedClient13 Start13(TlsServer server, TlsClientSession session, string? name, byte[]? protocols)
    {
        ScriptedClient13 client = new(server, name);
        client.Hello.Set(ExtensionType.PskKeyExchangeModes, RawExtensions.PskModes(way == ResumptionKind.Psk ? (byte)0 : (byte)1));
        if (protocols is not null)
            client.Hello.Set(ExtensionType.ApplicationLayerProtocolNegotiation, RawHello.Vector16(protocols));
        client.Psks.Add(new RawPsk(session.Ticket.ToArray(), session.Session.Secret.Span.ToArray(), session.Session.TicketAgeAdd));
        client.SendHello();
        return client;
    }

    private async Task<HostAnswer> Finish13Async(ScriptedClient13 client)
    {
        RawHello answer = await client.ReceiveServerHelloAsync();
        await client.ReceiveFlightAsync();
        if (!answer.Has(ExtensionType.PreSharedKey))
            return await GiveUpAsync(client.Records, client.Accepting, client.Flight);
        Assert.Equal(way == ResumptionKind.PskDhe, answer.Has(ExtensionType.KeyShare));
        client.SendFinished();
        return new HostAnswer(Own(await client.Accepting), client.Flight);
    }

    private ScriptedClient12 Start12(TlsServer server, TlsClientSession session, string? name, byte[]? protocols)
    {
        bool byId = way == ResumptionKind.SessionId;
        ScriptedClient12 client = new(server, name, ticket: byId ? null : session.Ticket.ToArray()) { Master = session.Session.Secret.Span.ToArray() };
        client.Hello.SessionId = byId ? session.SessionId.ToArray() : [.. Enumerable.Range(1, 32).Select(value => (byte)value)];
        if (protocols is not null)
            client.Hello.Set(ExtensionType.ApplicationLayerProtocolNegotiation, RawHello.Vector16(protocols));
        client.SendHello();
        return client;
    }

    private async Task<HostAnswer> Finish12Async(ScriptedClient12 client)
    {
        RawHello answer = await client.ReceiveServerHelloAsync();
        List<HandshakeType> flight = [];
        if (answer.SessionId.SequenceEqual(client.Hello.SessionId))
        {
            await client.FinishAbbreviatedAsync();
            return new HostAnswer(Own(await client.Accepting), flight);
        }
        while (!flight.Contains(HandshakeType.ServerHelloDone))
            flight.Add((HandshakeType)(await client.Records.ReceiveMessageAsync())[0]);
        return await GiveUpAsync(client.Records, client.Accepting, flight);
    }

    private static async Task<HostAnswer> GiveUpAsync(RawRecords records, Task<TlsStream> accepting, List<HandshakeType> flight)
    {
        records.Transport.CompleteWriting();
        await Assert.ThrowsAnyAsync<IOException>(() => accepting);
        return new HostAnswer(null, flight);
    }

    private T Own<T>(T disposable)
        where T : IAsyncDisposable
    {
        _owned.Add(disposable);
        return disposable;
    }
}

/// <summary>What became of an offered session.</summary>
/// <param name="Accepted">The server's side, if it resumed; null: the handshake became a full one, and was left at that.</param>
/// <param name="Flight">The server's messages behind its ServerHello.</param>
internal sealed record HostAnswer(TlsStream? Accepted, IReadOnlyList<HandshakeType> Flight)
{
    public bool Resumes => Accepted is not null;
}
