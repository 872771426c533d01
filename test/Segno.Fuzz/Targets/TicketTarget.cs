using System.Security.Cryptography;
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
    private const int AuthenticatedOffset = TicketFormat.HeaderLength;

    public static string Name => "ticket";

    public static void Run(ReadOnlySpan<byte> input)
    {
        FuzzInput reader = new(input);
        byte options = reader.Byte();
        Microsoft.Extensions.Time.Testing.FakeTimeProvider time = TestHosts.Clock();
        using StekTicketProtector protector = new(TimeSpan.FromHours(1), TimeSpan.FromHours(1), time, new FixedRandom());
        TicketContext context = new((options & 2) != 0 ? (ushort)0x0303 : (ushort)0x0304);
        byte[] ticket = (options & 1) != 0 ? reader.Rest.ToArray() : Seal(protector, reader.Rest, context);
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
                byte[] plaintext = Pad(encoded);
                yield return ($"plaintext-{name}", [0, .. plaintext]);
                using StekTicketProtector protector = new(TimeSpan.FromHours(1), TimeSpan.FromHours(1), TestHosts.Clock(), new FixedRandom());
                yield return ($"ticket-{name}", [1, .. Seal(protector, plaintext, new TicketContext(0x0304))]);
            }
        }
    }

    private static byte[] Pad(ReadOnlySpan<byte> encoded)
    {
        int block = TicketFormat.PaddingBlock;
        byte[] plaintext = new byte[(2 + encoded.Length + block - 1) / block * block];
        plaintext[0] = (byte)(encoded.Length >> 8);
        plaintext[1] = (byte)(encoded.Length & 0xff);
        encoded.CopyTo(plaintext.AsSpan(2));
        return plaintext;
    }

    /// <summary>Seals whatever it is given, as docs/formats/ticket.md says: written a second time, so that the plaintext is free.</summary>
    private static byte[] Seal(StekTicketProtector protector, ReadOnlySpan<byte> plaintext, TicketContext context)
    {
        // The ring gets its first key when it is first asked.
        Immediate.Of(protector.SealAsync(new byte[1], context, new byte[ITicketProtector.MaxTicketBytes], CancellationToken.None), "Sealing a ticket");
        Stek key = protector.Ring.Keys[0];
        byte[] ticket = new byte[TicketFormat.HeaderLength + plaintext.Length + TicketFormat.TagLength];
        ticket[0] = TicketFormat.Version;
        key.Name.CopyTo(ticket.AsSpan(TicketFormat.KeyNameOffset));
        byte[] derived = new byte[60];
        key.TryExpand([.. "segno ticket 1"u8, .. ticket.AsSpan(TicketFormat.SaltOffset, TicketFormat.SaltLength)], derived);
        derived.AsSpan(44).CopyTo(ticket.AsSpan(TicketFormat.CommitmentOffset));
        byte[] associated = [.. ticket.AsSpan(0, AuthenticatedOffset), (byte)(context.ProtocolVersion >> 8), (byte)(context.ProtocolVersion & 0xff), 1];
        using AesGcm aead = new(derived.AsSpan(0, 32), TicketFormat.TagLength);
        aead.Encrypt(derived.AsSpan(32, 12), plaintext, ticket.AsSpan(AuthenticatedOffset, plaintext.Length), ticket.AsSpan(ticket.Length - TicketFormat.TagLength), associated);
        return ticket;
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
