namespace Segno.Wire.Extensions;

/// <summary>extended_master_secret: always empty (RFC 7627 §5.1).</summary>
internal static class ExtendedMasterSecretExtension
{
    /// <exception cref="TlsException">decode_error: it is not empty.</exception>
    public static void Parse(ReadOnlyMemory<byte> body) => ExtensionWriting.RequireEmpty(body, ExtensionType.ExtendedMasterSecret);

    public static void Write(TlsWriter writer) => writer.WriteEmptyExtension(ExtensionType.ExtendedMasterSecret);
}
