using System.Security.Authentication;
using Segno.Testing;

namespace Segno.Tests.Behaviour;

/// <summary>A client that gives up while a service works on a session: the session's secret does not stay behind.</summary>
public sealed class CancelledConnectTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_whose_check_is_given_up_is_disposed()
    {
        using CancellationTokenSource cancel = new();
        HandingStore store = new();
        TaskCompletionSource checking = new();
        bool waits = false;
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls12));
        await using TlsClient client = Client(store, async token =>
        {
            if (!waits)
                return;
            checking.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        });
        await using (await HandshakePair.ConnectAsync(client, server, cancellationToken: Token))
            waits = true;
        Task<TlsStream> connecting = client.ConnectAsync(DuplexStream.CreatePair().Left, TestHosts.Name, cancel.Token).AsTask();
        await checking.Task;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        await HasBeenDisposedAsync(store.Handed!);
    }

    [Fact]
    public async Task A_session_that_a_store_does_not_take_in_time_is_disposed()
    {
        using CancellationTokenSource cancel = new();
        HandingStore store = new() { Keeps = false };
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls12));
        await using TlsClient client = Client(store, _ => Task.CompletedTask);
        (DuplexStream ours, DuplexStream theirs) = DuplexStream.CreatePair();
        Task<TlsStream> accepting = server.AcceptAsync(theirs, Token).AsTask();
        Task<TlsStream> connecting = client.ConnectAsync(ours, TestHosts.Name, cancel.Token).AsTask();
        TlsClientSession offered = await store.Putting.Task.WaitAsync(Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        await HasBeenDisposedAsync(offered);
        await (await accepting).DisposeAsync();
    }

    private static TlsClient Client(IClientSessionStore store, Func<CancellationToken, Task> check) => TestPeers.Client(new TlsClientOptions
    {
        EnabledSslProtocols = SslProtocols.Tls12,
        TimeProvider = TestHosts.Clock(),
        Resumption = new ClientResumptionOptions { Store = store },
        ServerValidation = new CertificateValidationOptions
        {
            OnResumption = ResumptionCheck.Callback,
            CallbackMode = CertificateCallbackMode.Instead,
            Callback = async (_, token) =>
            {
                await check(token);
                return true;
            },
        },
    });

    /// <summary>The service may come back a moment after the connection was given up.</summary>
    private static async Task HasBeenDisposedAsync(TlsClientSession session)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(10));
        while (true)
        {
            try
            {
                session.Clone().Dispose();
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Keeps one session, or takes for ever to do so, and lets the test see what it hands out.</summary>
    private sealed class HandingStore : IClientSessionStore
    {
        private TlsClientSession? _kept;

        public bool Keeps { get; init; } = true;

        public TlsClientSession? Handed { get; private set; }

        public TaskCompletionSource<TlsClientSession> Putting { get; } = new();

        public ValueTask<TlsClientSession?> TakeAsync(ClientSessionKey key, CancellationToken cancellationToken) => ValueTask.FromResult(Handed = _kept?.Clone());

        public async ValueTask PutAsync(ClientSessionKey key, TlsClientSession session, CancellationToken cancellationToken)
        {
            Putting.TrySetResult(session);
            if (!Keeps)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            _kept = session;
        }

        public ValueTask RemoveAsync(ClientSessionKey key, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public int TicketsWanted(ClientSessionKey key) => 1;
    }
}
