using System.Runtime.CompilerServices;
using System.Security.Authentication;
using Segno.Handshake;

namespace Segno.Testing;

/// <summary>
/// Makes the servers and clients of tests as the options say, and in the mode <see cref="TestMode.Async"/> with services in front of theirs
/// that never answer at once.
/// </summary>
internal static class TestPeers
{
    private static readonly ConditionalWeakTable<object, PendingCalls> s_pending = [];
    private static readonly ConditionalWeakTable<TlsHost, TlsHost> s_slowHosts = [];

    public static TlsServer Server(TlsServerOptions options)
    {
        if (TestMode.Name != TestMode.Async)
            return new TlsServer(options);
        OptionChecks.Server(options);
        PendingCalls pending = new();
        TlsServer server = new(Slow(options, pending));
        s_pending.Add(server, pending);
        return server;
    }

    public static TlsClient Client(TlsClientOptions options)
    {
        if (TestMode.Name != TestMode.Async)
            return new TlsClient(options);
        OptionChecks.Client(options);
        PendingCalls pending = new();
        TlsClient client = new(Slow(options, pending));
        s_pending.Add(client, pending);
        return client;
    }

    /// <summary>Ends when the peer's services have done what they were told.</summary>
    public static Task WhenQuietAsync(object peer) => s_pending.TryGetValue(peer, out PendingCalls? pending) ? pending.WhenQuietAsync() : Task.CompletedTask;

    private static TlsServerOptions Slow(TlsServerOptions options, PendingCalls pending)
    {
        ServerResumptionOptions resumption = options.Resumption;
        IServerSessionStore? store = resumption.SessionStore;
        if (store is null && resumption.SessionIdCapacity > 0 && options.EnabledSslProtocols.HasFlag(SslProtocols.Tls12))
            store = new InMemorySessionStore(resumption.SessionIdCapacity, resumption.SessionIdMaxBytes, options.TimeProvider);
        ITicketProtector? protector = resumption.TicketProtector;
        if (protector is null && resumption.Tickets)
            protector = new StekTicketProtector(resumption.TicketKeyPeriod, resumption.SessionLifetime, options.TimeProvider, options.Random);
        resumption = resumption
            .With(nameof(resumption.SessionStore), store is null ? null : new SlowStore(store, pending))
            .With(nameof(resumption.TicketProtector), protector is null ? null : new SlowTicketProtector(protector))
            .With(nameof(resumption.StoreTimeout), Patience(resumption.StoreTimeout));
        return options
            .With(nameof(options.Resumption), resumption)
            .With(nameof(options.Host), options.Host is null ? null : Slow(options.Host))
            .With(nameof(options.HostSelector), Slow(options.HostSelector ?? ((_, _) => ValueTask.FromResult(options.Host))));
    }

    private static TlsClientOptions Slow(TlsClientOptions options, PendingCalls pending)
    {
        ClientResumptionOptions resumption = options.Resumption;
        IClientSessionStore store = resumption.Store ?? new InMemoryClientSessionStore(
            resumption.StoreCapacity, resumption.StoreCapacityPerOrigin, resumption.StoreMaxBytes, resumption.MaxTicketsPerConnection, options.TimeProvider);
        return options
            .With(nameof(options.ServerValidation), Slow(options.ServerValidation))
            .With(nameof(options.Resumption), resumption
                .With(nameof(resumption.Store), new SlowClientStore(store, pending))
                .With(nameof(resumption.StoreTimeout), Patience(resumption.StoreTimeout)));
    }

    private static Func<ClientHelloInfo, CancellationToken, ValueTask<TlsHost?>> Slow(Func<ClientHelloInfo, CancellationToken, ValueTask<TlsHost?>> selector) =>
        async (hello, cancellationToken) =>
        {
            await Task.Yield();
            return await selector(hello, cancellationToken) is { } host ? Slow(host) : null;
        };

    /// <summary>The same copy for the same host: what a server knows of a host hangs on the object.</summary>
    private static TlsHost Slow(TlsHost host) =>
        s_slowHosts.GetValue(host, static given => given.With(nameof(given.ClientValidation), Slow(given.ClientValidation)));

    private static CertificateValidationOptions Slow(CertificateValidationOptions options) => options
        .With(nameof(options.Callback), Slow(options.Callback))
        .With(nameof(options.OcspCallback), Slow(options.OcspCallback));

    private static Func<CertificateValidationContext, CancellationToken, ValueTask<bool>>? Slow(Func<CertificateValidationContext, CancellationToken, ValueTask<bool>>? callback) =>
        callback is null ? null : async (context, cancellationToken) =>
        {
            await Task.Yield();
            return await callback(context, cancellationToken);
        };

    /// <summary>On a machine that is busy a hop may take longer than a store usually may; a test that sets a limit means it.</summary>
    private static TimeSpan Patience(TimeSpan wanted) => wanted == new ServerResumptionOptions().StoreTimeout ? TimeSpan.FromMinutes(1) : wanted;
}
