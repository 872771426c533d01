using Segno.Crypto;
using Segno.Resumption.Tickets;
using Segno.Testing;

namespace Segno.Tests.Incidents;

/// <summary>
/// No key and nonce seal two tickets: random nonces under one key meet at 2^32 tickets and sooner, and implementations were found whose nonce
/// did not change. Here each ticket has a salt, and of it a key and a nonce.
/// </summary>
[Requirement("A28")]
public sealed class TicketSaltTests
{
    /// <summary>Few, so that the suite stays quick; the birthday of 2^256 is at no number that could be tried.</summary>
    private const int Tickets = 1 << 16;

    [Fact]
    public async Task Salts_and_commitments_of_many_tickets_are_all_different()
    {
        Microsoft.Extensions.Time.Testing.FakeTimeProvider clock = TestHosts.Clock();
        using StekTicketProtector protector = new(TimeSpan.FromHours(1), TimeSpan.FromHours(1), clock, TlsRandom.System);
        HashSet<UInt128> salts = [], halves = [], commitments = [], ciphertexts = [];
        byte[] session = new byte[100], ticket = new byte[ITicketProtector.MaxTicketBytes];
        for (int i = 0; i < Tickets; i++)
        {
            // Over rotations too: names change, and nothing begins anew.
            if (i % (Tickets / 4) == 0)
                clock.Advance(TimeSpan.FromHours(1));
            await protector.SealAsync(session, new TicketContext(0x0304), ticket, TestContext.Current.CancellationToken);
            Assert.True(salts.Add(Number(ticket, 17)) && halves.Add(Number(ticket, 33)), "A salt, or half of one, came twice.");
            // Derived beside key and nonce: where they were the same, it would be.
            Assert.True(commitments.Add(Number(ticket, 49)), "A key came twice.");
            Assert.True(ciphertexts.Add(Number(ticket, 65)), "The same session was sealed to the same bytes.");
        }
        Assert.Equal(Tickets, ciphertexts.Count);
    }

    private static UInt128 Number(byte[] ticket, int offset) => System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(ticket.AsSpan(offset));
}
