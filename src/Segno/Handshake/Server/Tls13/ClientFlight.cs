using Segno.Crypto;
using Segno.Wire;

namespace Segno.Handshake.Server.Tls13;

/// <summary>What the server's states between its own Finished and the client's share.</summary>
/// <param name="Handshake">The connection's handshake.</param>
/// <param name="Host">The host it is made with.</param>
/// <param name="Facts">What was negotiated.</param>
/// <param name="Secrets">The key schedule's end.</param>
/// <param name="TicketModes">The modes in which the client could use a ticket.</param>
/// <param name="TicketRequest">How many tickets it asks for (RFC 9149).</param>
internal sealed record ClientFlight(
    ServerHandshake Handshake, ServerHost Host, HandshakeFacts Facts, ServerSecrets Secrets, PskKeyExchangeModes TicketModes, (byte New, byte Resumption)? TicketRequest)
{
    /// <summary>The hash of the transcript so far.</summary>
    public void TranscriptHash(Span<byte> destination) => Handshake.Transcript.Current(destination);

    public CipherSuite Suite => Facts.Suite;
}
