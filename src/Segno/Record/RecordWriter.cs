using System.Buffers.Binary;
using Segno.Crypto;
using Segno.Wire;

namespace Segno.Record;

/// <summary>
/// Makes records: cuts content into fragments of the size that the peer takes, pads, and seals in place in the output (RFC 8446 §5).
/// </summary>
/// <param name="role">A client's first record says version 0x0301 (RFC 8446 §5.1).</param>
/// <param name="paddingBlock">Protected TLS 1.3 plaintext is padded to a multiple of so many bytes; 0 or 1: it is not.</param>
internal sealed class RecordWriter(TlsRole role, int paddingBlock) : IDisposable
{
    /// <summary>The most bytes that a record adds to its content, padding aside: header, explicit nonce, type, tag.</summary>
    public const int MaxOverhead = RecordLimits.HeaderLength + sizeof(ulong) + 1 + Aead.TagLength;

    private const ushort FirstHelloVersion = 0x0301;
    private const ushort LegacyVersion = 0x0303;

    private TrafficKeys? _keys;
    private ushort _recordVersion = role == TlsRole.Client ? FirstHelloVersion : LegacyVersion;
    private int _sizeLimit = RecordLimits.MaxInnerPlaintext;

    /// <summary>The most content bytes of the next record.</summary>
    public int MaxContent
    {
        get
        {
            // RFC 8449 §4: the limit is for protected records; in TLS 1.3 it counts the type.
            if (_keys is null)
                return RecordLimits.MaxContent;
            return Math.Min(RecordLimits.MaxContent, IsTls13 ? _sizeLimit - 1 : _sizeLimit);
        }
    }

    /// <summary>Whether new keys are due before more data is sent (RFC 8446 §5.5).</summary>
    public bool NeedsKeyUpdate => _keys is { IsNearLimit: true };

    private bool IsTls13 => _keys?.Suite.Version == ProtocolVersion.Tls13;

    /// <summary>Protects what is written from here on; disposes the keys before.</summary>
    public void Install(TrafficKeys keys)
    {
        _keys?.Dispose();
        _keys = keys;
    }

    public void SetVersion() => _recordVersion = LegacyVersion;

    /// <summary>The peer's record_size_limit.</summary>
    public void SetSizeLimit(int limit) => _sizeLimit = limit;

    /// <summary>Writes one record of at most <see cref="MaxContent"/> bytes of content.</summary>
    public void WriteRecord(ContentType type, ReadOnlySpan<byte> content, SendBuffer output)
    {
        // RFC 8446 §5: a dummy change_cipher_spec stays in clear.
        if (_keys is null || (type == ContentType.ChangeCipherSpec && IsTls13))
        {
            Span<byte> plain = output.Append(RecordLimits.HeaderLength + content.Length);
            WriteHeader(plain, type, content.Length);
            content.CopyTo(plain[RecordLimits.HeaderLength..]);
            return;
        }

        int inner = IsTls13 ? PaddedLength(content.Length + 1) : content.Length;
        int body = inner + _keys.Overhead;
        int start = output.Length;
        Span<byte> record = output.Append(RecordLimits.HeaderLength + body);
        WriteHeader(record, IsTls13 ? ContentType.ApplicationData : type, body);
        Span<byte> plaintext = record.Slice(RecordLimits.HeaderLength + _keys.ExplicitNonceLength, inner);
        content.CopyTo(plaintext);
        if (IsTls13)
        {
            plaintext[content.Length] = (byte)type;
            plaintext[(content.Length + 1)..].Clear();
        }
        try
        {
            _keys.Seal(record);
        }
        catch
        {
            // What is not sealed is plaintext, and must not wait where it would be sent.
            output.Truncate(start);
            throw;
        }
    }

    /// <summary>Writes content of any length as records that are as full, and so as few, as can be.</summary>
    public void WriteAll(ContentType type, ReadOnlySpan<byte> content, SendBuffer output)
    {
        while (!content.IsEmpty)
        {
            int length = Math.Min(content.Length, MaxContent);
            WriteRecord(type, content[..length], output);
            content = content[length..];
        }
    }

    public void Dispose() => _keys?.Dispose();

    private int PaddedLength(int length)
    {
        if (paddingBlock <= 1)
            return length;
        int padded = (length + paddingBlock - 1) / paddingBlock * paddingBlock;
        return Math.Max(length, Math.Min(padded, Math.Min(RecordLimits.MaxInnerPlaintext, _sizeLimit)));
    }

    private void WriteHeader(Span<byte> record, ContentType type, int bodyLength)
    {
        record[0] = (byte)type;
        BinaryPrimitives.WriteUInt16BigEndian(record[1..], _recordVersion);
        BinaryPrimitives.WriteUInt16BigEndian(record[3..], (ushort)bodyLength);
    }
}
