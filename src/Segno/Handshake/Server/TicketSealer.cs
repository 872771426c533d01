using Segno.Crypto;
using Segno.Resumption.Sessions;

namespace Segno.Handshake.Server;

/// <summary>Encodes a session and has it sealed.</summary>
internal static class TicketSealer
{
    /// <summary>
    /// The seconds that a ticket may be promised to live: what the session and the protector both allow. 0 where the protector's answer leaves nothing,
    /// as that of a key which died while it sealed does.
    /// </summary>
    public static uint PromisedSeconds(TimeSpan lifetime, in TicketSealing sealing) =>
        (uint)Math.Max(0, Math.Min(lifetime.TotalSeconds, sealing.Lifetime.TotalSeconds));

    public static async ValueTask<TicketSealing> SealAsync(ITicketProtector protector, Session session, Memory<byte> ticket, CancellationToken cancellationToken)
    {
        int length = SessionCodec.EncodedLength(session);
        if (length > ITicketProtector.MaxTicketBytes)
            return new TicketSealing(0, default, TicketRefusal.TooLarge);

        byte[] encoded = SecretArrays.Rent();
        try
        {
            SessionCodec.Encode(session, encoded);
            return await protector.SealAsync(encoded.AsMemory(0, length), new TicketContext((ushort)session.Version), ticket, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            SecretArrays.Return(encoded, length);
        }
    }
}
