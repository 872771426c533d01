using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Segno.Handshake;
using Segno.Transport;

namespace Segno;

/// <summary>
/// An established TLS connection as a stream, made by <see cref="TlsServer"/> or <see cref="TlsClient"/>. One reader and one writer may be at work
/// at the same time. Disposing it sends close_notify.
/// </summary>
public sealed class TlsStream : Stream
{
    // Three full records: with what protection adds they fit an array of 64 KiB.
    private const int MaxWriteBytes = 3 * Record.RecordLimits.MaxContent;

    private static readonly TimeSpan s_closePatience = TimeSpan.FromSeconds(2);

    private readonly TlsEngine _engine;
    private readonly StreamTransport _transport;
    private readonly ConnectedState _connected;
    private readonly HandshakeSummary _handshake;
    private readonly TimeProvider _time;
    private readonly Action? _onClosed;
    private X509Certificate2? _peerCertificate;
    private int _reading;
    private int _writing;
    private int _disposed;

    internal TlsStream(TlsEngine engine, StreamTransport transport, HandshakeSummary handshake, TimeProvider time, Action? onClosed = null)
    {
        _engine = engine;
        _transport = transport;
        _connected = engine.Connected ?? throw new InvalidOperationException("The handshake is not done.");
        _handshake = handshake;
        _time = time;
        _onClosed = onClosed;
    }

    /// <summary>How the connection came about, resumption included. A client's count of tickets grows as they arrive.</summary>
    public ConnectionInfo Info => _connected.Info with
    {
        HandshakeBytesSent = _handshake.BytesSent,
        HandshakeBytesReceived = _handshake.BytesReceived,
        HandshakeDuration = _handshake.Duration,
    };

    /// <summary>The version: <see cref="SslProtocols.Tls12"/> or <see cref="SslProtocols.Tls13"/>.</summary>
    public SslProtocols SslProtocol => _connected.Info.Protocol;

    /// <summary>The cipher suite.</summary>
    public TlsCipherSuite NegotiatedCipherSuite => _connected.Info.CipherSuite;

    /// <summary>The application protocol (RFC 7301); <c>default</c> if none.</summary>
    public SslApplicationProtocol NegotiatedApplicationProtocol => _connected.Info.ApplicationProtocol;

    /// <summary>The server's name as this connection's ClientHello has it; empty if it has none.</summary>
    public string TargetHostName => _connected.Info.ServerName ?? "";

    /// <summary>The peer's own certificate, also on a resumed connection; null if it showed none. The stream owns it and disposes it.</summary>
    public X509Certificate2? PeerCertificate
    {
        get
        {
            if (_peerCertificate is { } known)
                return known;
            ObjectDisposedException.ThrowIf(_disposed != 0, this);
            IReadOnlyList<ReadOnlyMemory<byte>> chain = _connected.PeerCertificates;
            if (chain.Count == 0)
                return null;
            X509Certificate2 loaded = X509CertificateLoader.LoadCertificate(chain[0].Span);
            if (Interlocked.CompareExchange(ref _peerCertificate, loaded, null) is { } other)
            {
                loaded.Dispose();
                return other;
            }
            return loaded;
        }
    }

    /// <summary>The peer's certificates in DER, its own first, also on a resumed connection; empty if it showed none.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> PeerCertificates => _connected.PeerCertificates;

    /// <inheritdoc/>
    public override bool CanRead => _disposed == 0;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => _disposed == 0;

    /// <inheritdoc/>
    public override bool CanTimeout => _transport.Stream.CanTimeout;

    /// <inheritdoc/>
    public override int ReadTimeout { get => _transport.Stream.ReadTimeout; set => _transport.Stream.ReadTimeout = value; }

    /// <inheritdoc/>
    public override int WriteTimeout { get => _transport.Stream.WriteTimeout; set => _transport.Stream.WriteTimeout = value; }

    /// <summary>Not supported.</summary>
    public override long Length => throw new NotSupportedException();

    /// <summary>Not supported.</summary>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>
    /// A client's newest session, to be offered on other connections (<see cref="TlsConnectOptions.Session"/>); the caller disposes it. Null if there
    /// is none yet (TLS 1.3 servers send theirs after the handshake, and they come in with reads), and on servers.
    /// </summary>
    public TlsClientSession? ExportSession() => _connected.ExportSession();

    /// <summary>Fills <paramref name="destination"/> with keying material of this connection (RFC 8446 §7.5, RFC 5705), for the given context.</summary>
    /// <exception cref="InvalidOperationException">TLS 1.2 without extended_master_secret (RFC 7627 §5.4).</exception>
    public void ExportKeyingMaterial(string label, ReadOnlySpan<byte> context, Span<byte> destination) =>
        _connected.ExportKeyingMaterial(label, context, hasContext: true, destination);

    /// <summary>The same without a context; in TLS 1.3 that equals an empty one.</summary>
    /// <exception cref="InvalidOperationException">TLS 1.2 without extended_master_secret (RFC 7627 §5.4).</exception>
    public void ExportKeyingMaterial(string label, Span<byte> destination) =>
        _connected.ExportKeyingMaterial(label, [], hasContext: false, destination);

    /// <summary>Changes the keys with which this side writes (KeyUpdate, RFC 8446 §4.6.3).</summary>
    /// <param name="requestPeerUpdate">Whether the peer shall change its own.</param>
    /// <param name="cancellationToken">Cancels the sending, after which nothing more can be sent.</param>
    /// <exception cref="InvalidOperationException">TLS 1.2 has no such thing; or <see cref="ShutdownAsync"/> was called.</exception>
    public ValueTask UpdateKeysAsync(bool requestPeerUpdate = false, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        if (!_engine.UpdateKeys(requestPeerUpdate))
            throw new InvalidOperationException("TLS 1.2 has no KeyUpdate.");
        return _transport.FlushStreamAsync(cancellationToken);
    }

    /// <summary>
    /// Sends close_notify: the peer reads to the end, and knows that it was the end. Reading goes on here until the peer closes its own side.
    /// </summary>
    public async ValueTask ShutdownAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        Enter(ref _writing, "write");
        try
        {
            _engine.CloseNotify();
            await _transport.FlushStreamAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Exit(ref _writing);
        }
    }

    /// <summary>Reads what there is, at least one byte, unless the peer has closed with close_notify: then 0. With an empty buffer it waits for data.</summary>
    /// <exception cref="TlsException">The peer broke a rule or sent an alert, or the transport ended without close_notify.</exception>
    public override int Read(Span<byte> buffer)
    {
        EnterRead();
        try
        {
            while (true)
            {
                EngineStep step = Wait(_engine.StepAsync(CancellationToken.None));
                if (step is EngineStep.ApplicationData or EngineStep.Closed)
                    return step == EngineStep.Closed ? 0 : _engine.Read(buffer);
                if (!_transport.Fill())
                    throw _engine.EndOfInput();
            }
        }
        catch (TlsException)
        {
            _transport.FlushInBackground();
            throw;
        }
        finally
        {
            ExitRead();
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc cref="Read(Span{byte})"/>
    /// <remarks>A read that is cancelled while it waits for data loses none: the next goes on.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        EnterRead();
        try
        {
            while (true)
            {
                EngineStep step = await _engine.StepAsync(cancellationToken).ConfigureAwait(false);
                if (step is EngineStep.ApplicationData or EngineStep.Closed)
                    return step == EngineStep.Closed ? 0 : _engine.Read(buffer.Span);
                if (!await _transport.FillAsync(cancellationToken).ConfigureAwait(false))
                    throw _engine.EndOfInput();
            }
        }
        catch (TlsException)
        {
            _transport.FlushInBackground();
            throw;
        }
        finally
        {
            ExitRead();
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <inheritdoc/>
    public override IAsyncResult BeginRead(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        TaskToAsyncResult.Begin(ReadAsync(buffer, offset, count, CancellationToken.None), callback, state);

    /// <inheritdoc/>
    public override int EndRead(IAsyncResult asyncResult) => TaskToAsyncResult.End<int>(asyncResult);

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        EnterWrite();
        try
        {
            while (!buffer.IsEmpty)
            {
                ObjectDisposedException.ThrowIf(_disposed != 0, this);
                int length = Math.Min(buffer.Length, MaxWriteBytes);
                _engine.Protect(buffer[..length]);
                _transport.Flush();
                buffer = buffer[length..];
            }
        }
        catch (TlsException e) when (_engine.Failure is null)
        {
            _engine.Fail(e);
            _transport.FlushInBackground();
            throw;
        }
        catch (IOException e) when (_disposed != 0 && e is not TlsException)
        {
            // Disposal waits two seconds for a peer that does not read, and then gives up what is on its way.
            throw new ObjectDisposedException("The connection was disposed while a write was under way.", e);
        }
        finally
        {
            Exit(ref _writing);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    /// <remarks>A write that is cancelled while it is under way may have sent a part: after it nothing more can be written.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        EnterWrite();
        try
        {
            while (!buffer.IsEmpty)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ObjectDisposedException.ThrowIf(_disposed != 0, this);
                int length = Math.Min(buffer.Length, MaxWriteBytes);
                _engine.Protect(buffer.Span[..length]);
                await _transport.FlushAsync(cancellationToken).ConfigureAwait(false);
                buffer = buffer[length..];
            }
        }
        catch (TlsException e) when (_engine.Failure is null)
        {
            _engine.Fail(e);
            _transport.FlushInBackground();
            throw;
        }
        catch (IOException e) when (_disposed != 0 && e is not TlsException)
        {
            // Disposal waits two seconds for a peer that does not read, and then gives up what is on its way.
            throw new ObjectDisposedException("The connection was disposed while a write was under way.", e);
        }
        finally
        {
            Exit(ref _writing);
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <inheritdoc/>
    public override IAsyncResult BeginWrite(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        TaskToAsyncResult.Begin(WriteAsync(buffer, offset, count, CancellationToken.None), callback, state);

    /// <inheritdoc/>
    public override void EndWrite(IAsyncResult asyncResult) => TaskToAsyncResult.End(asyncResult);

    /// <summary>Flushes the transport. What was written is in its hands already. After a flush that fails, or is cancelled on the way, nothing more can be written.</summary>
    public override void Flush()
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        _transport.FlushStream();
    }

    /// <inheritdoc cref="Flush"/>
    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return _transport.FlushStreamOnlyAsync(cancellationToken).AsTask();
    }

    /// <summary>Not supported.</summary>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <summary>Not supported.</summary>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>
    /// Sends close_notify, giving a transport that is stuck two seconds, and disposes the transport unless it is to be left open. An asynchronous
    /// read that waits ends with an <see cref="ObjectDisposedException"/>; a synchronous one, on a transport that stays open, when that has data.
    /// </summary>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            try
            {
                _engine.CloseNotify(forGood: true);
                await _transport.FlushForLastTimeAsync(s_closePatience, _time).ConfigureAwait(false);
                await _transport.CloseAsync().ConfigureAwait(false);
            }
            finally
            {
                Release();
            }
        }
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc cref="DisposeAsync"/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            try
            {
                _engine.CloseNotify(forGood: true);
                Wait(_transport.FlushForLastTimeAsync(s_closePatience, _time));
                _transport.Close();
            }
            finally
            {
                Release();
            }
        }
        base.Dispose(disposing);
    }

    private static T Wait<T>(ValueTask<T> task) => task.IsCompleted ? task.GetAwaiter().GetResult() : task.AsTask().GetAwaiter().GetResult();

    private static void Wait(ValueTask task)
    {
        if (task.IsCompleted)
            task.GetAwaiter().GetResult();
        else
            task.AsTask().GetAwaiter().GetResult();
    }

    private static void Enter(ref int guard, string what)
    {
        if (Interlocked.Exchange(ref guard, 1) != 0)
            throw new InvalidOperationException($"Another {what} is under way: a TlsStream takes one reader and one writer at a time.");
    }

    private static void Exit(ref int guard) => Volatile.Write(ref guard, 0);

    private void EnterRead()
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        Enter(ref _reading, "read");
    }

    private void EnterWrite()
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        Enter(ref _writing, "write");
    }

    private void ExitRead()
    {
        Exit(ref _reading);
        if (Volatile.Read(ref _disposed) != 0)
            ReleaseReading();
    }

    private void Release()
    {
        _engine.DisposeSending();
        ReleaseReading();
        _peerCertificate?.Dispose();
        _onClosed?.Invoke();
    }

    /// <summary>A read that is still under way has the receive buffer; its end frees it.</summary>
    private void ReleaseReading()
    {
        if (Interlocked.Exchange(ref _reading, 1) == 0)
            _engine.Dispose();
    }
}
