namespace Segno.Wire.Messages;

/// <summary>ClientKeyExchange with an ephemeral ECDH key: <c>opaque point&lt;1..2^8-1&gt;</c> (RFC 8422 §5.7).</summary>
internal readonly struct ClientKeyExchange(ReadOnlyMemory<byte> publicKey) : IHandshakeMessage<ClientKeyExchange>
{
    public static HandshakeType Type => HandshakeType.ClientKeyExchange;

    public ReadOnlyMemory<byte> PublicKey { get; } = publicKey;

    public static ClientKeyExchange Parse(ReadOnlyMemory<byte> body)
    {
        BorrowingReader reader = new(body);
        ClientKeyExchange exchange = new(reader.ReadVector8(1));
        reader.EndOfInput();
        return exchange;
    }

    public void Write(TlsWriter writer) => writer.WriteVector8(PublicKey.Span);
}
