using Segno.Handshake;
using Segno.Record;
using Segno.Transport;
using Segno.Wire;

namespace Segno.Tests.Transport;

/// <summary>An engine, and what stands at the other end of its wire.</summary>
internal sealed class EngineRig
{
    private const byte ReadSeed = 1;
    private const byte WriteSeed = 2;

    public EngineRig(ProtocolVersion version = ProtocolVersion.Tls13, TlsRole role = TlsRole.Server, EngineOptions? options = null, int messagesBefore = 0, ulong writeSequence = 0)
    {
        Suite = FakeKeys.Suite(version);
        Engine = new TlsEngine(role, options ?? new EngineOptions());
        Start = new FakeStart(Engine, Suite, ReadSeed, WriteSeed) { MessagesBefore = messagesBefore, WriteSequence = writeSequence };
        Engine.Start(Start);
        Peer = new Forge(FakeKeys.Make(Suite, ReadSeed));
        Opener = new Forge(FakeKeys.Make(Suite, WriteSeed, writeSequence));
    }

    public Segno.Crypto.CipherSuite Suite { get; }

    public TlsEngine Engine { get; }

    public IHandshakeOutput Output => Engine;

    public FakeStart Start { get; }

    public FakeConnected Connected => Start.Connected!;

    /// <summary>Seals what the engine receives.</summary>
    public Forge Peer { get; }

    /// <summary>Opens what the engine sends.</summary>
    public Forge Opener { get; }

    /// <summary>An engine that is through its handshake.</summary>
    public static EngineRig Established(ProtocolVersion version = ProtocolVersion.Tls13, EngineOptions? options = null, ulong writeSequence = 0)
    {
        EngineRig rig = new(version, options: options, writeSequence: writeSequence);
        Assert.Equal(EngineStep.HandshakeDone, rig.Feed(Forge.Plain(ContentType.Handshake, Forge.Message(HandshakeType.Finished, 0))));
        Assert.Empty(rig.TakeOutput());
        return rig;
    }

    public void Receive(params ReadOnlySpan<byte[]> records)
    {
        foreach (byte[] record in records)
        {
            for (int at = 0; at < record.Length;)
            {
                Memory<byte> room = Engine.Input.Room(RecordReader.BytesOfRecord(Engine.Input.Unread.Span), 4096);
                int length = Math.Min(room.Length, record.Length - at);
                record.AsSpan(at, length).CopyTo(room.Span);
                Engine.Input.Commit(length);
                at += length;
                if (at < record.Length)
                    Step();
            }
        }
    }

    public EngineStep Step()
    {
        Task<EngineStep> step = Engine.StepAsync(CancellationToken.None).AsTask();
        Assert.True(step.IsCompleted);
        return step.GetAwaiter().GetResult();
    }

    public EngineStep Feed(params ReadOnlySpan<byte[]> records)
    {
        Receive(records);
        return Step();
    }

    /// <summary>Feeds records that must end the connection.</summary>
    public TlsException Refuse(params ReadOnlySpan<byte[]> records)
    {
        try
        {
            Receive(records);
            while (true)
            {
                EngineStep step = Step();
                if (step == EngineStep.ApplicationData)
                    Engine.Consume(Engine.ApplicationData.Length);
                else if (step != EngineStep.HandshakeDone)
                    break;
            }
        }
        catch (TlsException e)
        {
            return e;
        }
        Assert.Fail("Nothing was refused.");
        return null!;
    }

    public byte[] ReadAll()
    {
        byte[] data = Engine.ApplicationData.ToArray();
        Engine.Consume(data.Length);
        return data;
    }

    public byte[] TakeOutput()
    {
        ArraySegment<byte> taken = Engine.TakeOutput();
        byte[] copy = [.. taken];
        SendBuffer.Return(taken);
        return copy;
    }

    /// <summary>The one protected alert that waits in the output.</summary>
    public Alert TakeAlert(bool isProtected = true)
    {
        byte[] wire = TakeOutput();
        (ContentType type, byte[] content) = (default, []);
        if (isProtected)
            (type, content) = Opener.Open(ref wire);
        else
            (type, content, _) = Forge.TakePlain(ref wire);
        Assert.Empty(wire);
        Assert.Equal(ContentType.Alert, type);
        return new Alert((AlertLevel)content[0], (AlertDescription)content[1]);
    }
}
