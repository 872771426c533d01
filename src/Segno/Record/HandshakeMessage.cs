using Segno.Wire;

namespace Segno.Record;

/// <summary>
/// One whole handshake message as received (RFC 8446 §4): header and body. It borrows the receive buffer until
/// the state that it is given to is done with it.
/// </summary>
internal readonly record struct HandshakeMessage(HandshakeType Type, ReadOnlyMemory<byte> Encoded, bool EndsRecord)
{
    /// <summary>msg_type (1) and length (3).</summary>
    public const int HeaderLength = 4;

    /// <summary>The message without its header.</summary>
    public ReadOnlyMemory<byte> Body => Encoded[HeaderLength..];

    /// <summary>Proves that nothing of this record is left, as a change of keys demands (RFC 8446 §5.1).</summary>
    /// <exception cref="TlsException">unexpected_message: handshake bytes follow in the same record.</exception>
    public RecordBoundary RequireRecordBoundary() =>
        EndsRecord ? RecordBoundary.Proven() : throw new TlsException(TlsFaults.ExcessHandshakeData, Type.ToString());
}
