using Segno.Record;
using Segno.Testing;
using Segno.Transport;
using Segno.Wire;

namespace Segno.Tests.Transport;

/// <summary>Two established streams over one connection, without a handshake before it.</summary>
internal sealed class StreamRig
{
    public StreamRig(ProtocolVersion version = ProtocolVersion.Tls13, int capacity = 1 << 20, Func<Stream, Stream>? wrap = null, TimeProvider? time = null)
    {
        (ClientWire, ServerWire) = DuplexStream.CreatePair(capacity);
        Stream Wrap(Stream stream) => wrap is null ? stream : wrap(stream);
        (Client, ClientState, ClientEngine) = Make(version, TlsRole.Client, Wrap(ClientWire), read: 2, write: 1, time ?? TimeProvider.System);
        (Server, ServerState, ServerEngine) = Make(version, TlsRole.Server, Wrap(ServerWire), read: 1, write: 2, time ?? TimeProvider.System);
    }

    public DuplexStream ClientWire { get; }

    public DuplexStream ServerWire { get; }

    public TlsStream Client { get; }

    public TlsStream Server { get; }

    public FakeConnected ClientState { get; }

    public FakeConnected ServerState { get; }

    public TlsEngine ClientEngine { get; }

    public TlsEngine ServerEngine { get; }

    /// <summary>One established stream over whatever transport.</summary>
    public static (TlsStream Stream, FakeConnected State, TlsEngine Engine) Make(
        ProtocolVersion version, TlsRole role, Stream transport, byte read, byte write, TimeProvider time, bool leaveOpen = false, Action? onClosed = null)
    {
        TlsEngine engine = new(role, new EngineOptions());
        FakeStart start = new(engine, FakeKeys.Suite(version), read, write);
        engine.Start(start);
        byte[] record = Forge.Plain(ContentType.Handshake, Forge.Message(HandshakeType.Finished, 0));
        record.CopyTo(engine.Input.Room(record.Length, 64));
        engine.Input.Commit(record.Length);
        Task<EngineStep> step = engine.StepAsync(CancellationToken.None).AsTask();
        Assert.Equal(EngineStep.HandshakeDone, step.GetAwaiter().GetResult());
        TlsStream stream = new(engine, new StreamTransport(transport, leaveOpen, engine), new HandshakeSummary(1, 2, TimeSpan.FromSeconds(3)), time, onClosed);
        return (stream, start.Connected!, engine);
    }
}
