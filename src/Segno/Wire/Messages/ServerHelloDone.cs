namespace Segno.Wire.Messages;

/// <summary>ServerHelloDone: empty (RFC 5246 §7.4.5).</summary>
internal readonly struct ServerHelloDone : IHandshakeMessage<ServerHelloDone>
{
    public static HandshakeType Type => HandshakeType.ServerHelloDone;

    public static ServerHelloDone Parse(ReadOnlyMemory<byte> body)
    {
        new TlsReader(body.Span).EndOfInput();
        return default;
    }

    public void Write(TlsWriter writer)
    {
    }
}
