using Segno.Wire;

namespace Segno.Record;

/// <summary>The longest body of a handshake message, by type: judged by its header, before anything is kept of it.</summary>
internal static class MessageLimits
{
    /// <summary>The longest ClientHello that the syntax allows: fixed fields, 2^16-2 bytes of suites, 2^16-1 of extensions.</summary>
    public const int ClientHello = 2 + 32 + 33 + 2 + 0xfffe + 256 + 2 + 0xffff;

    private const int ExtensionsAndLists = (2 * 0x10000) + 1024;
    private const int Signature = 0x10000 + 1024;
    private const int Small = 1024;

    /// <param name="type">The message's type.</param>
    /// <param name="maxCertificateBytes">What the options allow a certificate chain.</param>
    public static int MaxBody(HandshakeType type, int maxCertificateBytes) => type switch
    {
        HandshakeType.ClientHello => ClientHello,
        HandshakeType.Certificate => maxCertificateBytes,
        HandshakeType.NewSessionTicket or HandshakeType.CertificateRequest => ExtensionsAndLists,
        HandshakeType.ServerHello or HandshakeType.EncryptedExtensions or HandshakeType.ServerKeyExchange
            or HandshakeType.CertificateVerify or HandshakeType.CertificateStatus => Signature,
        HandshakeType.ClientKeyExchange => 0x1000,
        _ => Small,
    };
}
