namespace Segno.Wire.Messages;

/// <summary>KeyUpdate: <c>KeyUpdateRequest request_update</c>, one byte (RFC 8446 §4.6.3).</summary>
internal readonly struct KeyUpdate(KeyUpdateRequest request) : IHandshakeMessage<KeyUpdate>
{
    public static HandshakeType Type => HandshakeType.KeyUpdate;

    public KeyUpdateRequest Request { get; } = request;

    public static KeyUpdate Parse(ReadOnlyMemory<byte> body)
    {
        TlsReader reader = new(body.Span);
        KeyUpdateRequest request = (KeyUpdateRequest)reader.ReadUInt8();
        reader.EndOfInput();
        return request is KeyUpdateRequest.UpdateNotRequested or KeyUpdateRequest.UpdateRequested
            ? new KeyUpdate(request)
            : throw new TlsException(TlsFaults.IllegalKeyUpdate, $"{(byte)request}");
    }

    public void Write(TlsWriter writer) => writer.WriteUInt8((byte)Request);
}
