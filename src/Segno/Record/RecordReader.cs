using System.Buffers.Binary;
using Segno.Crypto;
using Segno.Wire;

namespace Segno.Record;

/// <summary>
/// Frames and opens received records, in place (RFC 8446 §5, RFC 5246 §6.2). A header is judged as soon as its five bytes are there, before
/// the body is waited for.
/// <code>
/// type[1] | legacy_record_version[2] | length[2] | body[length]
/// body, TLS 1.3:           AEAD(content | type[1] | zeros) | tag[16]
/// body, TLS 1.2 AES-GCM:   explicit nonce[8] | AEAD(content) | tag[16]
/// </code>
/// </summary>
internal sealed class RecordReader : IDisposable
{
    private TrafficKeys? _keys;
    private ProtocolVersion? _version;
    private int _sizeLimit = RecordLimits.MaxInnerPlaintext;
    private EarlyDataSkip _skip;
    private int _skipBudget;
    private bool _sawTls;

    /// <summary>Bytes of a record of which <paramref name="input"/> is the beginning; 5 until its header is there.</summary>
    public static int BytesOfRecord(ReadOnlySpan<byte> input) =>
        input.Length < RecordLimits.HeaderLength
            ? RecordLimits.HeaderLength
            : RecordLimits.HeaderLength + BinaryPrimitives.ReadUInt16BigEndian(input[3..]);

    /// <summary>Whether read keys are installed.</summary>
    public bool IsProtecting => _keys is not null;

    /// <summary>Opens what is received from here on; disposes the keys before.</summary>
    public void Install(TrafficKeys keys)
    {
        _keys?.Dispose();
        _keys = keys;
    }

    public void SetVersion(ProtocolVersion version) => _version = version;

    /// <summary>Our record_size_limit was announced and takes effect for protected records (RFC 8449 §4). In TLS 1.3 it counts type and padding.</summary>
    public void SetSizeLimit(int limit) => _sizeLimit = limit;

    /// <summary>Drops refused early data from here on (RFC 8446 §4.2.10), at most so many bytes of records.</summary>
    public void Skip(EarlyDataSkip skip, int maxBytes)
    {
        _skip = skip;
        _skipBudget = maxBytes;
    }

    /// <summary>Reads one record from the beginning of <paramref name="input"/> and tells how many bytes it took.</summary>
    /// <exception cref="TlsException">The record breaks a rule.</exception>
    public RecordReadResult TryRead(Memory<byte> input, out ReceivedRecord record, out int consumed)
    {
        record = default;
        consumed = 0;
        if (input.Length < RecordLimits.HeaderLength)
            return RecordReadResult.NeedsInput;
        ReadOnlySpan<byte> header = input.Span[..RecordLimits.HeaderLength];
        ContentType type = RequireKnown(header);
        int length = BinaryPrimitives.ReadUInt16BigEndian(header[3..]);
        bool isProtected = IsProtected(type, length);
        RequireLength(type, length, isProtected);
        // RFC 8446 §5.2, RFC 5246 §6.2.1: by the time records are protected the version is known, and peers have no reason for another.
        if (isProtected && header[2] != 3)
            throw new TlsException(TlsFaults.WrongRecordVersion);
        int total = RecordLimits.HeaderLength + length;
        if (input.Length < total)
            return RecordReadResult.NeedsInput;

        consumed = total;
        Memory<byte> whole = input[..total];
        return isProtected ? Open(whole, type, out record) : Plain(whole, type, out record);
    }

    public void Dispose() => _keys?.Dispose();

    private ContentType RequireKnown(ReadOnlySpan<byte> header)
    {
        ContentType type = (ContentType)header[0];
        bool known = type is >= ContentType.ChangeCipherSpec and <= ContentType.ApplicationData;
        // Only before the first record can it be something else than TLS.
        if (!known && !_sawTls)
            throw FirstBytes.Explain(header);
        if (!known)
            throw new TlsException(TlsFaults.UnknownContentType, header[0].ToString(System.Globalization.CultureInfo.InvariantCulture));
        // RFC 8446 §5.1: legacy_record_version is ignored; another major version is no TLS.
        if (header[1] != 3)
            throw new TlsException(TlsFaults.WrongRecordVersion);
        _sawTls = true;
        return type;
    }

    private bool IsProtected(ContentType type, int length)
    {
        if (_keys is null)
            return false;
        if (_keys.Suite.Version == ProtocolVersion.Tls12)
            return true;
        return type switch
        {
            ContentType.ApplicationData => true,
            // RFC 8446 §5: the dummy change_cipher_spec of compatibility mode is never protected.
            ContentType.ChangeCipherSpec => false,
            // A peer that failed before it had keys alerts in clear (RFC 8446 §6.2); an alert under protection would be longer. The engine decides.
            ContentType.Alert when length == Alert.Length => false,
            _ => throw new TlsException(TlsFaults.OuterTypeNotApplicationData, type.ToString()),
        };
    }

    private void RequireLength(ContentType type, int length, bool isProtected)
    {
        bool skipped = _skip == EarlyDataSkip.UntilClientHello && type == ContentType.ApplicationData;
        int limit = isProtected && _version == ProtocolVersion.Tls12 ? RecordLimits.MaxBody12
            : isProtected || skipped ? RecordLimits.MaxBody13
            : RecordLimits.MaxContent;
        if (length > limit)
            throw new TlsException(TlsFaults.RecordTooLong, $"{length} bytes");
    }

    private RecordReadResult Plain(Memory<byte> whole, ContentType type, out ReceivedRecord record)
    {
        record = new ReceivedRecord(type, whole[RecordLimits.HeaderLength..], IsProtected: false);
        if (_skip == EarlyDataSkip.UntilClientHello)
        {
            if (type == ContentType.ApplicationData)
                return SkipOne(whole);
            if (type == ContentType.Handshake)
                _skip = EarlyDataSkip.None;
        }
        return RecordReadResult.Record;
    }

    private RecordReadResult Open(Memory<byte> whole, ContentType outerType, out ReceivedRecord record)
    {
        record = default;
        if (!_keys!.TryOpen(whole, out Memory<byte> content))
        {
            if (_skip == EarlyDataSkip.UntilDeprotected)
                return SkipOne(whole);
            throw new TlsException(TlsFaults.BadRecord);
        }
        // RFC 8446 §4.2.10: the first record that opens ends the refused early data.
        _skip = EarlyDataSkip.None;
        if (_keys.Suite.Version == ProtocolVersion.Tls12)
        {
            RequireContent(content.Length, Math.Min(RecordLimits.MaxContent, _sizeLimit));
            record = new ReceivedRecord(outerType, content, IsProtected: true);
            return RecordReadResult.Record;
        }

        RequireContent(content.Length, Math.Min(RecordLimits.MaxInnerPlaintext, _sizeLimit));
        int end = InnerPlaintext.FindType(content.Span);
        if (end < 0)
            throw new TlsException(TlsFaults.NoContentType);
        ContentType type = (ContentType)content.Span[end];
        record = new ReceivedRecord(type, content[..end], IsProtected: true);
        return RecordReadResult.Record;
    }

    private static void RequireContent(int length, int limit)
    {
        if (length > limit)
            throw new TlsException(TlsFaults.PlaintextTooLong, $"{length} bytes where {limit} are allowed");
    }

    private RecordReadResult SkipOne(Memory<byte> whole)
    {
        _skipBudget -= whole.Length - RecordLimits.HeaderLength;
        return _skipBudget >= 0 ? RecordReadResult.Skipped : throw new TlsException(TlsFaults.TooMuchSkippedEarlyData);
    }
}
