using Segno.Diagnostics;
using Segno.Handshake.Client;
using Segno.Transport;
using Segno.Wire;

namespace Segno;

/// <summary>
/// A TLS client: its options, checked once, and what its connections share: above all the sessions that make later connections resume.
/// Long-lived and thread-safe; it outlives its connections.
/// </summary>
public sealed class TlsClient : IAsyncDisposable
{
    private readonly ClientConfiguration _configuration;
    private readonly EngineOptions _engineOptions;
    private readonly ConnectionCounters _counters = new(TlsRole.Client);
    private readonly HandshakeDriver _driver;
    private volatile bool _disposed;

    /// <summary>Checks the options, which must not change afterwards.</summary>
    /// <exception cref="ArgumentException">An option is wrong; the message says which and what to change.</exception>
    public TlsClient(TlsClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _configuration = new ClientConfiguration(options);
        _engineOptions = new EngineOptions
        {
            MaxCertificateBytes = options.MaxCertificateChainBytes,
            RecordPaddingBlock = options.RecordPaddingBlock,
            Observer = options.Observer,
        };
        _driver = new HandshakeDriver(options.HandshakeTimeout, options.TimeProvider, _counters);
    }

    /// <summary>What was counted so far.</summary>
    public TlsStatistics Statistics => _counters.Snapshot();

    /// <summary>The options with their services, for tests that look at what those hold.</summary>
    internal ClientConfiguration Configuration => _configuration;

    /// <summary>Runs the client's side of a handshake with the server <paramref name="serverName"/> on port 443.</summary>
    /// <inheritdoc cref="ConnectAsync(Stream, TlsConnectOptions, bool, CancellationToken)"/>
    public ValueTask<TlsStream> ConnectAsync(Stream transport, string serverName, CancellationToken cancellationToken = default) =>
        ConnectAsync(transport, new TlsConnectOptions { ServerName = serverName }, leaveOpen: false, cancellationToken);

    /// <inheritdoc cref="ConnectAsync(Stream, TlsConnectOptions, bool, CancellationToken)"/>
    public ValueTask<TlsStream> ConnectAsync(Stream transport, TlsConnectOptions connect, CancellationToken cancellationToken = default) =>
        ConnectAsync(transport, connect, leaveOpen: false, cancellationToken);

    /// <summary>Runs the client's side of a handshake.</summary>
    /// <param name="transport">The connection to the server. If the handshake fails it is disposed, unless it is to be left open.</param>
    /// <param name="connect">Whom it goes to, and which session is offered.</param>
    /// <param name="leaveOpen">Whether <paramref name="transport"/> outlives the TLS connection.</param>
    /// <param name="cancellationToken">Gives the handshake up.</param>
    /// <returns>The connection, which the caller disposes.</returns>
    /// <exception cref="TlsException">The handshake failed, or took longer than <see cref="TlsClientOptions.HandshakeTimeout"/>.</exception>
    /// <exception cref="IOException">The transport failed.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed. The transport is disposed as if the handshake had failed.</exception>
    public async ValueTask<TlsStream> ConnectAsync(
        Stream transport, TlsConnectOptions connect, bool leaveOpen, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        if (_disposed)
        {
            // Whoever accepts and connects on one thread and disposes on another leaves no transport behind.
            if (!leaveOpen)
                await transport.DisposeAsync().ConfigureAwait(false);
            throw new ObjectDisposedException(GetType().FullName);
        }
        ArgumentNullException.ThrowIfNull(connect);
        string serverName = TargetName.Normalise(connect.ServerName);
        TlsEngine engine = new(TlsRole.Client, _engineOptions);
        ClientHandshake handshake = new(_configuration, connect, serverName, engine);
        try
        {
            return await _driver.RunAsync(
                transport, leaveOpen, engine, handshake, token => ClientStart.BeginAsync(handshake, token), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _counters.Declined(handshake.Account.ToInfo());
            throw;
        }
    }

    /// <summary>Frees the sessions that the client owns. Connections that are open stay usable.</summary>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        _configuration.Dispose();
        return ValueTask.CompletedTask;
    }
}
