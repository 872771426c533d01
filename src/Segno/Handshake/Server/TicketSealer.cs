using Segno.Crypto;
using Segno.Resumption.Sessions;

namespace Segno.Handshake.Server;

/// <summary>Encodes a session and has it sealed.</summary>
internal static class TicketSealer
{
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
