namespace Segno.Wire;

/// <summary>A handshake message: the body after msg_type and length (RFC 8446 §4), parsed and written by one type.</summary>
internal interface IHandshakeMessage<TSelf>
    where TSelf : IHandshakeMessage<TSelf>
{
    /// <summary>Handshake.msg_type.</summary>
    static abstract HandshakeType Type { get; }

    /// <summary>Parses a body. What it returns borrows <paramref name="body"/>.</summary>
    /// <exception cref="TlsException">decode_error or illegal_parameter: the body is not well formed.</exception>
    static abstract TSelf Parse(ReadOnlyMemory<byte> body);

    /// <summary>Writes the body.</summary>
    void Write(TlsWriter writer);
}
