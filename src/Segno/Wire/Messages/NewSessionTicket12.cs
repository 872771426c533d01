namespace Segno.Wire.Messages;

/// <summary>NewSessionTicket of TLS 1.2: <c>uint32 ticket_lifetime_hint; opaque ticket&lt;0..2^16-1&gt;</c> (RFC 5077 §3.3).</summary>
internal readonly struct NewSessionTicket12(uint lifetimeHint, ReadOnlyMemory<byte> ticket) : IHandshakeMessage<NewSessionTicket12>
{
    public static HandshakeType Type => HandshakeType.NewSessionTicket;

    /// <summary>Seconds for which the ticket may be kept; 0: unspecified.</summary>
    public uint LifetimeHint { get; } = lifetimeHint;

    /// <summary>The ticket; empty: none after all.</summary>
    public ReadOnlyMemory<byte> Ticket { get; } = ticket;

    public static NewSessionTicket12 Parse(ReadOnlyMemory<byte> body)
    {
        BorrowingReader reader = new(body);
        NewSessionTicket12 message = new(reader.ReadUInt32(), reader.ReadVector16(0));
        reader.EndOfInput();
        return message;
    }

    public void Write(TlsWriter writer)
    {
        writer.WriteUInt32(LifetimeHint);
        writer.WriteVector16(Ticket.Span);
    }
}
