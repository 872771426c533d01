using System.Runtime.ExceptionServices;

namespace Segno.Testing;

/// <summary>A client's and a server's <see cref="TlsStream"/> over a stream in memory.</summary>
internal sealed class HandshakePair : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly TlsClient _connecting;
    private readonly TlsServer _accepting;

    private HandshakePair(TlsClient connecting, TlsServer accepting, TlsStream client, TlsStream server, DuplexStream clientTransport, DuplexStream serverTransport)
    {
        _connecting = connecting;
        _accepting = accepting;
        Client = client;
        Server = server;
        ClientTransport = clientTransport;
        ServerTransport = serverTransport;
    }

    public TlsStream Client { get; }

    public TlsStream Server { get; }

    public DuplexStream ClientTransport { get; }

    public DuplexStream ServerTransport { get; }

    /// <summary>Runs a handshake to its end on both sides.</summary>
    /// <exception cref="TlsException">One side refused: its reason, rather than the other's alert.</exception>
    public static async Task<HandshakePair> ConnectAsync(
        TlsClient client, TlsServer server, TlsConnectOptions? connect = null, int largestRead = int.MaxValue, int capacity = 1 << 20, CancellationToken cancellationToken = default)
    {
        HandshakeOutcome outcome = await TryConnectAsync(client, server, connect, largestRead, capacity, cancellationToken);
        if (outcome.Pair is { } pair)
            return pair;
        ExceptionDispatchInfo.Throw(outcome.Cause);
        throw outcome.Cause;
    }

    /// <summary>Runs a handshake that may fail.</summary>
    public static async Task<HandshakeOutcome> TryConnectAsync(
        TlsClient client, TlsServer server, TlsConnectOptions? connect = null, int largestRead = int.MaxValue, int capacity = 1 << 20, CancellationToken cancellationToken = default)
    {
        (DuplexStream clientTransport, DuplexStream serverTransport) = DuplexStream.CreatePair(capacity, largestRead);
        connect ??= new TlsConnectOptions { ServerName = TestHosts.Name };
        Task<TlsStream> connecting = Run(() => client.ConnectAsync(clientTransport, connect, cancellationToken).AsTask(), clientTransport);
        Task<TlsStream> accepting = Run(() => server.AcceptAsync(serverTransport, cancellationToken).AsTask(), serverTransport);
        await Task.WhenAny(Task.WhenAll(Quiet(connecting), Quiet(accepting)), Task.Delay(s_patience, cancellationToken));
        if (!connecting.IsCompleted || !accepting.IsCompleted)
        {
            clientTransport.CompleteWriting();
            serverTransport.CompleteWriting();
            throw new TimeoutException($"The handshake stands still: client {connecting.Status}, server {accepting.Status}.");
        }
        if (connecting.IsCompletedSuccessfully && accepting.IsCompletedSuccessfully)
            return new HandshakeOutcome(new HandshakePair(client, server, await connecting, await accepting, clientTransport, serverTransport), null, null);

        await TestPeers.WhenQuietAsync(client);
        await TestPeers.WhenQuietAsync(server);
        HandshakeOutcome failure = new(null, connecting.Exception?.InnerException, accepting.Exception?.InnerException);
        if (connecting.IsCompletedSuccessfully)
            failure = failure with { LonelyClient = await connecting };
        return failure;
    }

    /// <summary>
    /// Sends one byte each way, so that whatever the server sent behind its handshake, tickets above all, has arrived at the client.
    /// </summary>
    public async Task SettleAsync(CancellationToken cancellationToken = default)
    {
        await SendAsync(Server, Client, [0x53], cancellationToken);
        await SendAsync(Client, Server, [0x43], cancellationToken);
        await WhenQuietAsync();
    }

    private async Task WhenQuietAsync()
    {
        await TestPeers.WhenQuietAsync(_connecting);
        await TestPeers.WhenQuietAsync(_accepting);
    }

    /// <summary>Sends <paramref name="data"/> from one side to the other and back, and fails if a byte is another.</summary>
    public async Task EchoAsync(byte[] data, CancellationToken cancellationToken = default)
    {
        await SendAsync(Client, Server, data, cancellationToken);
        await SendAsync(Server, Client, data, cancellationToken);
    }

    /// <summary>Closes both sides in good order.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        await Client.ShutdownAsync(cancellationToken);
        await Server.ShutdownAsync(cancellationToken);
        byte[] nothing = new byte[1];
        int left = await Client.ReadAsync(nothing.AsMemory(), cancellationToken) + await Server.ReadAsync(nothing.AsMemory(), cancellationToken);
        if (left != 0)
            throw new InvalidOperationException("There was data left where close_notify was expected.");
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
        await WhenQuietAsync();
    }

    private static async Task SendAsync(TlsStream from, TlsStream to, byte[] data, CancellationToken cancellationToken)
    {
        Task writing = from.WriteAsync(data.AsMemory(), cancellationToken).AsTask();
        byte[] received = new byte[data.Length];
        await to.ReadExactlyAsync(received.AsMemory(), cancellationToken);
        await writing;
        if (!received.AsSpan().SequenceEqual(data))
            throw new InvalidOperationException("The data arrived altered.");
    }

    private static async Task<TlsStream> Run(Func<Task<TlsStream>> handshake, DuplexStream transport)
    {
        try
        {
            return await Task.Run(handshake);
        }
        catch
        {
            transport.CompleteWriting();
            throw;
        }
    }

    private static Task Quiet(Task task) => task.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
}

/// <summary>What came of a handshake: a pair, or why each side gave up.</summary>
/// <param name="Pair">The two sides; null if one of them failed.</param>
/// <param name="ClientError">The client's exception.</param>
/// <param name="ServerError">The server's exception.</param>
internal sealed record HandshakeOutcome(HandshakePair? Pair, Exception? ClientError, Exception? ServerError)
{
    /// <summary>The client's side, where only the server failed: in TLS 1.3 the client is done before the server has judged it.</summary>
    public TlsStream? LonelyClient { get; init; }

    /// <summary>The exception of the side that refused first.</summary>
    public Exception Cause => new[] { ClientError, ServerError }.FirstOrDefault(IsOwnRefusal) ?? ClientError ?? ServerError
        ?? throw new InvalidOperationException("Neither side failed.");

    private static bool IsOwnRefusal(Exception? error) => error is TlsException { Direction: TlsFaultDirection.Sent } or (not null and not TlsException);
}
