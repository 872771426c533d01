namespace Segno;

/// <summary>A long-lived, thread-safe TLS client context.</summary>
public sealed class TlsClient : IAsyncDisposable
{
    /// <summary>Validates and copies the options.</summary>
    public TlsClient(TlsClientOptions options) => ArgumentNullException.ThrowIfNull(options);

    /// <summary>What was counted so far.</summary>
    public TlsStatistics Statistics { get; } = new();

    /// <summary>Runs the client's side of a handshake.</summary>
    public ValueTask<TlsStream> ConnectAsync(Stream transport, string serverName, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Runs the client's side of a handshake.</summary>
    public ValueTask<TlsStream> ConnectAsync(Stream transport, TlsConnectOptions connect, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Runs the client's side of a handshake.</summary>
    public ValueTask<TlsStream> ConnectAsync(Stream transport, TlsConnectOptions connect, bool leaveOpen, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
