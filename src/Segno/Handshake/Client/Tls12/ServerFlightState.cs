namespace Segno.Handshake.Client.Tls12;

/// <summary>A state of the TLS 1.2 handshake: if it fails, the session it resumes must not be offered again (RFC 5246 §7.2.2, RFC 5077 §3.2).</summary>
internal abstract class ServerFlightState(Connection connection) : HandshakeState
{
    protected Connection Connection { get; } = connection;

    public sealed override ValueTask OnFailureAsync(CancellationToken cancellationToken) =>
        Connection.Handshake.ForgetOfferedAsync(cancellationToken);
}
