using System.Buffers.Binary;
using System.Security.Cryptography;
using Segno.Wire;

namespace Segno.Crypto;

/// <summary>
/// Key, IV and sequence number of one direction and epoch. Owns its AEAD and disposes it.
/// <code>
/// TLS 1.3, and ChaCha20 in TLS 1.2     nonce = iv[12] XOR (0[4] | sequence[8])        RFC 8446 §5.3, RFC 7905 §2
/// AES-GCM in TLS 1.2                   nonce = salt[4] | explicit[8]                  RFC 5288 §3; explicit = sequence when we send
/// associated data, TLS 1.3             the record's header                            RFC 8446 §5.2
/// associated data, TLS 1.2             sequence | type | version | plaintext length   RFC 5246 §6.2.3.3
/// </code>
/// </summary>
internal sealed class TrafficKeys : IDisposable
{
    private const int HeaderLength = 5;
    private const int AssociatedDataLength12 = 13;

    // A sender stops this many records before the limit: a KeyUpdate and an alert still fit.
    private const ulong Reserve = 8;

    private readonly Aead _aead;

    /// <summary>Not a field of numbers: this object moves when garbage is collected, and what it has moved from is not zeroed.</summary>
    private readonly SecretBuffer _iv;
    private ulong _sequence;

    /// <param name="suite">Says which AEAD, and by its version how the nonce is made.</param>
    /// <param name="key">The AEAD's key, <see cref="CipherSuite.KeyLength"/> bytes; copied.</param>
    /// <param name="iv"><see cref="CipherSuite.FixedIvLength"/> bytes; copied.</param>
    /// <param name="sequence">The number of the first record; other than 0 only in tests.</param>
    public TrafficKeys(CipherSuite suite, ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ulong sequence = 0)
    {
        Suite = suite;
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, suite.KeyLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(iv.Length, suite.FixedIvLength);
        _aead = Aead.Create(suite.Aead, key);
        _iv = new SecretBuffer(iv);
        _sequence = sequence;
        ExplicitNonceLength = suite.FixedIvLength == sizeof(uint) ? sizeof(ulong) : 0;
    }

    public CipherSuite Suite { get; }

    /// <summary>Bytes of nonce in front of each record's ciphertext: 8 with AES-GCM in TLS 1.2, else 0.</summary>
    public int ExplicitNonceLength { get; }

    /// <summary>Bytes that protection adds to the content: explicit nonce and tag.</summary>
    public int Overhead => ExplicitNonceLength + Aead.TagLength;

    /// <summary>Whether the sender must take new keys before it sends more data (RFC 8446 §5.5).</summary>
    public bool IsNearLimit => _sequence >= Suite.MaxRecords - Reserve;

    /// <summary>
    /// Seals a record in place: header, room for the explicit nonce, content, room for the tag. In TLS 1.3 the content ends with its type and
    /// padding.
    /// </summary>
    /// <exception cref="TlsException">The key may protect no more records.</exception>
    public void Seal(Span<byte> record)
    {
        if (_sequence >= Suite.MaxRecords)
            throw new TlsException(TlsFaults.KeyExhausted);
        Span<byte> body = record[HeaderLength..];
        Span<byte> content = body[ExplicitNonceLength..^Aead.TagLength];
        Span<byte> nonce = stackalloc byte[Aead.NonceLength];
        WriteNonce(nonce, _sequence);
        nonce[sizeof(uint)..][..ExplicitNonceLength].CopyTo(body);
        Span<byte> associatedData = stackalloc byte[AssociatedDataLength12];
        _aead.Seal(nonce, content, body[^Aead.TagLength..], AssociatedData(record[..HeaderLength], content.Length, associatedData));
        CryptographicOperations.ZeroMemory(nonce);
        DeadStack.ZeroRegisters();
        _sequence++;
    }

    /// <summary>Opens a record in place. False if it is too short or its tag does not fit; the sequence number then stays.</summary>
    /// <param name="record">Header and body; overwritten.</param>
    /// <param name="content">The deprotected content, a part of <paramref name="record"/>.</param>
    /// <exception cref="TlsException">The sequence number would wrap.</exception>
    public bool TryOpen(Memory<byte> record, out Memory<byte> content)
    {
        // The limit of RFC 8446 §5.5 is the sender's affair; ours is that the sequence number never wraps (§5.3).
        if (_sequence == ulong.MaxValue)
            throw new TlsException(TlsFaults.KeyExhausted);
        content = default;
        if (record.Length < HeaderLength + Overhead)
            return false;
        Memory<byte> sealedContent = record[(HeaderLength + ExplicitNonceLength)..^Aead.TagLength];
        Span<byte> nonce = stackalloc byte[Aead.NonceLength];
        WriteNonce(nonce, ExplicitNonceLength == 0 ? _sequence : BinaryPrimitives.ReadUInt64BigEndian(record.Span[HeaderLength..]));
        Span<byte> associatedData = stackalloc byte[AssociatedDataLength12];
        ReadOnlySpan<byte> header = record.Span[..HeaderLength];
        bool opened = _aead.TryOpen(nonce, sealedContent.Span, record.Span[^Aead.TagLength..], AssociatedData(header, sealedContent.Length, associatedData));
        CryptographicOperations.ZeroMemory(nonce);
        DeadStack.ZeroRegisters();
        if (!opened)
            return false;
        _sequence++;
        content = sealedContent;
        return true;
    }

    public void Dispose()
    {
        _aead.Dispose();
        _iv.Dispose();
    }

    /// <summary>The IV, as far as it goes, and over its last 8 bytes the number: in their place, or XORed where there is an IV.</summary>
    private void WriteNonce(Span<byte> nonce, ulong number)
    {
        Span<byte> tail = nonce[sizeof(uint)..];
        tail.Clear();
        _iv.Span.CopyTo(nonce);
        BinaryPrimitives.WriteUInt64BigEndian(tail, BinaryPrimitives.ReadUInt64BigEndian(tail) ^ number);
    }

    private ReadOnlySpan<byte> AssociatedData(ReadOnlySpan<byte> header, int contentLength, Span<byte> room)
    {
        if (Suite.Version == ProtocolVersion.Tls13)
            return header;
        BinaryPrimitives.WriteUInt64BigEndian(room, _sequence);
        header[..3].CopyTo(room[8..]);
        BinaryPrimitives.WriteUInt16BigEndian(room[11..], (ushort)contentLength);
        return room;
    }
}
