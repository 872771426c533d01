using System.Buffers.Binary;
using System.Security.Cryptography;
using Segno.Wire;

namespace Segno.Testing.Raw;

/// <summary>AES-128-GCM records of one direction, of either version.</summary>
internal sealed class RawCipher
{
    private readonly byte[] _key;
    private readonly byte[] _iv;
    private readonly bool _tls13;
    private ulong _sequence;

    private RawCipher(byte[] key, byte[] iv, bool tls13)
    {
        _key = key;
        _iv = iv;
        _tls13 = tls13;
    }

    /// <summary>TLS 1.3, from a traffic secret (RFC 8446 §7.3).</summary>
    public static RawCipher Tls13(byte[] secret) => new(RawCrypto.ExpandLabel(secret, "key", [], 16), RawCrypto.ExpandLabel(secret, "iv", [], 12), tls13: true);

    /// <summary>TLS 1.2, with the implicit part of the nonce (RFC 5288 §3).</summary>
    public static RawCipher Tls12(byte[] key, byte[] salt) => new(key, salt, tls13: false);

    /// <summary>The whole record. In TLS 1.3 <paramref name="padding"/> zeros follow the type; a type of 0 leaves it out.</summary>
    public byte[] Seal(ContentType type, byte[] content, int padding = 0)
    {
        if (!_tls13)
            return Seal12(type, content);
        byte[] inner = type == ContentType.Invalid ? [.. content, .. new byte[padding]] : [.. content, (byte)type, .. new byte[padding]];
        byte[] header = [23, 3, 3, .. RawHello.U16(inner.Length + 16)];
        byte[] sealedBytes = new byte[inner.Length + 16];
        using AesGcm aead = new(_key, 16);
        aead.Encrypt(Nonce13(), inner, sealedBytes.AsSpan(0, inner.Length), sealedBytes.AsSpan(inner.Length), header);
        return [.. header, .. sealedBytes];
    }

    public (ContentType Type, byte[] Content) Open(byte[] header, byte[] body)
    {
        if (!_tls13)
            return ((ContentType)header[0], Open12(header, body));
        byte[] inner = new byte[body.Length - 16];
        using AesGcm aead = new(_key, 16);
        aead.Decrypt(Nonce13(), body.AsSpan(0, inner.Length), body.AsSpan(inner.Length), inner, header);
        int end = inner.Length - 1;
        while (end >= 0 && inner[end] == 0)
            end--;
        return end < 0 ? (ContentType.Invalid, []) : ((ContentType)inner[end], inner[..end]);
    }

    private byte[] Seal12(ContentType type, byte[] content)
    {
        byte[] explicitNonce = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(explicitNonce, _sequence);
        byte[] associated = [.. explicitNonce, (byte)type, 3, 3, .. RawHello.U16(content.Length)];
        _sequence++;
        byte[] sealedBytes = new byte[content.Length + 16];
        using AesGcm aead = new(_key, 16);
        aead.Encrypt((byte[])[.. _iv, .. explicitNonce], content, sealedBytes.AsSpan(0, content.Length), sealedBytes.AsSpan(content.Length), associated);
        return [(byte)type, 3, 3, .. RawHello.U16(8 + sealedBytes.Length), .. explicitNonce, .. sealedBytes];
    }

    private byte[] Open12(byte[] header, byte[] body)
    {
        byte[] content = new byte[body.Length - 24];
        byte[] sequence = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(sequence, _sequence++);
        byte[] associated = [.. sequence, header[0], 3, 3, .. RawHello.U16(content.Length)];
        using AesGcm aead = new(_key, 16);
        aead.Decrypt((byte[])[.. _iv, .. body.AsSpan(0, 8)], body.AsSpan(8, content.Length), body.AsSpan(8 + content.Length), content, associated);
        return content;
    }

    private byte[] Nonce13()
    {
        byte[] nonce = [.. _iv];
        byte[] sequence = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(sequence, _sequence++);
        for (int i = 0; i < 8; i++)
            nonce[4 + i] ^= sequence[i];
        return nonce;
    }
}
