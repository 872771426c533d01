using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;
using Segno.Resumption.Tickets;
using Segno.Testing;

namespace Segno.Soak;

/// <summary>Two servers that share nothing, and a client of each kind, on one clock that only the soak moves.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    /// <summary>Asks for a client certificate.</summary>
    public const string StrictName = "strict.example";

    public const int CacheEntries = 500;
    public const long CacheBytes = 256 * 1024;
    public const int StoreSessions = 128;
    public const int StorePerOrigin = 8;
    public const long StoreBytes = 512 * 1024;

    public static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    private readonly TlsHost _open = TestHosts.Host();
    private readonly TlsHost _strict = TestHosts.Host(name: StrictName, clients: ClientCertificateMode.Required);
    private readonly InMemoryClientSessionStore _given;

    public Fleet()
    {
        _given = new InMemoryClientSessionStore(StoreSessions, StorePerOrigin, StoreBytes, 4, Clock);
        Servers = [MakeServer([NamedGroup.X25519]), MakeServer([NamedGroup.Secp256r1, NamedGroup.X25519])];
        Clients = [.. Enum.GetValues<ClientKind>().Select(kind => new TlsClient(Options(kind)))];
        ServerParties = [.. Servers.Select((server, i) => new Party($"server {i + 1}", () => server.Statistics))];
        ClientParties = [.. Clients.Select((client, i) => new Party($"client {(ClientKind)i}", () => client.Statistics))];
    }

    public FakeTimeProvider Clock { get; } = TestHosts.Clock();

    public IReadOnlyList<TlsServer> Servers { get; }

    public IReadOnlyList<TlsClient> Clients { get; }

    public IReadOnlyList<Party> ServerParties { get; }

    public IReadOnlyList<Party> ClientParties { get; }

    /// <summary>The caches of the servers.</summary>
    public IEnumerable<InMemorySessionStore> Caches => Servers.Select(server => (InMemorySessionStore)server.Configuration.SessionIds!);

    /// <summary>The stores of the clients, the given one among them.</summary>
    public IEnumerable<InMemoryClientSessionStore> Stores =>
        Clients.Select(client => client.Configuration.Store).OfType<InMemoryClientSessionStore>().Append(_given);

    /// <summary>The secrets that the fleet holds while no connection is there: one a ticket key, and one a session of a client.</summary>
    public long SecretsHeld =>
        Servers.Sum(server => ((StekTicketProtector)server.Configuration.Tickets!).Ring.Keys.Count) + Stores.Sum(store => store.Count);

    public static TlsConnectOptions Target(SoakPlan plan) => new()
    {
        ServerName = plan.Client is ClientKind.Certificate12 or ClientKind.Certificate13 ? StrictName : TestHosts.Name,
        Port = plan.Port,
    };

    public async ValueTask DisposeAsync()
    {
        foreach (TlsClient client in Clients)
            await client.DisposeAsync();
        foreach (TlsServer server in Servers)
            await server.DisposeAsync();
        _given.Dispose();
    }

    private TlsServer MakeServer(NamedGroup[] groups) => new(new TlsServerOptions
    {
        HostSelector = (hello, _) => ValueTask.FromResult<TlsHost?>(hello.ServerName == StrictName ? _strict : _open),
        Groups = groups,
        TimeProvider = Clock,
        HandshakeTimeout = HandshakeTimeout,
        Resumption = new ServerResumptionOptions
        {
            SessionIdCapacity = CacheEntries,
            SessionIdMaxBytes = CacheBytes,
            PskModes = PskKeyExchangeModes.DheKe | PskKeyExchangeModes.Ke,
            // Short, so that in the hours that a soak simulates tickets are renewed, and keys come and go.
            TicketKeyPeriod = TimeSpan.FromMinutes(2),
            SessionLifetime = TimeSpan.FromMinutes(20),
        },
    });

    private static SslProtocols Versions(ClientKind kind)
    {
        if (kind is ClientKind.Id12 or ClientKind.Ticket12 or ClientKind.Certificate12 or ClientKind.Full12)
            return SslProtocols.Tls12;
        return SslProtocols.Tls13 | (kind == ClientKind.Any ? SslProtocols.Tls12 : SslProtocols.None);
    }

    private TlsClientOptions Options(ClientKind kind)
    {
        bool strict = kind is ClientKind.Certificate12 or ClientKind.Certificate13;
        return new TlsClientOptions
        {
            EnabledSslProtocols = Versions(kind),
            TimeProvider = Clock,
            HandshakeTimeout = HandshakeTimeout,
            ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
            Credentials = strict ? [TestPki.Clients.Issue(KeyKind.EcdsaP256, "client.example").ToCredential()] : [],
            Groups = [NamedGroup.X25519, NamedGroup.Secp256r1],
            KeyShareGroups = kind == ClientKind.Retry13 ? [] : null,
            RecordSizeLimit = kind == ClientKind.SmallRecords13 ? 64 : 16384,
            Resumption = new ClientResumptionOptions
            {
                Enabled = kind is not (ClientKind.Full12 or ClientKind.Full13),
                Tickets = kind != ClientKind.Id12,
                PskModes = kind == ClientKind.Ke13 ? PskKeyExchangeModes.Ke : PskKeyExchangeModes.DheKe,
                Store = kind == ClientKind.OwnStore13 ? _given : null,
                StoreCapacity = StoreSessions,
                StoreCapacityPerOrigin = StorePerOrigin,
                StoreMaxBytes = StoreBytes,
                MaxTicketsPerConnection = 4,
            },
        };
    }
}
