using System.Security.Cryptography;
using Segno.Crypto;
using Segno.Resumption.Sessions;
using Segno.Resumption.Tickets;
using Segno.Testing;

namespace Segno.Fuzz.Harness;

/// <summary>Tickets of <see cref="FuzzServers"/>, whose keys are known: with anything inside.</summary>
internal static class FuzzTickets
{
    private const int MaxPlaintext = ITicketProtector.MaxTicketBytes - TicketFormat.HeaderLength - TicketFormat.TagLength;

    /// <summary>Has the same keys every time: it draws them from randomness of its own.</summary>
    public static StekTicketProtector Protector(TimeProvider time) => new(TimeSpan.FromHours(1), TimeSpan.FromHours(1), time, new FixedRandom(2));

    /// <summary>A session with its length in front and zeros behind, as tickets carry it.</summary>
    public static byte[] Pad(ReadOnlySpan<byte> encoded)
    {
        int block = TicketFormat.PaddingBlock;
        byte[] plaintext = new byte[(2 + encoded.Length + block - 1) / block * block];
        plaintext[0] = (byte)(encoded.Length >> 8);
        plaintext[1] = (byte)(encoded.Length & 0xff);
        encoded.CopyTo(plaintext.AsSpan(2));
        return plaintext;
    }

    /// <summary>Seals whatever it is given, as docs/formats/ticket.md says: written a second time, so that the plaintext is free.</summary>
    public static byte[] Seal(StekTicketProtector protector, ReadOnlySpan<byte> plaintext, TicketContext context)
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
        byte[] associated = [.. ticket.AsSpan(0, TicketFormat.HeaderLength), (byte)(context.ProtocolVersion >> 8), (byte)(context.ProtocolVersion & 0xff), 1];
        using AesGcm aead = new(derived.AsSpan(0, 32), TicketFormat.TagLength);
        aead.Encrypt(
            derived.AsSpan(32, 12), plaintext, ticket.AsSpan(TicketFormat.HeaderLength, plaintext.Length), ticket.AsSpan(ticket.Length - TicketFormat.TagLength), associated);
        return ticket;
    }

    /// <summary>A ticket with other bytes in its session, and the secret that a server reads in it; the same ticket, if it does not open.</summary>
    public static (byte[] Ticket, byte[] Secret) Alter(byte[] ticket, byte[] secret, ushort version, Func<byte[], byte[]> alter)
    {
        using StekTicketProtector protector = Protector(TestHosts.Clock());
        TicketContext context = new(version);
        byte[] plaintext = new byte[ITicketProtector.MaxTicketBytes];
        int length = Immediate.Of(protector.OpenAsync(ticket, context, plaintext, CancellationToken.None), "Opening a ticket").Length;
        if (length == 0)
        {
            // Its key is made when one is first asked for.
            Immediate.Of(protector.SealAsync(new byte[1], context, new byte[ITicketProtector.MaxTicketBytes], CancellationToken.None), "Sealing a ticket");
            length = Immediate.Of(protector.OpenAsync(ticket, context, plaintext, CancellationToken.None), "Opening a ticket").Length;
        }
        byte[] encoded = alter(plaintext[..length]);
        if (length == 0 || encoded.Length == 0 || encoded.Length > MaxPlaintext - TicketFormat.PaddingBlock)
            return (ticket, secret);
        if (SessionCodec.TryDecode(encoded, out Session? session))
        {
            secret = session.Secret.Span.ToArray();
            session.Dispose();
        }
        return (Seal(protector, Pad(encoded), context), secret);
    }
}
