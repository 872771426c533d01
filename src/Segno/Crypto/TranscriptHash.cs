using System.Security.Cryptography;
using Segno.Wire;

namespace Segno.Crypto;

/// <summary>The hash over a handshake's messages, kept running so that its value is at hand at every point (RFC 8446 §4.4.1).</summary>
internal sealed class TranscriptHash : IDisposable
{
    private readonly IncrementalHash _hash;

    public TranscriptHash(HashAlgorithmName hash)
    {
        _hash = IncrementalHash.CreateHash(hash);
        Length = _hash.HashLengthInBytes;
    }

    /// <summary>Bytes of the hash.</summary>
    public int Length { get; }

    /// <summary>Takes a handshake message in, header included; a part of one is as good.</summary>
    public void Append(ReadOnlySpan<byte> message) => _hash.AppendData(message);

    /// <summary>The hash of the messages so far; more may follow.</summary>
    /// <param name="destination">Exactly <see cref="Length"/> bytes.</param>
    public void Current(Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, Length);
        _hash.GetCurrentHash(destination);
    }

    /// <summary>
    /// Starts anew with the synthetic message that stands for what came so far, the first ClientHello:
    /// message_hash (254) | length (3 bytes) | Hash(ClientHello1) (RFC 8446 §4.4.1).
    /// </summary>
    public void RollUpForHelloRetry()
    {
        const int HeaderLength = 4;
        Span<byte> synthetic = stackalloc byte[HeaderLength + HashLengths.Max];
        synthetic = synthetic[..(HeaderLength + Length)];
        synthetic[0] = (byte)HandshakeType.MessageHash;
        synthetic[3] = (byte)Length;
        _hash.GetHashAndReset(synthetic[HeaderLength..]);
        _hash.AppendData(synthetic);
    }

    public void Dispose() => _hash.Dispose();
}
