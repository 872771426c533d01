using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;
using Segno.Crypto;
using Segno.Resumption.Tickets;
using Segno.Testing;

namespace Segno.Tests.Behaviour;

/// <summary>
/// A client that meets one server after another, which share ticket keys, session store and clock: whatever differs between two
/// servers is the reason for which a session does not resume.
/// </summary>
internal sealed class Arena : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _owned = [];

    public Arena(SslProtocols version, TimeSpan? keyLifetime = null)
    {
        Version = version;
        Keys = new StekTicketProtector(TimeSpan.FromHours(1), keyLifetime ?? TimeSpan.FromDays(3), Clock, TlsRandom.System);
        Protector = new SlowTicketProtector(Keys);
    }

    public SslProtocols Version { get; }

    public FakeTimeProvider Clock { get; } = TestHosts.Clock();

    public StekTicketProtector Keys { get; }

    /// <summary>What seals and opens: <see cref="Keys"/>, with switches.</summary>
    public SlowTicketProtector Protector { get; }

    public RecordingSessionStore Sessions { get; } = new();

    public RecordingObserver ServerSees { get; } = new();

    public RecordingObserver ClientSees { get; } = new();

    public CancellationToken Cancellation { get; } = TestContext.Current.CancellationToken;

    /// <summary>A server with the arena's services; <paramref name="byId"/> leaves tickets out.</summary>
    public TlsServer Server(
        TlsHost? host = null,
        bool byId = false,
        SslProtocols? versions = null,
        IReadOnlyList<System.Net.Security.TlsCipherSuite>? suites = null,
        TimeSpan? sessionLifetime = null,
        TimeSpan? maxAuthenticationAge = null,
        PskKeyExchangeModes modes = PskKeyExchangeModes.DheKe,
        int tickets = 2,
        int maxTickets = 8,
        bool ticketsOn = true,
        Func<ClientHelloInfo, CancellationToken, ValueTask<TlsHost?>>? selector = null,
        IReadOnlyList<NamedGroup>? groups = null) => Own(TestPeers.Server(new TlsServerOptions
        {
            Host = host ?? TestHosts.Host(),
            HostSelector = selector,
            EnabledSslProtocols = versions ?? Version,
            CipherSuites = suites,
            Groups = groups,
            TimeProvider = Clock,
            Observer = ServerSees,
            Resumption = new ServerResumptionOptions
            {
                Tickets = ticketsOn && !byId,
                TicketProtector = Protector,
                SessionStore = Sessions,
                SessionLifetime = sessionLifetime ?? TimeSpan.FromHours(1),
                MaxAuthenticationAge = maxAuthenticationAge ?? TimeSpan.FromHours(24),
                MaxAuthenticationAgeTls12 = maxAuthenticationAge ?? TimeSpan.FromHours(2),
                PskModes = modes,
                TicketsPerConnection = tickets,
                MaxTicketsPerConnection = maxTickets,
            },
        }));

    public TlsClient Client(
        SslProtocols? versions = null,
        TestIdentity? identity = null,
        IReadOnlyList<System.Net.Security.TlsCipherSuite>? suites = null,
        IReadOnlyList<System.Net.Security.SslApplicationProtocol>? protocols = null,
        IClientSessionStore? store = null,
        CertificateValidationOptions? validation = null,
        ClientResumptionOptions? resumption = null) => Own(TestPeers.Client(new TlsClientOptions
        {
            EnabledSslProtocols = versions ?? Version,
            ServerValidation = validation ?? new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
            Credentials = identity is null ? [] : [identity.ToCredential()],
            CipherSuites = suites,
            ApplicationProtocols = protocols ?? [],
            TimeProvider = Clock,
            Observer = ClientSees,
            Resumption = resumption ?? new ClientResumptionOptions { Store = store },
        }));

    /// <summary>Connects, lets tickets arrive, and closes in good order.</summary>
    public async Task<(ResumptionInfo Client, ResumptionInfo Server)> VisitAsync(TlsClient client, TlsServer server, TlsConnectOptions? connect = null)
    {
        await using HandshakePair pair = await HandshakePair.ConnectAsync(client, server, connect, cancellationToken: Cancellation);
        await pair.SettleAsync(Cancellation);
        (ResumptionInfo Client, ResumptionInfo Server) accounts = (pair.Client.Info.Resumption, pair.Server.Info.Resumption);
        await pair.CloseAsync(Cancellation);
        return accounts;
    }

    /// <summary>Connects without a word after the handshake's end, for tests that look at the two sides themselves.</summary>
    public async Task<HandshakePair> ConnectAsync(TlsClient client, TlsServer server, TlsConnectOptions? connect = null)
    {
        HandshakePair pair = await HandshakePair.ConnectAsync(client, server, connect, cancellationToken: Cancellation);
        _owned.Add(pair);
        await pair.SettleAsync(Cancellation);
        return pair;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable disposable in Enumerable.Reverse(_owned))
            await disposable.DisposeAsync();
        Keys.Dispose();
    }

    private T Own<T>(T disposable)
        where T : IAsyncDisposable
    {
        _owned.Add(disposable);
        return disposable;
    }
}
