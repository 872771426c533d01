using Segno.Wire.Extensions;

namespace Segno.Wire.Messages;

/// <summary>
/// NewSessionTicket of TLS 1.3 (RFC 8446 §4.6.1):
/// <code>
/// uint32 ticket_lifetime;
/// uint32 ticket_age_add;
/// opaque ticket_nonce&lt;0..255&gt;;
/// opaque ticket&lt;1..2^16-1&gt;;
/// Extension extensions&lt;0..2^16-2&gt;;      // RFC 9846 §4.7.1: up to 2^16-1
/// </code>
/// </summary>
internal readonly struct NewSessionTicket13(uint lifetime, uint ageAdd, ReadOnlyMemory<byte> nonce, ReadOnlyMemory<byte> ticket, ExtensionBlock extensions)
    : IHandshakeMessage<NewSessionTicket13>
{
    public static HandshakeType Type => HandshakeType.NewSessionTicket;

    /// <summary>ticket_lifetime in seconds; 0: discard it at once.</summary>
    public uint Lifetime { get; } = lifetime;

    /// <summary>ticket_age_add, which hides the ticket's age in milliseconds.</summary>
    public uint AgeAdd { get; } = ageAdd;

    /// <summary>ticket_nonce, from which this ticket's PSK is derived.</summary>
    public ReadOnlyMemory<byte> Nonce { get; } = nonce;

    public ReadOnlyMemory<byte> Ticket { get; } = ticket;

    public ExtensionBlock Extensions { get; } = extensions;

    public static NewSessionTicket13 Parse(ReadOnlyMemory<byte> body)
    {
        BorrowingReader reader = new(body);
        NewSessionTicket13 message = new(
            reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadVector8(0), reader.ReadVector16(1), ExtensionBlock.Parse(reader.ReadVector16(0)));
        reader.EndOfInput();
        return message;
    }

    public void Write(TlsWriter writer)
    {
        writer.WriteUInt32(Lifetime);
        writer.WriteUInt32(AgeAdd);
        writer.WriteVector8(Nonce.Span);
        writer.WriteVector16(Ticket.Span);
        Extensions.Write(writer);
    }
}
