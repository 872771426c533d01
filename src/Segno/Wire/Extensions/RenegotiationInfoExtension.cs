namespace Segno.Wire.Extensions;

/// <summary>renegotiation_info: <c>opaque renegotiated_connection&lt;0..255&gt;</c> (RFC 5746 §3.2).</summary>
internal static class RenegotiationInfoExtension
{
    /// <returns>renegotiated_connection; empty in an initial handshake, or the peer is up to something (RFC 5746 §3.4, §3.6).</returns>
    /// <exception cref="TlsException">decode_error.</exception>
    public static ReadOnlyMemory<byte> Parse(ReadOnlyMemory<byte> body)
    {
        BorrowingReader reader = new(body);
        ReadOnlyMemory<byte> renegotiatedConnection = reader.ReadVector8(0);
        reader.EndOfInput();
        return renegotiatedConnection;
    }

    public static void Write(TlsWriter writer, ReadOnlySpan<byte> renegotiatedConnection)
    {
        int extension = writer.BeginExtension(ExtensionType.RenegotiationInfo);
        writer.WriteVector8(renegotiatedConnection);
        writer.EndExtension(extension);
    }
}
