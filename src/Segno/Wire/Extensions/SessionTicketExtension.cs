namespace Segno.Wire.Extensions;

/// <summary>
/// session_ticket: in a ClientHello the ticket itself, or nothing to ask for one; in a ServerHello nothing (RFC 5077 §3.2). The body is the
/// ticket, without a length of its own (RFC 5077 App. A).
/// </summary>
internal static class SessionTicketExtension
{
    /// <summary>The server's promise of a NewSessionTicket.</summary>
    /// <exception cref="TlsException">decode_error: it is not empty.</exception>
    public static void ParseEmpty(ReadOnlyMemory<byte> body) => ExtensionWriting.RequireEmpty(body, ExtensionType.SessionTicket);

    public static void Write(TlsWriter writer, ReadOnlySpan<byte> ticket) => writer.WriteExtension(ExtensionType.SessionTicket, ticket);
}
