using Microsoft.Extensions.Time.Testing;
using Segno.Crypto;
using Segno.Resumption.Stores;
using Segno.Resumption.Tickets;
using Segno.Testing;

namespace Segno.Tests.Matrix;

/// <summary>The server and the client of one combination.</summary>
internal sealed class MatrixSetup : IAsyncDisposable
{
    private readonly List<IDisposable> _services = [];

    public MatrixSetup(MatrixCase combination)
    {
        Server = new TlsServer(ServerOptions(combination));
        Client = new TlsClient(ClientOptions(combination));
    }

    public FakeTimeProvider Clock { get; } = TestHosts.Clock();

    public RecordingObserver ServerSees { get; } = new();

    public RecordingObserver ClientSees { get; } = new();

    public TlsServer Server { get; }

    public TlsClient Client { get; }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
        foreach (IDisposable service in _services)
            service.Dispose();
    }

    private TlsServerOptions ServerOptions(MatrixCase combination) => new()
    {
        Host = TestHosts.Host(combination.Key, clients: combination.Auth switch
        {
            ClientAuth.None => ClientCertificateMode.None,
            ClientAuth.Required => ClientCertificateMode.Required,
            _ => ClientCertificateMode.Optional,
        }),
        EnabledSslProtocols = combination.Version,
        CipherSuites = [combination.Suite],
        Groups = [NamedGroup.Secp256r1],
        TimeProvider = Clock,
        Observer = ServerSees,
        Resumption = new ServerResumptionOptions
        {
            Tickets = combination.Way != Way.SessionId,
            SessionIdCapacity = combination.Way == Way.SessionId ? 100 : 0,
            SessionStore = combination is { SlowServices: true, Way: Way.SessionId } ? new SlowStore(Own(new InMemorySessionStore(100, 1 << 20, Clock))) : null,
            TicketProtector = combination.SlowServices ? new SlowTicketProtector(Own(NewProtector())) : null,
            PskModes = combination.Way == Way.Psk ? PskKeyExchangeModes.Ke : PskKeyExchangeModes.DheKe,
        },
    };

    private TlsClientOptions ClientOptions(MatrixCase combination) => new()
    {
        EnabledSslProtocols = combination.Version,
        CipherSuites = [combination.Suite],
        Groups = [NamedGroup.Secp384r1, NamedGroup.Secp256r1],
        KeyShareGroups = [combination.Retry ? NamedGroup.Secp384r1 : NamedGroup.Secp256r1],
        ServerValidation = new CertificateValidationOptions
        {
            Roots = TestPki.Servers.Roots,
            Callback = combination.SlowServices ? AcceptLater : null,
        },
        Credentials = combination.ShowsClientCertificate ? [TestPki.Clients.Issue(KeyKind.EcdsaP256, "client.example").ToCredential()] : [],
        TimeProvider = Clock,
        Observer = ClientSees,
        Resumption = new ClientResumptionOptions
        {
            Store = combination.SlowServices ? new SlowClientStore(Own(new InMemoryClientSessionStore(100, 10, 1 << 20, 8, Clock))) : null,
            PskModes = combination.Way == Way.Psk ? PskKeyExchangeModes.Ke : PskKeyExchangeModes.DheKe,
        },
    };

    private StekTicketProtector NewProtector() => new(TimeSpan.FromHours(1), TimeSpan.FromHours(1), Clock, TlsRandom.System);

    private static async ValueTask<bool> AcceptLater(CertificateValidationContext context, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return context.Chain.Count == 2;
    }

    private T Own<T>(T service)
        where T : IDisposable
    {
        _services.Add(service);
        return service;
    }
}
