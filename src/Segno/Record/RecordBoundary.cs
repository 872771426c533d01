namespace Segno.Record;

/// <summary>
/// Proof that no handshake bytes are pending in the current record: what installs read keys asks for it, so that a
/// message cannot straddle a change of keys (RFC 8446 §5.1).
/// </summary>
internal readonly struct RecordBoundary
{
    private readonly bool _proven;

    private RecordBoundary(bool proven) => _proven = proven;

    /// <summary>For the two that know: a handshake message that ends its record, and the record layer on a change_cipher_spec.</summary>
    public static RecordBoundary Proven() => new(true);

    /// <summary>Refuses <c>default</c>.</summary>
    public void Require()
    {
        if (!_proven)
            throw new InvalidOperationException("Read keys change only at a proven record boundary.");
    }
}
