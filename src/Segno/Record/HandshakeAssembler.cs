using Segno.Wire;

namespace Segno.Record;

/// <summary>
/// Cuts handshake messages out of records (RFC 8446 §5.1): several may share a record, and one may span several. A message that
/// lies within one record is lent where it lies; only one that does not is copied together.
/// </summary>
internal sealed class HandshakeAssembler(int maxCertificateBytes) : IDisposable
{
    private readonly WireBuffer _partial = new();
    private ReadOnlyMemory<byte> _record;

    /// <summary>
    /// Refuses a message by its type, as soon as its header is there and before anything is kept of it. Null during the handshake, when the state
    /// judges whole messages.
    /// </summary>
    public Action<HandshakeType>? RequireWelcome { get; set; }

    /// <summary>Whether a message has begun and is not complete: no record of another type may come now.</summary>
    public bool IsInsideMessage => _partial.Length > 0 || !_record.IsEmpty;

    /// <summary>Takes a record's content, which must stay where it is until <see cref="TryNext"/> says false.</summary>
    public void Add(ReadOnlyMemory<byte> content)
    {
        if (content.IsEmpty)
            throw new TlsException(TlsFaults.EmptyFragment, "handshake");
        _record = content;
    }

    /// <summary>The next whole message, lent until <see cref="Release"/>.</summary>
    /// <exception cref="TlsException">The header says that it is longer than its type may be, or of a type that may not come.</exception>
    public bool TryNext(out HandshakeMessage message)
    {
        message = default;
        if (_record.IsEmpty)
            return false;
        if (_partial.Length == 0 && TryLend(out message))
            return true;

        int missing = HandshakeMessage.HeaderLength - _partial.Length;
        if (missing > 0 && !Move(missing))
            return false;
        missing = HandshakeMessage.HeaderLength + RequireBodyLength(_partial.WrittenSpan) - _partial.Length;
        if (!Move(missing))
            return false;
        message = new HandshakeMessage((HandshakeType)_partial.WrittenSpan[0], _partial.WrittenMemory, _record.IsEmpty);
        return true;
    }

    /// <summary>The message that was lent is done with.</summary>
    public void Release() => _partial.Release();

    public void Dispose()
    {
        _record = default;
        _partial.Dispose();
    }

    private bool TryLend(out HandshakeMessage message)
    {
        message = default;
        if (_record.Length < HandshakeMessage.HeaderLength)
            return false;
        int total = HandshakeMessage.HeaderLength + RequireBodyLength(_record.Span);
        if (_record.Length < total)
            return false;
        ReadOnlyMemory<byte> encoded = _record[..total];
        _record = _record[total..];
        message = new HandshakeMessage((HandshakeType)encoded.Span[0], encoded, _record.IsEmpty);
        return true;
    }

    /// <summary>Moves up to <paramref name="count"/> bytes to the message that is being put together; false if there were fewer.</summary>
    private bool Move(int count)
    {
        int available = Math.Min(count, _record.Length);
        _record.Span[..available].CopyTo(_partial.Append(available));
        _record = _record[available..];
        return available == count;
    }

    private int RequireBodyLength(ReadOnlySpan<byte> header)
    {
        HandshakeType type = (HandshakeType)header[0];
        RequireWelcome?.Invoke(type);
        int length = (header[1] << 16) | (header[2] << 8) | header[3];
        if (length <= MessageLimits.MaxBody(type, maxCertificateBytes))
            return length;
        // Of a type that does not exist no length is right: it is the type that is wrong.
        throw Enum.IsDefined(type)
            ? new TlsException(TlsFaults.MessageTooLong, $"{type} of {length} bytes")
            : new TlsException(TlsFaults.UnexpectedHandshakeMessage, $"type {(byte)type}");
    }
}
