using System.Buffers.Binary;
using System.Security.Cryptography;
using Segno.Wire;

namespace Segno.Resumption.Tickets;

/// <summary>
/// The envelope of a ticket. docs/formats/ticket.md is its manual.
/// <code>
///   0                1                17          49               65               65 + n       81 + n
///   +----------------+----------------+-----------+----------------+----------------+------------+
///   | version (1)    | key_name (16)  | salt (32) | commitment(16) | ciphertext (n) | tag (16)   |
///   +----------------+----------------+-----------+----------------+----------------+------------+
///
///   key (32) | nonce (12) | commitment (16) = HKDF-Expand(SHA-256, secret of key_name, "segno ticket 1" | salt, 60)
///   ciphertext | tag = AES-256-GCM(key, nonce, plaintext, associated data)
///   plaintext       = length (2) | session | zeros up to a multiple of 64
///   associated data = version | key_name | salt | commitment | protocol version (2) | side (1)
/// </code>
/// A key for each ticket: a nonce cannot repeat under it, and the number of tickets has no bound (RFC 5116 §3.2 would set one at 2^32).
/// The secret is uniform, so that HKDF-Extract may be skipped (RFC 5869 §3.3). AES-GCM does not commit to its key; the commitment does.
/// </summary>
internal static class TicketFormat
{
    public const byte Version = 1;
    public const int KeyNameLength = 16;
    public const int SaltLength = 32;
    public const int CommitmentLength = 16;
    public const int TagLength = 16;
    public const int PaddingBlock = 64;

    public const int KeyNameOffset = 1;
    public const int SaltOffset = KeyNameOffset + KeyNameLength;
    public const int CommitmentOffset = SaltOffset + SaltLength;

    /// <summary>Bytes in clear, at the front.</summary>
    public const int HeaderLength = CommitmentOffset + CommitmentLength;

    private const int Overhead = HeaderLength + TagLength;
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int DerivedLength = KeyLength + NonceLength + CommitmentLength;
    private const int AssociatedDataLength = HeaderLength + sizeof(ushort) + 1;

    /// <summary>Bytes of a ticket for a session of <paramref name="sessionLength"/> bytes.</summary>
    public static int TicketLength(int sessionLength) =>
        Overhead + (sizeof(ushort) + sessionLength + PaddingBlock - 1) / PaddingBlock * PaddingBlock;

    /// <summary>Whether some ticket has this many bytes.</summary>
    public static bool IsTicketLength(int length) =>
        length is > Overhead and <= ITicketProtector.MaxTicketBytes && (length - Overhead) % PaddingBlock == 0;

    /// <summary>Seals a session into a ticket whose key name and salt are written already.</summary>
    /// <returns>False if the key is gone; then nothing is written.</returns>
    public static bool TrySeal(Stek key, ReadOnlySpan<byte> session, TicketContext context, Span<byte> ticket)
    {
        Span<byte> derived = stackalloc byte[DerivedLength];
        Span<byte> body = ticket[HeaderLength..^TagLength];
        try
        {
            if (!TryDerive(key, ticket, derived))
                return false;
            derived[(KeyLength + NonceLength)..].CopyTo(ticket[CommitmentOffset..]);
            Span<byte> associatedData = stackalloc byte[AssociatedDataLength];
            FillAssociatedData(ticket, context, associatedData);
            BinaryPrimitives.WriteUInt16BigEndian(body, (ushort)session.Length);
            session.CopyTo(body[sizeof(ushort)..]);
            body[(sizeof(ushort) + session.Length)..].Clear();
            using AesGcm aead = new(derived[..KeyLength], TagLength);
            aead.Encrypt(derived.Slice(KeyLength, NonceLength), body, body, ticket[^TagLength..], associatedData);
            return true;
        }
        catch (CryptographicException)
        {
            // The session may lie in it in clear.
            CryptographicOperations.ZeroMemory(body);
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    /// <summary>Opens a ticket of a possible length whose key was found by its name.</summary>
    /// <param name="key">The key.</param>
    /// <param name="ticket">The whole ticket.</param>
    /// <param name="context">What it is bound to.</param>
    /// <param name="session">Room for the ciphertext; the session lies at its front afterwards, and nothing of it if the ticket does not open.</param>
    /// <returns>Bytes of the session; 0 if the ticket was altered; -1 if the key is gone.</returns>
    public static int Open(Stek key, ReadOnlySpan<byte> ticket, TicketContext context, Span<byte> session)
    {
        Span<byte> derived = stackalloc byte[DerivedLength];
        try
        {
            if (!TryDerive(key, ticket, derived))
                return -1;
            if (!CryptographicOperations.FixedTimeEquals(derived[(KeyLength + NonceLength)..], ticket.Slice(CommitmentOffset, CommitmentLength)))
                return 0;
            Span<byte> associatedData = stackalloc byte[AssociatedDataLength];
            FillAssociatedData(ticket, context, associatedData);
            ReadOnlySpan<byte> ciphertext = ticket[HeaderLength..^TagLength];
            Span<byte> plaintext = session[..ciphertext.Length];
            using AesGcm aead = new(derived[..KeyLength], TagLength);
            try
            {
                aead.Decrypt(derived.Slice(KeyLength, NonceLength), ciphertext, ticket[^TagLength..], plaintext, associatedData);
            }
            catch (AuthenticationTagMismatchException)
            {
                return 0;
            }
            return Unpad(plaintext);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    /// <summary>Moves the session to the front and zeroes what is behind it.</summary>
    private static int Unpad(Span<byte> plaintext)
    {
        int length = BinaryPrimitives.ReadUInt16BigEndian(plaintext);
        if (length == 0 || length > plaintext.Length - sizeof(ushort) || plaintext[(sizeof(ushort) + length)..].ContainsAnyExcept((byte)0))
        {
            CryptographicOperations.ZeroMemory(plaintext);
            return 0;
        }
        plaintext.Slice(sizeof(ushort), length).CopyTo(plaintext);
        CryptographicOperations.ZeroMemory(plaintext[length..]);
        return length;
    }

    private static bool TryDerive(Stek key, ReadOnlySpan<byte> ticket, Span<byte> derived)
    {
        ReadOnlySpan<byte> label = "segno ticket 1"u8;
        Span<byte> info = stackalloc byte[label.Length + SaltLength];
        label.CopyTo(info);
        ticket.Slice(SaltOffset, SaltLength).CopyTo(info[label.Length..]);
        return key.TryExpand(info, derived);
    }

    private static void FillAssociatedData(ReadOnlySpan<byte> ticket, TicketContext context, Span<byte> associatedData)
    {
        ticket[..HeaderLength].CopyTo(associatedData);
        BinaryPrimitives.WriteUInt16BigEndian(associatedData[HeaderLength..], context.ProtocolVersion);
        // Tickets of servers for now; the byte keeps them apart from whatever else may be sealed under a ticket key.
        associatedData[^1] = (byte)TlsRole.Server;
    }
}
