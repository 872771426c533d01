using System.Runtime.CompilerServices;
using System.Security.Authentication;
using Segno.Crypto;
using Segno.Crypto.KeyShares;
using Segno.Diagnostics;
using Segno.Resumption;
using Segno.Resumption.Sessions;
using Segno.Resumption.Stores;
using Segno.Resumption.Tickets;

namespace Segno.Handshake.Server;

/// <summary>A server's options, checked and frozen, with the services that they name.</summary>
internal sealed class ServerConfiguration : IDisposable
{
    private readonly ConditionalWeakTable<TlsHost, ServerHost> _hosts = [];
    private readonly Func<ClientHelloInfo, CancellationToken, ValueTask<TlsHost?>>? _selector;
    private readonly ServerHost? _defaultHost;
    private readonly List<IDisposable> _owned = [];

    public ServerConfiguration(TlsServerOptions options)
    {
        OptionChecks.Server(options);
        Options = options;
        Time = options.TimeProvider;
        Random = options.Random;
        Tls12 = options.EnabledSslProtocols.HasFlag(SslProtocols.Tls12);
        Tls13 = options.EnabledSslProtocols.HasFlag(SslProtocols.Tls13);
        CipherSuites = OptionChecks.CipherSuites(options.CipherSuites, options.EnabledSslProtocols);
        Groups = OptionChecks.Groups(options.Groups);
        SignatureSchemes = OptionChecks.SignatureSchemes(options.SignatureSchemes);
        KeyLog = KeyLog.Open(options.KeyLogFile);
        if (KeyLog is not null)
            _owned.Add(KeyLog);

        ServerResumptionOptions resumption = options.Resumption;
        Lifetimes = new SessionLifetimes(
            resumption.SessionLifetime, resumption.MaxAuthenticationAge, resumption.MaxAuthenticationAgeTls12, resumption.ClockSkew);
        ServiceBudget budget = new(resumption.StoreTimeout, Time);
        SessionIds = resumption.SessionStore is { } store ? new FailSafeServerSessionStore(store, budget) : OwnSessionStore(resumption);
        Tickets = !resumption.Tickets ? null
            : resumption.TicketProtector is { } protector ? new FailSafeTicketProtector(protector, budget)
            : OwnTicketProtector(resumption);

        _selector = options.HostSelector;
        _defaultHost = options.Host is null ? null : HostOf(options.Host);
    }

    public TlsServerOptions Options { get; }

    public ServerResumptionOptions Resumption => Options.Resumption;

    public TimeProvider Time { get; }

    public TlsRandom Random { get; }

    public bool Tls12 { get; }

    public bool Tls13 { get; }

    /// <summary>Of both versions, in order of preference.</summary>
    public IReadOnlyList<CipherSuite> CipherSuites { get; }

    public IReadOnlyList<NamedGroup> Groups { get; }

    public IReadOnlyList<SignatureScheme> SignatureSchemes { get; }

    public SessionLifetimes Lifetimes { get; }

    /// <summary>Where TLS 1.2 sessions are kept by ID; null: session IDs are off.</summary>
    public IServerSessionStore? SessionIds { get; }

    /// <summary>What seals tickets; null: tickets are off.</summary>
    public ITicketProtector? Tickets { get; }

    public KeyLog? KeyLog { get; }

    /// <summary>The host for a ClientHello.</summary>
    /// <exception cref="TlsException">unrecognized_name: there is none.</exception>
    public async ValueTask<ServerHost> SelectHostAsync(ClientHelloInfo hello, CancellationToken cancellationToken)
    {
        if (_selector is not null && await _selector(hello, cancellationToken).ConfigureAwait(false) is { } host)
            return HostOf(host);
        return _defaultHost ?? throw new TlsException(TlsFaults.UnknownServerName, hello.ServerName is null ? "the client named none" : $"'{hello.ServerName}'");
    }

    /// <summary>Whether somebody chooses hosts, so that a <see cref="ClientHelloInfo"/> is worth making.</summary>
    public ServerHost? OnlyHost => _selector is null ? _defaultHost : null;

    public void Dispose()
    {
        foreach (IDisposable service in _owned)
            service.Dispose();
    }

    private ServerHost HostOf(TlsHost host) => _hosts.GetValue(host, key =>
    {
        ServerHost made = new(key, Time);
        OptionChecks.Servable(key, CipherSuites, SignatureSchemes);
        return made;
    });

    private InMemorySessionStore? OwnSessionStore(ServerResumptionOptions resumption)
    {
        if (resumption.SessionIdCapacity == 0 || !Tls12)
            return null;
        InMemorySessionStore store = new(resumption.SessionIdCapacity, resumption.SessionIdMaxBytes, Time);
        _owned.Add(store);
        return store;
    }

    private StekTicketProtector OwnTicketProtector(ServerResumptionOptions resumption)
    {
        StekTicketProtector protector = new(resumption.TicketKeyPeriod, resumption.SessionLifetime, Time, Random);
        _owned.Add(protector);
        return protector;
    }
}
