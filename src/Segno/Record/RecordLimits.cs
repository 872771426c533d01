namespace Segno.Record;

/// <summary>The sizes of a record (RFC 8446 §5, RFC 5246 §6.2) and what a peer may spend of them.</summary>
internal static class RecordLimits
{
    /// <summary>type (1), legacy_record_version (2), length (2).</summary>
    public const int HeaderLength = 5;

    /// <summary>2^14: the most content of a record (RFC 8446 §5.1).</summary>
    public const int MaxContent = 1 << 14;

    /// <summary>TLSInnerPlaintext: the content and its type (RFC 8446 §5.4).</summary>
    public const int MaxInnerPlaintext = MaxContent + 1;

    /// <summary>TLSCiphertext.length in TLS 1.3 (RFC 8446 §5.2).</summary>
    public const int MaxBody13 = MaxContent + 256;

    /// <summary>TLSCiphertext.length in TLS 1.2 (RFC 5246 §6.2.3).</summary>
    public const int MaxBody12 = MaxContent + 2048;

    /// <summary>Records of application data without content in a row.</summary>
    public const int MaxEmptyRecords = 32;

    /// <summary>change_cipher_spec records that are dropped during a handshake.</summary>
    public const int MaxChangeCipherSpecs = 32;

    /// <summary>Warnings in a row.</summary>
    public const int MaxWarnings = 4;

    /// <summary>KeyUpdates without application data between them, those aside that we asked for.</summary>
    public const int MaxKeyUpdates = 32;

    /// <summary>Records that a handshake may take: a ClientHello in records of a byte each still passes.</summary>
    public const int MaxHandshakeRecords = 4096;
}
