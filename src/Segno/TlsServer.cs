using Segno.Diagnostics;
using Segno.Handshake;
using Segno.Handshake.Server;
using Segno.Transport;
using Segno.Wire;

namespace Segno;

/// <summary>
/// A TLS server: its options, checked once, and what its connections share: sessions, ticket keys, counts. Long-lived and
/// thread-safe; it outlives its connections.
/// </summary>
public sealed class TlsServer : IAsyncDisposable
{
    private readonly ServerConfiguration _configuration;
    private readonly EngineOptions _engineOptions;
    private readonly ConnectionCounters _counters = new(TlsRole.Server);
    private readonly HandshakeDriver _driver;
    private volatile bool _disposed;

    /// <summary>Checks the options, which must not change afterwards.</summary>
    /// <exception cref="ArgumentException">An option is wrong; the message says which and what to change.</exception>
    public TlsServer(TlsServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _configuration = new ServerConfiguration(options);
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
    internal ServerConfiguration Configuration => _configuration;

    /// <inheritdoc cref="AcceptAsync(Stream, bool, CancellationToken)"/>
    public ValueTask<TlsStream> AcceptAsync(Stream transport, CancellationToken cancellationToken = default) =>
        AcceptAsync(transport, leaveOpen: false, cancellationToken);

    /// <summary>Runs the server's side of a handshake.</summary>
    /// <param name="transport">The connection to the client. If the handshake fails it is disposed, unless it is to be left open.</param>
    /// <param name="leaveOpen">Whether <paramref name="transport"/> outlives the TLS connection.</param>
    /// <param name="cancellationToken">Gives the handshake up.</param>
    /// <returns>The connection, which the caller disposes.</returns>
    /// <exception cref="TlsException">The handshake failed, or took longer than <see cref="TlsServerOptions.HandshakeTimeout"/>.</exception>
    /// <exception cref="IOException">The transport failed.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed. The transport is disposed as if the handshake had failed.</exception>
    public async ValueTask<TlsStream> AcceptAsync(Stream transport, bool leaveOpen, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        if (_disposed)
        {
            // Whoever accepts and connects on one thread and disposes on another leaves no transport behind.
            if (!leaveOpen)
                await transport.DisposeAsync().ConfigureAwait(false);
            throw new ObjectDisposedException(GetType().FullName);
        }
        TlsEngine engine = new(TlsRole.Server, _engineOptions);
        ServerHandshake handshake = new(_configuration, engine);
        try
        {
            return await _driver.RunAsync(
                transport, leaveOpen, engine, handshake, _ => ValueTask.FromResult<HandshakeState>(new ExpectClientHello(handshake)), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _counters.Declined(handshake.Account.ToInfo());
            throw;
        }
    }

    /// <summary>Frees the sessions and ticket keys that the server owns. Connections that are open stay usable.</summary>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        _configuration.Dispose();
        return ValueTask.CompletedTask;
    }
}
