namespace Segno;

/// <summary>The alerts of TLS 1.2 and 1.3 (RFC 8446 §6, RFC 5246 §7.2).</summary>
public enum AlertDescription : byte
{
    /// <summary>The sender will write no more on this connection.</summary>
    CloseNotify = 0,
    /// <summary>A message that does not belong here.</summary>
    UnexpectedMessage = 10,
    /// <summary>A record that cannot be deprotected.</summary>
    BadRecordMac = 20,
    /// <summary>A record that is too long.</summary>
    RecordOverflow = 22,
    /// <summary>Decompression failed (reserved; only ever received).</summary>
    DecompressionFailure = 30,
    /// <summary>No acceptable set of parameters.</summary>
    HandshakeFailure = 40,
    /// <summary>A certificate that is corrupt or whose signature does not verify.</summary>
    BadCertificate = 42,
    /// <summary>A certificate of an unsupported type.</summary>
    UnsupportedCertificate = 43,
    /// <summary>A revoked certificate.</summary>
    CertificateRevoked = 44,
    /// <summary>A certificate out of its validity period.</summary>
    CertificateExpired = 45,
    /// <summary>A certificate that is unacceptable for another reason.</summary>
    CertificateUnknown = 46,
    /// <summary>A field out of range or inconsistent with others.</summary>
    IllegalParameter = 47,
    /// <summary>A chain without a trusted root.</summary>
    UnknownCa = 48,
    /// <summary>A valid certificate that access control refuses.</summary>
    AccessDenied = 49,
    /// <summary>A message that cannot be decoded.</summary>
    DecodeError = 50,
    /// <summary>A cryptographic check of the handshake failed.</summary>
    DecryptError = 51,
    /// <summary>A version that is recognised but not supported.</summary>
    ProtocolVersion = 70,
    /// <summary>Parameters weaker than the server requires.</summary>
    InsufficientSecurity = 71,
    /// <summary>An error unrelated to the peer.</summary>
    InternalError = 80,
    /// <summary>A downgrade that the server did not need (RFC 7507).</summary>
    InappropriateFallback = 86,
    /// <summary>The handshake is cancelled by the user.</summary>
    UserCanceled = 90,
    /// <summary>Renegotiation is refused (RFC 5246 §7.2.2).</summary>
    NoRenegotiation = 100,
    /// <summary>An extension that is mandatory is missing.</summary>
    MissingExtension = 109,
    /// <summary>An extension that was not offered, or is forbidden here.</summary>
    UnsupportedExtension = 110,
    /// <summary>No server of the name in server_name (RFC 6066 §3).</summary>
    UnrecognizedName = 112,
    /// <summary>An OCSP response that is invalid (RFC 6066 §8).</summary>
    BadCertificateStatusResponse = 113,
    /// <summary>No PSK identity is acceptable and none may be done without.</summary>
    UnknownPskIdentity = 115,
    /// <summary>A client certificate is required (RFC 8446 §6.2).</summary>
    CertificateRequired = 116,
    /// <summary>An error for which there is no better alert (RFC 9846 §6.2).</summary>
    GeneralError = 117,
    /// <summary>No application protocol in common (RFC 7301 §3.2).</summary>
    NoApplicationProtocol = 120,
}
