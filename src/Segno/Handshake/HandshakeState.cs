using Segno.Record;

namespace Segno.Handshake;

/// <summary>
/// A state is named for the message that it waits for (RFC 8446 App. A, RFC 5246 §7.3), takes what it needs in its
/// constructor, consumes one message and returns its successor. It may await a configured service, never the peer.
/// </summary>
internal abstract class HandshakeState
{
    /// <summary>What it waits for, for errors and traces: "ClientHello", "Finished".</summary>
    public abstract string Awaits { get; }

    /// <summary>Which application data may arrive in this state.</summary>
    public virtual ApplicationDataMode ApplicationData => ApplicationDataMode.None;

    /// <summary>Consumes one message.</summary>
    /// <exception cref="TlsException">The message is refused; the engine sends the alert.</exception>
    public abstract ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken);

    /// <summary>
    /// A change_cipher_spec of the right form arrived. In TLS 1.2 it changes the read keys where it is awaited; in
    /// TLS 1.3 it is dropped (return <c>this</c>) between the first ClientHello and the peer's Finished (RFC 8446 §5).
    /// </summary>
    public virtual HandshakeState OnChangeCipherSpec(RecordBoundary boundary) =>
        throw new TlsException(TlsFaults.BadChangeCipherSpec, $"while waiting for {Awaits}");

    /// <summary>
    /// The handshake failed, or the connection with a fatal alert, sent or received: whatever session it made or used must not be resumed
    /// (RFC 5246 §7.2.2). Nobody waits for it. Must not throw.
    /// </summary>
    public virtual ValueTask OnFailureAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

/// <summary>Which application data a state lets through.</summary>
internal enum ApplicationDataMode
{
    /// <summary>None: it is an unexpected_message.</summary>
    None,
    /// <summary>Early data, between ClientHello and EndOfEarlyData (RFC 8446 §4.2.10).</summary>
    Early,
    /// <summary>Any: the handshake is done.</summary>
    Established,
}
