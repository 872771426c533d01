namespace Segno.Wire.Extensions;

/// <summary>ec_point_formats: <c>ECPointFormat ec_point_format_list&lt;1..2^8-1&gt;</c>, of which only uncompressed is left (RFC 8422 §5.1.2).</summary>
internal static class EcPointFormatsExtension
{
    private const byte Uncompressed = 0;

    /// <returns>Whether uncompressed points are in the list, as they must be.</returns>
    /// <exception cref="TlsException">decode_error.</exception>
    public static bool ParseOffersUncompressed(ReadOnlyMemory<byte> body)
    {
        TlsReader reader = new(body.Span);
        ReadOnlySpan<byte> formats = reader.ReadVector8(1);
        reader.EndOfInput();
        return formats.Contains(Uncompressed);
    }

    public static void Write(TlsWriter writer) => writer.WriteExtension(ExtensionType.EcPointFormats, [1, Uncompressed]);
}
