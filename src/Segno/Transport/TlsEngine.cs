using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Segno.Crypto;
using Segno.Diagnostics;
using Segno.Handshake;
using Segno.Record;
using Segno.Wire;

namespace Segno.Transport;

/// <summary>
/// Bytes in, bytes out, no I/O: the only loop that moves the handshake's state. A transport fills <see cref="Input"/>, calls
/// <see cref="StepAsync"/> until that needs input, and drains the output. One step at a time; sending may overlap with it.
/// </summary>
internal sealed class TlsEngine(TlsRole role, EngineOptions options) : IHandshakeOutput, IDisposable
{
    private readonly RecordReader _reader = new();
    private readonly HandshakeAssembler _assembler = new(options.MaxCertificateBytes);
    private readonly SendSide _sending = new(role, options);
    private readonly IHandshakeObserver? _observer = options.Observer;
    private readonly PeerBudget _budget = new(options.MaxHandshakeBytes);
    private HandshakeState? _state;
    private ProtocolVersion? _version;
    private Memory<byte> _applicationData;
    private TlsException? _failure;
    private bool _peerClosed;
    private int _stepping;
    private int _updateRequested;

    /// <summary>Received bytes; the transport fills it, between steps only.</summary>
    public ReceiveBuffer Input { get; } = new();

    /// <summary>Plaintext, opened where it was received; valid until the next step.</summary>
    public ReadOnlyMemory<byte> ApplicationData => _applicationData;

    /// <summary>The established connection; null during the handshake.</summary>
    public ConnectedState? Connected { get; private set; }

    /// <summary>Bytes of records that the handshake received, and sent.</summary>
    public (long Received, long Sent) HandshakeBytes { get; private set; }

    /// <summary>Whether records wait to be sent.</summary>
    public bool HasOutput => _sending.HasOutput;

    /// <summary>Why the connection is over; null while it is not.</summary>
    public TlsException? Failure => _failure;

    /// <summary>Whether the handshake is done for the peer before it has read what we send last: in TLS 1.3 a client's Finished comes before the server's tickets.</summary>
    public bool EndsWithTickets => role == TlsRole.Server && _version == ProtocolVersion.Tls13;

    private bool IsEstablished => Connected is not null;

    /// <summary>Begins with the first state, which may have sent its flight already.</summary>
    public void Start(HandshakeState initial) => _state = initial;

    /// <summary>Consumes records until something is to be reported.</summary>
    /// <exception cref="TlsException">The connection is over; an alert waits in the output where one is due.</exception>
    public ValueTask<EngineStep> StepAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _stepping, 1) != 0)
            throw new InvalidOperationException("A step is under way.");
        TlsException failure;
        try
        {
            // Records that bring no message, as nearly all of an established connection, need nothing asynchronous.
            if (_failure is { } before)
                failure = before.Again();
            else if (Advance(out HandshakeMessage message) is { } step)
                return ValueTask.FromResult(Finish(step));
            else
                return DeliverAsync(message, cancellationToken);
        }
        catch (TlsException e)
        {
            failure = e;
        }
#pragma warning disable CA1031 // Whatever it is, the connection ends in order.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = new TlsException(TlsFaults.InternalFailure, e.GetType().Name, inner: e);
        }
        return ValueTask.FromResult(End(failure));
    }

    /// <summary>Copies application data that waits and consumes it.</summary>
    public int Read(Span<byte> destination)
    {
        int length = Math.Min(destination.Length, _applicationData.Length);
        _applicationData.Span[..length].CopyTo(destination);
        Consume(length);
        return length;
    }

    /// <summary>Consumes application data.</summary>
    public void Consume(int length)
    {
        _applicationData = _applicationData[length..];
        if (_applicationData.IsEmpty)
            Input.ReleaseIfIdle();
    }

    /// <summary>The transport ended: says what that means here.</summary>
    public TlsException EndOfInput() =>
        new(IsEstablished ? TlsFaults.TruncatedStream : TlsFaults.ClosedDuringHandshake, direction: TlsFaultDirection.Local);

    /// <inheritdoc cref="SendSide.Protect"/>
    public void Protect(ReadOnlySpan<byte> data) => _sending.Protect(data);

    /// <inheritdoc cref="SendSide.UpdateKeys"/>
    public bool UpdateKeys(bool requestPeerUpdate)
    {
        if (requestPeerUpdate)
            Volatile.Write(ref _updateRequested, 1);
        return _sending.UpdateKeys(requestPeerUpdate);
    }

    /// <inheritdoc cref="SendSide.Close"/>
    public void CloseNotify(bool forGood = false) => _sending.Close(forGood);

    /// <inheritdoc cref="SendSide.Take"/>
    public ArraySegment<byte> TakeOutput() => _sending.Take();

    /// <summary>
    /// Ends the connection, once: the alert is queued if it is ours to send, and the state lets go of its session where an alert was
    /// fatal (RFC 5246 §7.2.2) or the handshake did not end. A step may be under way.
    /// </summary>
    public void Fail(TlsException failure)
    {
        if (Interlocked.CompareExchange(ref _failure, failure, null) is not null)
            return;
        _sending.End(failure, failure.Direction == TlsFaultDirection.Sent ? failure.Alert : null);
        bool isFatalAlert = failure.Direction == TlsFaultDirection.Sent
            || (failure.Direction == TlsFaultDirection.Received && failure.Alert != AlertDescription.CloseNotify);
        // A missing close_notify alone does no harm to a session (RFC 5246 §7.2.1).
        if ((isFatalAlert || !IsEstablished) && _state is { } state)
            _ = LetGoAsync(state);
        Connected?.Dispose();
    }

    /// <summary>Frees what sending holds. Reading may be under way.</summary>
    public void DisposeSending() => _sending.Dispose();

    /// <summary>Frees everything. No step may be under way.</summary>
    public void Dispose()
    {
        _sending.Dispose();
        DisposeReading();
        Connected?.Dispose();
    }

    ReadOnlySpan<byte> IHandshakeOutput.Send<TMessage>(in TMessage message) => _sending.Send(message);

    void IHandshakeOutput.SendEncoded(ReadOnlySpan<byte> message) => _sending.SendEncoded(message);

    void IHandshakeOutput.SendChangeCipherSpec() => _sending.SendChangeCipherSpec();

    void IHandshakeOutput.InstallWriteKeys(TrafficKeys keys) => _sending.Install(keys);

    void IHandshakeOutput.InstallReadKeys(TrafficKeys keys, RecordBoundary boundary)
    {
        boundary.Require();
        _reader.Install(keys);
    }

    void IHandshakeOutput.SkipRejectedEarlyData(EarlyDataSkip skip, int maxBytes) => _reader.Skip(skip, maxBytes);

    void IHandshakeOutput.SetRecordSizeLimits(int send, int receive)
    {
        _sending.SetSizeLimit(send);
        _reader.SetSizeLimit(receive);
    }

    void IHandshakeOutput.AnswerKeyUpdate() => _sending.OweKeyUpdate();

    void IHandshakeOutput.SetVersion(ProtocolVersion version)
    {
        _version = version;
        _reader.SetVersion(version);
        _sending.SetVersion();
    }

    /// <summary>In memory it is done at once; a store elsewhere keeps neither the alert nor the connection waiting.</summary>
    private static async Task LetGoAsync(HandshakeState state)
    {
        try
        {
            await state.OnFailureAsync(CancellationToken.None).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // There is nobody left to tell.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    /// <summary>Gives the state its message, and goes on until something is to be reported.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<EngineStep> DeliverAsync(HandshakeMessage message, CancellationToken cancellationToken)
    {
        TlsException failure;
        try
        {
            while (true)
            {
                try
                {
                    ValueTask<HandshakeState> moving = _state!.OnMessageAsync(message, cancellationToken);
                    // It goes on on another thread, and what it did until now was on this one's stack.
                    if (!moving.IsCompleted)
                        DeadStack.Zero();
                    HandshakeState next = await moving.ConfigureAwait(false);
                    if (MoveTo(next))
                        return Finish(EngineStep.HandshakeDone);
                }
                finally
                {
                    _assembler.Release();
                    DeadStack.Zero();
                }
                if (Advance(out message) is { } step)
                    return Finish(step);
            }
        }
        catch (TlsException e)
        {
            failure = e;
        }
        catch (OperationCanceledException)
        {
            Volatile.Write(ref _stepping, 0);
            throw;
        }
#pragma warning disable CA1031 // A service or a callback threw something of its own; the peer learns only that the fault is ours.
        catch (Exception e)
#pragma warning restore CA1031
        {
            // What failed elsewhere meanwhile, and took the secrets away, is the reason.
            failure = _failure?.Again() ?? new TlsException(TlsFaults.InternalFailure, e.GetType().Name, inner: e);
        }
        return End(failure);
    }

    private EngineStep Finish(EngineStep step)
    {
        Volatile.Write(ref _stepping, 0);
        return step;
    }

    private EngineStep End(TlsException failure)
    {
        Fail(failure);
        DisposeReading();
        Volatile.Write(ref _stepping, 0);
        ExceptionDispatchInfo.Throw(failure);
        return default;
    }

    private void DisposeReading()
    {
        _reader.Dispose();
        _assembler.Dispose();
        _applicationData = default;
        Input.Dispose();
    }

    /// <summary>Reads records until there is a whole handshake message, or something to report.</summary>
    private EngineStep? Advance(out HandshakeMessage message)
    {
        message = default;
        while (true)
        {
            if (!_applicationData.IsEmpty)
                return IsEstablished ? EngineStep.ApplicationData : EngineStep.EarlyData;
            if (_peerClosed)
                return EngineStep.Closed;
            if (_assembler.TryNext(out message))
            {
                _observer?.OnHandshakeMessage(sent: false, message.Encoded.Span);
                if (IsEstablished && message.Type == HandshakeType.KeyUpdate && !AnswersRequest(message))
                    _budget.SpendKeyUpdate();
                return null;
            }
            RecordReadResult result = _reader.TryRead(Input.Unread, out ReceivedRecord record, out int consumed);
            if (result == RecordReadResult.NeedsInput)
            {
                _sending.Seal();
                Input.ReleaseIfIdle();
                return EngineStep.NeedsInput;
            }
            Input.Consume(consumed);
            if (!IsEstablished)
                _budget.SpendHandshake(consumed);
            if (result == RecordReadResult.Record)
                Process(record);
        }
    }

    /// <summary>Whether a KeyUpdate is one that we asked for: a peer that only reads answers each request without data of its own.</summary>
    private bool AnswersRequest(in HandshakeMessage update) =>
        update.Body.Span is [(byte)KeyUpdateRequest.UpdateNotRequested] && Interlocked.Exchange(ref _updateRequested, 0) != 0;

    private void Process(in ReceivedRecord record)
    {
        switch (record.Type)
        {
            case ContentType.Handshake:
                _assembler.Add(record.Content);
                break;
            case ContentType.ApplicationData:
                OnApplicationData(record.Content);
                break;
            case ContentType.Alert:
                OnAlert(record);
                return;
            case ContentType.ChangeCipherSpec:
                OnChangeCipherSpec(record);
                break;
            default:
                throw new TlsException(TlsFaults.UnknownContentType);
        }
        _budget.EndWarnings();
    }

    private void OnApplicationData(Memory<byte> content)
    {
        // RFC 8446 §5.1: handshake messages are not interleaved with other types.
        if (_assembler.IsInsideMessage)
            throw new TlsException(TlsFaults.InterleavedHandshake);
        if (_state!.ApplicationData == ApplicationDataMode.None)
            throw new TlsException(TlsFaults.UnexpectedApplicationData, $"while waiting for {_state.Awaits}");
        _budget.SpendData(content.Length);
        _applicationData = content;
    }

    private void OnAlert(in ReceivedRecord record)
    {
        Alert alert = Alert.Parse(record.Content.Span);
        // An alert in clear where records are protected: a peer without keys says so in the handshake; anything else was put there by others.
        if (!record.IsProtected && _reader.IsProtecting && (IsEstablished || alert.IsClosure))
            throw new TlsException(TlsFaults.OuterTypeNotApplicationData, "alert");
        if (alert.Description == AlertDescription.CloseNotify)
        {
            _peerClosed = IsEstablished
                ? true
                : throw new TlsException(TlsFaults.ClosedDuringHandshake, direction: TlsFaultDirection.Received);
            return;
        }
        // RFC 8446 §6: in TLS 1.3 all but the closure alerts are fatal whatever their level says; in TLS 1.2 the level decides.
        bool isWarning = _version == ProtocolVersion.Tls13 ? alert.IsClosure : alert.Level == AlertLevel.Warning;
        // A peer that warns of what TLS 1.3 knows as errors only goes on as if nothing had happened: it is told that the connection is over.
        if (!isWarning && alert.Level == AlertLevel.Warning)
            throw new TlsException(TlsFaults.UnexpectedAlert, alert.Description.ToString());
        if (!isWarning)
            throw new TlsException(TlsFaults.FromPeer(alert.Description), direction: TlsFaultDirection.Received);
        // RFC 8446 §5.1; one that ends the connection may come at any time.
        if (_assembler.IsInsideMessage)
            throw new TlsException(TlsFaults.InterleavedHandshake, alert.Description.ToString());
        _budget.SpendWarning();
    }

    private void OnChangeCipherSpec(in ReceivedRecord record)
    {
        if (record.Content.Length != 1 || record.Content.Span[0] != 1)
            throw new TlsException(TlsFaults.BadChangeCipherSpec);
        if (_version == ProtocolVersion.Tls13)
        {
            if (record.IsProtected)
                throw new TlsException(TlsFaults.BadChangeCipherSpec, "protected");
        }
        else if (_assembler.IsInsideMessage)
        {
            throw new TlsException(TlsFaults.InterleavedHandshake);
        }
        _budget.SpendChangeCipherSpec();
        _observer?.OnChangeCipherSpec(sent: false);
        MoveTo(_state!.OnChangeCipherSpec(RecordBoundary.Proven()));
    }

    /// <returns>Whether the handshake is done with it.</returns>
    private bool MoveTo(HandshakeState next)
    {
        _observer?.OnMove(_state!, next);
        _state = next;
        if (next is not ConnectedState connected || IsEstablished)
            return false;
        Connected = connected;
        _sending.SetConnected(connected);
        _assembler.RequireWelcome = connected.RequireWelcome;
        HandshakeBytes = (_budget.HandshakeBytes, _sending.BytesMade);
        return true;
    }
}
