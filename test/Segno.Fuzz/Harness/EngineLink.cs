using Segno.Record;
using Segno.Transport;
using Segno.Wire;

namespace Segno.Fuzz.Harness;

/// <summary>
/// Drives an engine without a transport: bytes in, bytes out, all on one thread. It holds against the engine what holds for every
/// connection, whatever the peer sends.
/// </summary>
internal sealed class EngineLink(TlsEngine engine, IDisposable handshake) : IDisposable
{
    private const int Chunk = 4096;

    /// <summary>What the longest flights of both sides are well below.</summary>
    private const int OutputAllowance = 256 * 1024;

    /// <summary>An answer is at most so many times as long as what asked for it: a KeyUpdate for a KeyUpdate, an alert for a record.</summary>
    private const int OutputFactor = 4;

    /// <summary>A record that is not whole yet.</summary>
    private const int MaxUnread = RecordLimits.HeaderLength + RecordLimits.MaxBody12;

    private readonly List<byte> _output = [];
    private long _fed;
    private long _made;

    public TlsEngine Engine => engine;

    /// <summary>Why the connection is over; null while it is not.</summary>
    public TlsException? Failure { get; private set; }

    public bool IsEstablished => engine.Connected is not null;

    public bool PeerClosed { get; private set; }

    public bool IsOver => Failure is not null || PeerClosed;

    /// <summary>The engine's records since the last look.</summary>
    public byte[] TakeOutput()
    {
        byte[] taken = [.. _output];
        _output.Clear();
        return taken;
    }

    /// <summary>Begins, where the first state is made by a task that nothing can delay.</summary>
    public void Start(ValueTask<Handshake.HandshakeState> first)
    {
        engine.Start(Immediate.Of(first, "The first state"));
        Collect();
    }

    /// <summary>Receives bytes, and runs the engine until it wants more.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !IsOver)
        {
            Memory<byte> room = engine.Input.Room(RecordReader.BytesOfRecord(engine.Input.Unread.Span), Chunk);
            int length = Math.Min(room.Length, bytes.Length);
            bytes[..length].CopyTo(room.Span);
            engine.Input.Commit(length);
            bytes = bytes[length..];
            _fed += length;
            Step();
        }
    }

    /// <summary>Checks what must hold when a connection is over, or would wait for more.</summary>
    public void Finish()
    {
        if (Failure is null)
        {
            _ = engine.EndOfInput();
            return;
        }
        try
        {
            Immediate.Of(engine.StepAsync(CancellationToken.None), "A step");
        }
        catch (TlsException again)
        {
            FuzzFinding.Unless(again.Fault == Failure.Fault, $"It failed with {Failure.Fault} and then with {again.Fault}.");
            return;
        }
        throw new FuzzFinding("A connection that had failed went on.");
    }

    public void Dispose()
    {
        engine.Dispose();
        handshake.Dispose();
    }

    private void Step()
    {
        while (true)
        {
            EngineStep step;
            try
            {
                step = Immediate.Of(engine.StepAsync(CancellationToken.None), "A step");
            }
            catch (TlsException e)
            {
                Fail(e);
                return;
            }
            Collect();
            switch (step)
            {
                case EngineStep.NeedsInput:
                    FuzzFinding.Unless(engine.Input.Unread.Length <= MaxUnread, $"{engine.Input.Unread.Length} bytes wait that are no record.");
                    return;
                case EngineStep.Closed:
                    PeerClosed = true;
                    engine.CloseNotify();
                    Collect();
                    return;
                case EngineStep.HandshakeDone:
                    Use();
                    break;
                default:
                    FuzzFinding.Unless(!engine.ApplicationData.IsEmpty, "Application data was announced, and there is none.");
                    engine.Consume(engine.ApplicationData.Length);
                    break;
            }
        }
    }

    /// <summary>What an application does with a connection that has just been made.</summary>
    private void Use()
    {
        Handshake.ConnectedState connected = engine.Connected ?? throw new FuzzFinding("The handshake is done, and there is no connection.");
        _ = connected.Info.ToString();
        // Without extended_master_secret nothing may be exported (RFC 7627 §5.4).
        if (connected.Info.ExtendedMasterSecret)
            connected.ExportKeyingMaterial("EXPERIMENTAL fuzz", [], hasContext: true, stackalloc byte[32]);
        connected.ExportSession()?.Dispose();
        engine.Protect([0x53]);
        Collect();
    }

    private void Fail(TlsException failure)
    {
        Failure = failure;
        if (failure.Fault == TlsFaults.InternalFailure)
            throw new FuzzFinding($"An exception that nothing foresaw: {failure.InnerException}", failure);
        int before = _output.Count;
        Collect();
        if (failure.Direction == TlsFaultDirection.Sent)
            FuzzFinding.Unless(_output.Count > before || engine.Connected is not null, $"{failure.Fault} was to be told, and no alert went out.");
        if (_output.Count >= 7 && _output[^7] == (byte)ContentType.Alert && _output[^4] == 0 && _output[^3] == Alert.Length && failure.Direction == TlsFaultDirection.Sent)
            FuzzFinding.Unless(_output[^1] == (byte)failure.Alert, $"{failure.Fault} has the alert {failure.Alert}, and {_output[^1]} went out.");
    }

    private void Collect()
    {
        ArraySegment<byte> taken = engine.TakeOutput();
        _output.AddRange(taken);
        _made += taken.Count;
        SendBuffer.Return(taken);
        FuzzFinding.Unless(_made <= OutputAllowance + (OutputFactor * _fed), $"{_made} bytes went out for {_fed} that came in.");
    }
}
