namespace Segno.Wire.Messages;

/// <summary>CertificateVerify: <c>SignatureScheme algorithm; opaque signature&lt;0..2^16-1&gt;</c> (RFC 8446 §4.4.3, RFC 5246 §7.4.8).</summary>
internal readonly struct CertificateVerify(SignatureScheme scheme, ReadOnlyMemory<byte> signature) : IHandshakeMessage<CertificateVerify>
{
    public static HandshakeType Type => HandshakeType.CertificateVerify;

    /// <summary>The scheme as sent, which may be none that Segno knows.</summary>
    public SignatureScheme Scheme { get; } = scheme;

    public ReadOnlyMemory<byte> Signature { get; } = signature;

    public static CertificateVerify Parse(ReadOnlyMemory<byte> body)
    {
        BorrowingReader reader = new(body);
        CertificateVerify verify = new((SignatureScheme)reader.ReadUInt16(), reader.ReadVector16(0));
        reader.EndOfInput();
        return verify;
    }

    public void Write(TlsWriter writer)
    {
        writer.WriteUInt16((ushort)Scheme);
        writer.WriteVector16(Signature.Span);
    }
}
