namespace Segno.Wire.Extensions;

/// <summary>certificate_authorities: <c>DistinguishedName authorities&lt;3..2^16-1&gt;</c> (RFC 8446 §4.2.4).</summary>
internal static class CertificateAuthoritiesExtension
{
    /// <exception cref="TlsException">decode_error.</exception>
    public static DistinguishedNameList Parse(ReadOnlyMemory<byte> body)
    {
        BorrowingReader reader = new(body);
        DistinguishedNameList names = DistinguishedNameList.Parse(reader.ReadVector16(3));
        reader.EndOfInput();
        return names;
    }

    /// <param name="writer">Where to.</param>
    /// <param name="names">Names in DER; at least one.</param>
    public static void Write(TlsWriter writer, IReadOnlyList<ReadOnlyMemory<byte>> names)
    {
        int extension = writer.BeginExtension(ExtensionType.CertificateAuthorities);
        DistinguishedNameList.Write(writer, names);
        writer.EndExtension(extension);
    }
}
