using System.Security.Cryptography;
using Segno.Crypto;
using Segno.Wire;

namespace Segno.Handshake;

/// <summary>
/// The messages of a handshake so far, as a running hash (RFC 8446 §4.4.1), and as bytes for as long as somebody needs
/// them: before the cipher suite, and with it the hash, is known; and in TLS 1.2 for CertificateVerify, whose
/// signature has a hash of its own (RFC 5246 §7.4.8).
/// </summary>
internal sealed class HandshakeTranscript : IDisposable
{
    private readonly WireBuffer _messages = new();
    private TranscriptHash? _hash;
    private bool _keepMessages = true;

    /// <summary>The messages as bytes; empty once they are dropped.</summary>
    public ReadOnlyMemory<byte> Messages => _messages.WrittenMemory;

    /// <summary>Bytes of the hash.</summary>
    public int HashLength => Hash.Length;

    private TranscriptHash Hash => _hash ?? throw new InvalidOperationException("The transcript's hash is not known yet.");

    public void Append(ReadOnlySpan<byte> message)
    {
        _hash?.Append(message);
        if (_keepMessages)
            message.CopyTo(_messages.Append(message.Length));
    }

    /// <summary>The suite is known: hashes what is there, and from here on whatever comes.</summary>
    public void Start(HashAlgorithmName hash)
    {
        if (_hash is not null)
            return;
        _hash = new TranscriptHash(hash);
        _hash.Append(_messages.WrittenSpan);
    }

    /// <summary>Nobody needs the messages themselves any more.</summary>
    public void DropMessages()
    {
        _keepMessages = false;
        _messages.Release();
    }

    /// <summary>A HelloRetryRequest replaces the first ClientHello by its hash (RFC 8446 §4.4.1).</summary>
    public void RollUpForHelloRetry() => Hash.RollUpForHelloRetry();

    /// <summary>The hash of the messages so far; <paramref name="destination"/> has exactly <see cref="HashLength"/> bytes.</summary>
    public void Current(Span<byte> destination) => Hash.Current(destination);

    public void Dispose()
    {
        _hash?.Dispose();
        _messages.Dispose();
    }
}
