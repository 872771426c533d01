using Segno.Crypto.KeyShares;
using Segno.Wire;

namespace Segno.Handshake.Client;

/// <summary>A client's beginning: take a session, make ephemeral keys, send the first ClientHello.</summary>
internal static class ClientStart
{
    private const int MadeUpSessionIdLength = 32;

    public static async ValueTask<HandshakeState> BeginAsync(ClientHandshake hs, CancellationToken cancellationToken)
    {
        ClientConfiguration configuration = hs.Configuration;
        await SessionChoice.ChooseAsync(hs, cancellationToken).ConfigureAwait(false);
        configuration.Random.Fill(hs.ClientRandom);
        if (configuration.Tls13)
        {
            // RFC 9846 §4.3.8: fresh shares on every connection.
            foreach (NamedGroup group in configuration.KeyShareGroups)
                hs.KeyShares.Add(KeyShares.Generate(group, configuration.Random));
        }

        ClientHelloPlan plan = new()
        {
            SessionId = ChooseSessionId(hs),
            TicketsWanted = TicketsWanted(hs),
            OffersPsk = hs.Offered is { Session.Version: ProtocolVersion.Tls13 },
        };
        new ClientHelloBuilder(hs, plan).Send();
        return new ExpectServerHello(hs, plan);
    }

    private static ReadOnlyMemory<byte> ChooseSessionId(ClientHandshake hs)
    {
        bool offers12 = hs.Offered is { Session.Version: ProtocolVersion.Tls12 };
        if (offers12 && hs.Offered!.Ticket.IsEmpty)
            return hs.Offered.SessionId;
        // RFC 5077 §3.4: with a ticket a made-up ID tells, by its echo, that the ticket was accepted. RFC 8446 App. D.4: for middleboxes.
        if (!offers12 && !(hs.Configuration.Tls13 && hs.Configuration.Options.MiddleboxCompatibility))
            return default;
        byte[] id = new byte[MadeUpSessionIdLength];
        hs.Configuration.Random.Fill(id);
        return id;
    }

    private static byte TicketsWanted(ClientHandshake hs)
    {
        if (!hs.Configuration.Tls13 || hs.Configuration.Store is not { } store || hs.Configuration.Resumption.MaxTicketsPerConnection == 0)
            return 0;
        return (byte)Math.Clamp(store.TicketsWanted(hs.SessionKey), 1, hs.Configuration.Resumption.MaxTicketsPerConnection);
    }
}
