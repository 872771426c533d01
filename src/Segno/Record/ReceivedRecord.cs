using Segno.Wire;

namespace Segno.Record;

/// <summary>One record's content, deprotected in place: it borrows the receive buffer.</summary>
/// <param name="Type">The real type; in TLS 1.3 the inner one.</param>
/// <param name="Content">Without padding and type.</param>
/// <param name="IsProtected">Whether it was opened with read keys.</param>
internal readonly record struct ReceivedRecord(ContentType Type, Memory<byte> Content, bool IsProtected);

/// <summary>What came of an attempt to read a record.</summary>
internal enum RecordReadResult
{
    /// <summary>The record is not there as a whole.</summary>
    NeedsInput,
    /// <summary>A record was read.</summary>
    Record,
    /// <summary>A record of refused early data was dropped (RFC 8446 §4.2.10).</summary>
    Skipped,
}
