using Segno.Handshake;

namespace Segno.Diagnostics;

/// <summary>Sees every message of a handshake as it goes by, in clear: tests count on it, and diagrams are drawn from it. It must not throw.</summary>
internal interface IHandshakeObserver
{
    /// <summary>A whole handshake message, header and body, was sent or received; borrowed for the call.</summary>
    void OnHandshakeMessage(bool sent, ReadOnlySpan<byte> encoded);

    /// <summary>A change_cipher_spec was sent or received.</summary>
    void OnChangeCipherSpec(bool sent);

    /// <summary>The handshake moved from one state to the next, or took a message and stays.</summary>
    void OnMove(HandshakeState from, HandshakeState to)
    {
    }
}
