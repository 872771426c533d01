namespace Segno.Wire.Extensions;

/// <summary>signature_algorithms: <c>SignatureScheme supported_signature_algorithms&lt;2..2^16-2&gt;</c> (RFC 8446 §4.2.3).</summary>
internal static class SignatureAlgorithmsExtension
{
    /// <exception cref="TlsException">decode_error.</exception>
    public static UInt16List Parse(ReadOnlyMemory<byte> body) => UInt16List.ParseVector16(body);

    public static void Write(TlsWriter writer, IReadOnlyList<SignatureScheme> schemes)
    {
        int extension = writer.BeginExtension(ExtensionType.SignatureAlgorithms);
        int list = writer.Begin16();
        for (int i = 0; i < schemes.Count; i++)
            writer.WriteUInt16((ushort)schemes[i]);
        writer.End16(list);
        writer.EndExtension(extension);
    }
}
