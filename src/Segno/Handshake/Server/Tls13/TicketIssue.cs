using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Segno.Crypto;
using Segno.Resumption.Sessions;
using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Handshake.Server.Tls13;

/// <summary>NewSessionTickets after the handshake (RFC 8446 §4.6.1), as many as the client wishes (RFC 9149).</summary>
internal static class TicketIssue
{
    /// <summary>Whether the client could use a ticket at all, in a mode that is allowed here (RFC 8446 §4.2.9).</summary>
    public static bool Possible(ServerConfiguration configuration, PskKeyExchangeModes offered) =>
        configuration.Tickets is not null && (offered & configuration.Resumption.PskModes) != PskKeyExchangeModes.None;

    /// <summary>Tickets for one connection. A resumed connection used one, and gets one back.</summary>
    public static int Count(ServerConfiguration configuration, (byte New, byte Resumption)? request, bool resumed)
    {
        ServerResumptionOptions options = configuration.Resumption;
        if (request is { } wish)
            return Math.Min(resumed ? wish.Resumption : wish.New, options.MaxTicketsPerConnection);
        return resumed ? Math.Min(1, options.TicketsPerConnection) : options.TicketsPerConnection;
    }

    public static async ValueTask IssueAsync(ClientFlight flight, SecretBuffer resumptionMasterSecret, CancellationToken cancellationToken)
    {
        ServerHandshake hs = flight.Handshake;
        ServerConfiguration configuration = hs.Configuration;
        if (!Possible(configuration, flight.TicketModes))
        {
            hs.Account.NotIssued(configuration.Tickets is null ? TicketRefusal.Disabled : TicketRefusal.PskModeMismatch);
            return;
        }

        int count = Count(configuration, flight.TicketRequest, hs.Account.IsResumed);
        DateTimeOffset now = configuration.Time.GetUtcNow();
        TimeSpan lifetime = configuration.Lifetimes.Remaining(ProtocolVersion.Tls13, flight.Facts.AuthenticatedAt, now);
        if (count > 0 && lifetime < TimeSpan.FromSeconds(1))
        {
            hs.Account.NotIssued(TicketRefusal.TooOld);
            return;
        }
        for (int i = 0; i < count; i++)
        {
            if (!await IssueOneAsync(flight, resumptionMasterSecret, (byte)i, now, lifetime, cancellationToken).ConfigureAwait(false))
                return;
        }
    }

    private static async ValueTask<bool> IssueOneAsync(
        ClientFlight flight, SecretBuffer resumptionMasterSecret, byte nonce, DateTimeOffset now, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ServerHandshake hs = flight.Handshake;
        // RFC 8446 §4.6.1: ticket_nonce is unique within the connection.
        byte[] ticketNonce = [nonce];
        using Session session = MakeSession(flight, resumptionMasterSecret, ticketNonce, now, lifetime);
        byte[] ticket = ArrayPool<byte>.Shared.Rent(ITicketProtector.MaxTicketBytes);
        try
        {
            TicketSealing sealing = await TicketSealer.SealAsync(hs.Configuration.Tickets!, session, ticket, cancellationToken).ConfigureAwait(false);
            if (sealing.Length == 0)
            {
                hs.Account.NotIssued(sealing.Refusal);
                return false;
            }
            uint seconds = TicketSealer.PromisedSeconds(lifetime, sealing);
            // RFC 8446 §4.6.1: with a lifetime of 0 the client discards it at once.
            if (seconds == 0)
            {
                hs.Account.NotIssued(TicketRefusal.TooOld);
                return false;
            }
            hs.Output.Send(new NewSessionTicket13(seconds, session.TicketAgeAdd, ticketNonce, ticket.AsMemory(0, sealing.Length), default));
            hs.Account.TicketIssued();
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(ticket);
        }
    }

    private static Session MakeSession(ClientFlight flight, SecretBuffer resumptionMasterSecret, ReadOnlySpan<byte> ticketNonce, DateTimeOffset now, TimeSpan lifetime)
    {
        ServerHandshake hs = flight.Handshake;
        Span<byte> ageAdd = stackalloc byte[sizeof(uint)];
        hs.Configuration.Random.Fill(ageAdd);
        SecretBuffer psk = new(flight.Suite.HashLength);
        TrafficSecrets.ResumptionPsk(flight.Suite.Hash, resumptionMasterSecret.Span, ticketNonce, psk.Span);
        return SessionMaking.FromFacts(
            flight.Facts, psk, flight.Host.ScopeFor(flight.Facts.ServerName), now, lifetime, hs.Account.TimesResumed, BinaryPrimitives.ReadUInt32BigEndian(ageAdd));
    }
}
