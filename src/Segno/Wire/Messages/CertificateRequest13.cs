using Segno.Wire.Extensions;

namespace Segno.Wire.Messages;

/// <summary>
/// CertificateRequest of TLS 1.3: <c>opaque certificate_request_context&lt;0..2^8-1&gt;; Extension extensions&lt;2..2^16-1&gt;</c> (RFC 8446 §4.3.2).
/// </summary>
internal readonly struct CertificateRequest13(ReadOnlyMemory<byte> context, ExtensionBlock extensions) : IHandshakeMessage<CertificateRequest13>
{
    public static HandshakeType Type => HandshakeType.CertificateRequest;

    /// <summary>certificate_request_context: empty in the handshake.</summary>
    public ReadOnlyMemory<byte> Context { get; } = context;

    public ExtensionBlock Extensions { get; } = extensions;

    public static CertificateRequest13 Parse(ReadOnlyMemory<byte> body)
    {
        BorrowingReader reader = new(body);
        CertificateRequest13 request = new(reader.ReadVector8(0), ExtensionBlock.Parse(reader.ReadVector16(2)));
        reader.EndOfInput();
        return request;
    }

    public void Write(TlsWriter writer)
    {
        writer.WriteVector8(Context.Span);
        Extensions.Write(writer);
    }
}
