namespace Segno.Wire.Extensions;

/// <summary>early_data: empty in the handshake, <c>uint32 max_early_data_size</c> in NewSessionTicket (RFC 8446 §4.2.10).</summary>
internal static class EarlyDataExtension
{
    /// <exception cref="TlsException">decode_error: it is not empty.</exception>
    public static void ParseEmpty(ReadOnlyMemory<byte> body) => ExtensionWriting.RequireEmpty(body, ExtensionType.EarlyData);

    /// <returns>Bytes of plaintext that the ticket allows.</returns>
    /// <exception cref="TlsException">decode_error.</exception>
    public static uint ParseMaxSize(ReadOnlyMemory<byte> body)
    {
        TlsReader reader = new(body.Span);
        uint size = reader.ReadUInt32();
        reader.EndOfInput();
        return size;
    }

    public static void WriteMaxSize(TlsWriter writer, uint maxEarlyDataBytes)
    {
        int extension = writer.BeginExtension(ExtensionType.EarlyData);
        writer.WriteUInt32(maxEarlyDataBytes);
        writer.EndExtension(extension);
    }
}
