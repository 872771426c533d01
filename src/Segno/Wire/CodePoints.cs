namespace Segno.Wire;

/// <summary>TLSPlaintext.type (RFC 8446 §5.1).</summary>
internal enum ContentType : byte
{
    Invalid = 0,
    ChangeCipherSpec = 20,
    Alert = 21,
    Handshake = 22,
    ApplicationData = 23,
}

/// <summary>Alert.level (RFC 8446 §6).</summary>
internal enum AlertLevel : byte
{
    Warning = 1,
    Fatal = 2,
}

/// <summary>Handshake.msg_type (RFC 8446 §4, RFC 5246 §7.4, RFC 5077 §3.3, RFC 6066 §8).</summary>
internal enum HandshakeType : byte
{
    HelloRequest = 0,
    ClientHello = 1,
    ServerHello = 2,
    NewSessionTicket = 4,
    EndOfEarlyData = 5,
    EncryptedExtensions = 8,
    Certificate = 11,
    ServerKeyExchange = 12,
    CertificateRequest = 13,
    ServerHelloDone = 14,
    CertificateVerify = 15,
    ClientKeyExchange = 16,
    Finished = 20,
    CertificateStatus = 22,
    KeyUpdate = 24,
    MessageHash = 254,
}

/// <summary>Extension.extension_type, those that Segno knows (RFC 8446 §4.2).</summary>
internal enum ExtensionType : ushort
{
    ServerName = 0,
    StatusRequest = 5,
    SupportedGroups = 10,
    EcPointFormats = 11,
    SignatureAlgorithms = 13,
    ApplicationLayerProtocolNegotiation = 16,
    SignedCertificateTimestamp = 18,
    Padding = 21,
    ExtendedMasterSecret = 23,
    RecordSizeLimit = 28,
    SessionTicket = 35,
    PreSharedKey = 41,
    EarlyData = 42,
    SupportedVersions = 43,
    Cookie = 44,
    PskKeyExchangeModes = 45,
    CertificateAuthorities = 47,
    OidFilters = 48,
    PostHandshakeAuth = 49,
    SignatureAlgorithmsCert = 50,
    KeyShare = 51,
    TicketRequest = 58,
    RenegotiationInfo = 0xff01,
}

/// <summary>PskKeyExchangeModes.ke_modes (RFC 8446 §4.2.9).</summary>
internal enum PskKeyExchangeMode : byte
{
    PskKe = 0,
    PskDheKe = 1,
}

/// <summary>KeyUpdate.request_update (RFC 8446 §4.6.3).</summary>
internal enum KeyUpdateRequest : byte
{
    UpdateNotRequested = 0,
    UpdateRequested = 1,
}

/// <summary>The two versions that Segno speaks, by their code on the wire.</summary>
internal enum ProtocolVersion : ushort
{
    Tls12 = 0x0303,
    Tls13 = 0x0304,
}

/// <summary>Which end of the connection.</summary>
internal enum TlsRole : byte
{
    Client = 0,
    Server = 1,
}
