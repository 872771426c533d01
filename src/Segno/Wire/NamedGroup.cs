namespace Segno;

/// <summary>The groups of supported_groups (RFC 8446 §4.2.7, RFC 8422 §5.1.1).</summary>
public enum NamedGroup : ushort
{
    /// <summary>ECDHE on NIST P-256.</summary>
    Secp256r1 = 0x0017,
    /// <summary>ECDHE on NIST P-384.</summary>
    Secp384r1 = 0x0018,
    /// <summary>ECDHE on NIST P-521.</summary>
    Secp521r1 = 0x0019,
    /// <summary>X25519 (RFC 7748).</summary>
    X25519 = 0x001d,
    /// <summary>The hybrid of ML-KEM-768 and X25519, for TLS 1.3 only (draft-ietf-tls-ecdhe-mlkem).</summary>
    X25519MLKem768 = 0x11ec,
}
