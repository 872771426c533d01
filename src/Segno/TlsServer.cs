namespace Segno;

/// <summary>A long-lived, thread-safe TLS server context.</summary>
public sealed class TlsServer : IAsyncDisposable
{
    /// <summary>Validates and copies the options.</summary>
    public TlsServer(TlsServerOptions options) => ArgumentNullException.ThrowIfNull(options);

    /// <summary>What was counted so far.</summary>
    public TlsStatistics Statistics { get; } = new();

    /// <summary>Runs the server's side of a handshake.</summary>
    public ValueTask<TlsStream> AcceptAsync(Stream transport, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Runs the server's side of a handshake.</summary>
    public ValueTask<TlsStream> AcceptAsync(Stream transport, bool leaveOpen, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
