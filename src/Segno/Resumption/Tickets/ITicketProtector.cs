namespace Segno;

/// <summary>
/// Seals sessions into tickets and opens them. A ticket that does not open, for whatever reason, is a full handshake: implementations
/// answer with a status and do not throw for what a peer can cause. Thread-safe.
/// </summary>
public interface ITicketProtector
{
    /// <summary>Seals an encoded session. <paramref name="ticket"/> has at least <see cref="MaxTicketBytes"/> bytes.</summary>
    /// <returns>The bytes written and how long the ticket will open, or why there is none.</returns>
    ValueTask<TicketSealing> SealAsync(ReadOnlyMemory<byte> session, TicketContext context, Memory<byte> ticket, CancellationToken cancellationToken);

    /// <summary>Opens a ticket into <paramref name="session"/> (at least <see cref="MaxTicketBytes"/> bytes).</summary>
    ValueTask<TicketOpening> OpenAsync(ReadOnlyMemory<byte> ticket, TicketContext context, Memory<byte> session, CancellationToken cancellationToken);

    /// <summary>
    /// Uses a ticket up, after the binder is verified and before the session is accepted. False: another connection was first, and the
    /// handshake is full. Protectors whose tickets may be used again answer true.
    /// </summary>
    ValueTask<bool> SpendAsync(TicketReceipt receipt, CancellationToken cancellationToken);

    /// <summary>The most bytes that a ticket has, sent or accepted.</summary>
    const int MaxTicketBytes = 4096;
}

/// <summary>What a ticket is bound to beside its content, as associated data: a ticket of one version or side does not open for another.</summary>
/// <param name="ProtocolVersion">The version by its code on the wire, 0x0303 or 0x0304.</param>
public readonly record struct TicketContext(ushort ProtocolVersion);

/// <summary>Names an opened ticket to <see cref="ITicketProtector.SpendAsync"/>; its meaning is the protector's own.</summary>
/// <param name="Token">The protector's own number.</param>
/// <param name="Handle">The protector's own object, if it needs one.</param>
public readonly record struct TicketReceipt(ulong Token, object? Handle);

/// <summary>What came of sealing.</summary>
/// <param name="Length">Bytes of the ticket; 0 if there is none.</param>
/// <param name="Lifetime">For how long from now the ticket will open at least; what is promised to the client is no longer.</param>
/// <param name="Refusal">Why there is none.</param>
public readonly record struct TicketSealing(int Length, TimeSpan Lifetime, TicketRefusal Refusal);

/// <summary>What came of opening.</summary>
/// <param name="Status">Whether it opened, or why not.</param>
/// <param name="Length">Bytes of the encoded session.</param>
/// <param name="KeyName">The name that the ticket gives for its key, in hexadecimal; null if the ticket is too short to have one.</param>
/// <param name="Receipt">What <see cref="ITicketProtector.SpendAsync"/> takes.</param>
public readonly record struct TicketOpening(TicketStatus Status, int Length, string? KeyName, TicketReceipt Receipt);

/// <summary>Whether a ticket opened.</summary>
public enum TicketStatus
{
    /// <summary>It opened under the key that seals now.</summary>
    Opened,
    /// <summary>It opened, and should be replaced: its key no longer seals.</summary>
    OpenedRenew,
    /// <summary>Its key is not, or no longer, known.</summary>
    UnknownKey,
    /// <summary>It is no ticket of ours, or was altered.</summary>
    Damaged,
    /// <summary>It was used already.</summary>
    Spent,
    /// <summary>Tickets cannot be opened now.</summary>
    Unavailable,
}
