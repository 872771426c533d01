using Segno.Record;

namespace Segno.Handshake.Server.Tls13;

/// <summary>A state in which the client's dummy change_cipher_spec may still come (RFC 8446 §5).</summary>
internal abstract class ClientFlightState : HandshakeState
{
    public sealed override HandshakeState OnChangeCipherSpec(RecordBoundary boundary) => this;
}
