namespace Segno.Wire.Extensions;

/// <summary>
/// ticket_request (RFC 9149 §3): <c>struct { uint8 new_session_count; uint8 resumption_count; }</c> from the client,
/// <c>uint8 expected_count</c> in EncryptedExtensions.
/// </summary>
internal static class TicketRequestExtension
{
    /// <returns>Tickets wanted after a full handshake, and after a resumed one.</returns>
    /// <exception cref="TlsException">decode_error.</exception>
    public static (byte New, byte Resumption) ParseRequest(ReadOnlyMemory<byte> body)
    {
        TlsReader reader = new(body.Span);
        (byte New, byte Resumption) request = (reader.ReadUInt8(), reader.ReadUInt8());
        reader.EndOfInput();
        return request;
    }

    /// <returns>Tickets that the server means to send.</returns>
    /// <exception cref="TlsException">decode_error.</exception>
    public static byte ParseExpected(ReadOnlyMemory<byte> body)
    {
        TlsReader reader = new(body.Span);
        byte expected = reader.ReadUInt8();
        reader.EndOfInput();
        return expected;
    }

    public static void Write(TlsWriter writer, byte newSessionCount, byte resumptionCount) =>
        writer.WriteExtension(ExtensionType.TicketRequest, [newSessionCount, resumptionCount]);

    public static void WriteExpected(TlsWriter writer, byte expectedCount) =>
        writer.WriteExtension(ExtensionType.TicketRequest, [expectedCount]);
}
