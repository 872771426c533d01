using Segno.Diagnostics;

namespace Segno.Transport;

/// <summary>What the engine needs to know of a configuration.</summary>
internal sealed record EngineOptions
{
    /// <summary>The longest Certificate message.</summary>
    public int MaxCertificateBytes { get; init; } = 64 * 1024;

    /// <summary>Protected TLS 1.3 records are padded to a multiple of so many bytes; 0 or 1: they are not.</summary>
    public int RecordPaddingBlock { get; init; }

    /// <summary>Sees the handshake messages.</summary>
    public IHandshakeObserver? Observer { get; init; }

    /// <summary>
    /// The most bytes of records that a peer may spend on a handshake: its chain, two of the longest ClientHellos, and their framing.
    /// </summary>
    public int MaxHandshakeBytes => checked(MaxCertificateBytes + (512 * 1024));
}

/// <summary>How a step of the engine ended.</summary>
internal enum EngineStep
{
    /// <summary>Every whole record is consumed: more bytes are needed.</summary>
    NeedsInput,
    /// <summary>Plaintext of the application waits.</summary>
    ApplicationData,
    /// <summary>The same, but sent before the handshake was done (RFC 8446 §2.3).</summary>
    EarlyData,
    /// <summary>The handshake has just been done.</summary>
    HandshakeDone,
    /// <summary>The peer sent close_notify: it will send no more.</summary>
    Closed,
}
