using Segno.Crypto;
using Segno.Diagnostics;
using Segno.Handshake;
using Segno.Record;
using Segno.Wire;

namespace Segno.Transport;

/// <summary>
/// Everything that goes out, under one lock, so that a reader that must answer and a writer do not mix. Handshake messages gather in
/// the flight and share records until keys change; records gather until the transport takes them.
/// </summary>
internal sealed class SendSide(TlsRole role, EngineOptions options) : IDisposable
{
    private static ReadOnlySpan<byte> ChangeCipherSpecContent => [1];

    private readonly Lock _lock = new();
    private readonly WireBuffer _flight = new();
    private readonly SendBuffer _records = new();
    private readonly RecordWriter _writer = new(role, options.RecordPaddingBlock);
    private readonly IHandshakeObserver? _observer = options.Observer;
    private ConnectedState? _connected;
    private Exception? _end;
    private bool _answerDue;
    private bool _closed;
    private bool _closedForGood;
    private long _bytesTaken;

    /// <summary>Whether something waits to be taken.</summary>
    public bool HasOutput
    {
        get
        {
            lock (_lock)
                return _records.Length > 0 || _flight.Length > 0;
        }
    }

    /// <summary>Bytes of records made so far.</summary>
    public long BytesMade
    {
        get
        {
            lock (_lock)
            {
                SealFlight();
                return _bytesTaken + _records.Length;
            }
        }
    }

    public ReadOnlySpan<byte> Send<TMessage>(in TMessage message)
        where TMessage : IHandshakeMessage<TMessage>
    {
        lock (_lock)
        {
            int start = _flight.Length;
            TlsWriter writer = new(_flight);
            writer.WriteUInt8((byte)TMessage.Type);
            int body = writer.Begin24();
            message.Write(writer);
            writer.End24(body);
            ReadOnlySpan<byte> encoded = _flight.WrittenSpan[start..];
            _observer?.OnHandshakeMessage(sent: true, encoded);
            return encoded;
        }
    }

    public void SendEncoded(ReadOnlySpan<byte> message)
    {
        lock (_lock)
        {
            message.CopyTo(_flight.Append(message.Length));
            _observer?.OnHandshakeMessage(sent: true, message);
        }
    }

    public void SendChangeCipherSpec()
    {
        lock (_lock)
        {
            SealFlight();
            _writer.WriteRecord(ContentType.ChangeCipherSpec, ChangeCipherSpecContent, _records);
            _observer?.OnChangeCipherSpec(sent: true);
        }
    }

    public void Install(TrafficKeys keys)
    {
        lock (_lock)
        {
            SealFlight();
            _writer.Install(keys);
        }
    }

    public void SetVersion()
    {
        lock (_lock)
            _writer.SetVersion();
    }

    public void SetSizeLimit(int limit)
    {
        lock (_lock)
        {
            SealFlight();
            _writer.SetSizeLimit(limit);
        }
    }

    /// <summary>The handshake is done: <paramref name="connected"/> makes new keys from here on.</summary>
    public void SetConnected(ConnectedState connected)
    {
        lock (_lock)
            _connected = connected;
    }

    /// <summary>
    /// A KeyUpdate is owed. It goes out before the next application data, and not earlier: several requests that come while we are silent
    /// have a single answer, however they arrive (RFC 8446 §4.6.3).
    /// </summary>
    public void OweKeyUpdate()
    {
        lock (_lock)
            _answerDue = true;
    }

    /// <summary>Sends a KeyUpdate. False where the version has none.</summary>
    public bool UpdateKeys(bool requestPeerUpdate)
    {
        lock (_lock)
        {
            ThrowIfEnded();
            // What the peer asked for is answered by this one.
            _answerDue = false;
            return RequireConnected().UpdateWriteKeys(requestPeerUpdate);
        }
    }

    /// <summary>Makes records of application data.</summary>
    /// <exception cref="TlsException">The connection has failed, or the key is used up and cannot be renewed.</exception>
    /// <exception cref="InvalidOperationException">close_notify was sent.</exception>
    /// <exception cref="ObjectDisposedException">The stream is disposed.</exception>
    public void Protect(ReadOnlySpan<byte> data)
    {
        lock (_lock)
        {
            ThrowIfEnded();
            AnswerIfDue();
            SealFlight();
            _records.Reserve(data.Length + ((data.Length / _writer.MaxContent) + 1) * RecordWriter.MaxOverhead);
            while (!data.IsEmpty)
            {
                RenewKeysIfDue();
                int length = Math.Min(data.Length, _writer.MaxContent);
                _writer.WriteRecord(ContentType.ApplicationData, data[..length], _records);
                data = data[length..];
            }
        }
    }

    /// <summary>Queues close_notify, once; nothing may be sent after it.</summary>
    /// <param name="forGood">The stream is being disposed, and whoever sends later hears that.</param>
    public void Close(bool forGood)
    {
        lock (_lock)
        {
            _closedForGood |= forGood;
            if (_closed || _end is not null)
                return;
            SealFlight();
            WriteAlert(AlertDescription.CloseNotify);
            _closed = true;
        }
    }

    /// <summary>The connection is over: queues the alert, if one is to be sent, and forgets the keys. Whoever sends later gets <paramref name="reason"/>.</summary>
    public void End(Exception reason, AlertDescription? alert)
    {
        lock (_lock)
        {
            if (_end is not null)
                return;
            if (alert is { } description && !_closed)
            {
                SealFlight();
                WriteAlert(description);
            }
            _end = reason;
            _flight.Dispose();
            _writer.Dispose();
        }
    }

    /// <summary>Hands over the records that wait; give the array back with <see cref="SendBuffer.Return"/>.</summary>
    public ArraySegment<byte> Take()
    {
        lock (_lock)
        {
            SealFlight();
            ArraySegment<byte> taken = _records.Take();
            _bytesTaken += taken.Count;
            return taken;
        }
    }

    /// <summary>Makes records of the messages that wait for company.</summary>
    public void Seal()
    {
        lock (_lock)
            SealFlight();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _end ??= new ObjectDisposedException(nameof(TlsStream));
            _flight.Dispose();
            _writer.Dispose();
            _records.Dispose();
        }
    }

    private void SealFlight()
    {
        if (_flight.Length == 0)
            return;
        _writer.WriteAll(ContentType.Handshake, _flight.WrittenSpan, _records);
        _flight.Release();
    }

    private void WriteAlert(AlertDescription description)
    {
        Alert alert = Alert.Outgoing(description);
        _writer.WriteRecord(ContentType.Alert, [(byte)alert.Level, (byte)alert.Description], _records);
    }

    private void AnswerIfDue()
    {
        if (!_answerDue)
            return;
        _answerDue = false;
        RequireConnected().UpdateWriteKeys(requestPeerUpdate: false);
    }

    private void RenewKeysIfDue()
    {
        // RFC 8446 §5.5, RFC 9846 §5.5: a KeyUpdate before the limit, or the end where there is no KeyUpdate.
        if (_writer.NeedsKeyUpdate && !RequireConnected().UpdateWriteKeys(requestPeerUpdate: false))
            throw new TlsException(TlsFaults.KeyExhausted);
    }

    private ConnectedState RequireConnected() => _connected ?? throw new InvalidOperationException("The handshake is not done.");

    private void ThrowIfEnded()
    {
        switch (_end)
        {
            case TlsException failure:
                throw failure.Again();
            case not null:
                throw new ObjectDisposedException(nameof(TlsStream));
        }
        ObjectDisposedException.ThrowIf(_closedForGood, typeof(TlsStream));
        if (_closed)
            throw new InvalidOperationException("close_notify was sent: nothing can be written any more.");
    }
}
