using Segno.Fuzz.Harness;
using Segno.Resumption.Sessions;
using Segno.Resumption.Tickets;
using Segno.Testing;

namespace Segno.Fuzz.Targets;

/// <summary>
/// Opening tickets under keys that are known. Input: options, then a ticket as it is, or a plaintext, which is sealed under the right key,
/// so that what comes out of a ticket is anything.
/// </summary>
internal sealed class TicketTarget : IFuzzTarget
{
    public static string Name => "ticket";

    public static void Run(ReadOnlySpan<byte> input)
    {
        FuzzInput reader = new(input);
        byte options = reader.Byte();
        Microsoft.Extensions.Time.Testing.FakeTimeProvider time = TestHosts.Clock();
        using StekTicketProtector protector = FuzzTickets.Protector(time);
        TicketContext context = new((options & 2) != 0 ? (ushort)0x0303 : (ushort)0x0304);
        byte[] ticket = (options & 1) != 0 ? reader.Rest.ToArray() : FuzzTickets.Seal(protector, reader.Rest, context);
        time.Advance(TimeSpan.FromMinutes(45 * ((options >> 2) & 3)));

        byte[] session = new byte[ITicketProtector.MaxTicketBytes];
        TicketOpening opened = Immediate.Of(protector.OpenAsync(ticket, context, session, CancellationToken.None), "Opening a ticket");
        bool open = opened.Status is TicketStatus.Opened or TicketStatus.OpenedRenew;
        FuzzFinding.Unless(open == (opened.Length > 0) && opened.Length <= ticket.Length, $"{opened.Status} with {opened.Length} bytes of a ticket of {ticket.Length}.");
        FuzzFinding.Unless(session.AsSpan(opened.Length).IndexOfAnyExcept((byte)0) < 0, "Something lies behind the session, or in place of one.");
        if (!open)
            return;
        ReadOnlySpan<byte> encoded = session.AsSpan(0, opened.Length);
        if (SessionCodec.TryDecode(encoded, out Session? decoded))
            decoded.Dispose();
        RequireCanonical(protector, ticket, encoded, context);
    }

    public static IEnumerable<(string Name, byte[] Input)> Seeds()
    {
        foreach ((string name, byte[] exported) in FuzzSessions.Exported())
        {
            if (!TlsClientSession.TryImport(exported, out TlsClientSession? session))
                throw new InvalidOperationException("An exported session cannot be imported.");
            using (session)
            {
                byte[] encoded = new byte[SessionCodec.EncodedLength(session.Session)];
                SessionCodec.Encode(session.Session, encoded);
                byte[] plaintext = FuzzTickets.Pad(encoded);
                yield return ($"plaintext-{name}", [0, .. plaintext]);
                using StekTicketProtector protector = FuzzTickets.Protector(TestHosts.Clock());
                yield return ($"ticket-{name}", [1, .. FuzzTickets.Seal(protector, plaintext, new TicketContext(0x0304))]);
            }
        }
    }

    /// <summary>A ticket that opened is the one that its session is sealed into, to the byte.</summary>
    private static void RequireCanonical(StekTicketProtector protector, ReadOnlySpan<byte> ticket, ReadOnlySpan<byte> encoded, TicketContext context)
    {
        if (TicketFormat.TicketLength(encoded.Length) != ticket.Length)
            return;
        byte[] again = new byte[ticket.Length];
        ticket[..TicketFormat.CommitmentOffset].CopyTo(again);
        foreach (Stek key in protector.Ring.Keys)
        {
            if (key.Name.SequenceEqual(ticket.Slice(TicketFormat.KeyNameOffset, TicketFormat.KeyNameLength)) && TicketFormat.TrySeal(key, encoded, context, again))
                FuzzFinding.Unless(ticket.SequenceEqual(again), "A ticket opened that would not be sealed so.");
        }
    }
}
