using System.Text;
using Segno.Diagnostics;
using Segno.Handshake;
using Segno.Wire;

namespace Segno.Bogo;

/// <summary>Keeps what went by of a handshake, for expectations about what the peer said.</summary>
internal sealed class ShimObserver : IHandshakeObserver
{
    private readonly Dictionary<HandshakeType, byte[]> _received = [];
    private readonly StringBuilder _trace = new();

    /// <summary>One line a message, as -expect-msg-callback has it.</summary>
    public string Trace => _trace.ToString();

    /// <summary>The body of the last message of a type that came.</summary>
    public ReadOnlyMemory<byte> Received(HandshakeType type) =>
        _received.TryGetValue(type, out byte[]? encoded) ? encoded.AsMemory(4) : throw new ShimException($"no {type} came");

    public void OnHandshakeMessage(bool sent, ReadOnlySpan<byte> encoded)
    {
        Note(sent, $"hs {encoded[0]}");
        if (!sent)
            _received[(HandshakeType)encoded[0]] = encoded.ToArray();
    }

    public void OnChangeCipherSpec(bool sent) => Note(sent, "ccs");

    /// <summary>The peer's close_notify, which is no part of a handshake, but of the trace.</summary>
    public void OnCloseNotify() => Note(sent: false, "alert 1 0");

    public void OnMove(HandshakeState from, HandshakeState to)
    {
    }

    private void Note(bool sent, string what) => _trace.Append(sent ? "write " : "read ").Append(what).Append('\n');
}
