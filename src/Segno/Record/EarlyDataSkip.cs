namespace Segno.Record;

/// <summary>How refused early data is recognised (RFC 8446 §4.2.10).</summary>
internal enum EarlyDataSkip
{
    None,
    UntilDeprotected,
    UntilClientHello,
}
