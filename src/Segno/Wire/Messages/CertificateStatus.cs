using Segno.Wire.Extensions;

namespace Segno.Wire.Messages;

/// <summary>CertificateStatus of TLS 1.2, between Certificate and ServerKeyExchange (RFC 6066 §8).</summary>
internal readonly struct CertificateStatus(ReadOnlyMemory<byte> ocspResponse) : IHandshakeMessage<CertificateStatus>
{
    public static HandshakeType Type => HandshakeType.CertificateStatus;

    /// <summary>OCSPResponse in DER, as it came: whoever relies on it checks it.</summary>
    public ReadOnlyMemory<byte> OcspResponse { get; } = ocspResponse;

    public static CertificateStatus Parse(ReadOnlyMemory<byte> body) => new(StatusRequestExtension.ParseStatus(body));

    public void Write(TlsWriter writer) => StatusRequestExtension.WriteStatus(writer, OcspResponse.Span);
}
