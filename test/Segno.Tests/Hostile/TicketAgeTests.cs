using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>obfuscated_ticket_age: milliseconds since the ticket came, plus its ticket_age_add, modulo 2^32 (RFC 8446 §4.2.11.1).</summary>
public sealed class TicketAgeTests
{
    private const long Week = 7L * 24 * 60 * 60 * 1000;
    private readonly FakeTimeProvider _clock = TestHosts.Clock();

    [Theory, Requirement("C136")]
    [InlineData(0u, 0L, 0u), InlineData(0u, 1L, 1u), InlineData(0x01020304u, 99_999L, 0x01020304u + 99_999u)]
    [InlineData(uint.MaxValue, 0L, uint.MaxValue), InlineData(uint.MaxValue, 1L, 0u), InlineData(uint.MaxValue, 5000L, 4999u), InlineData(uint.MaxValue - 4998u, 4998L, uint.MaxValue)]
    [InlineData(0u, Week, (uint)Week), InlineData(uint.MaxValue, Week, (uint)Week - 1)]
    public async Task A_client_sends_its_age_modulo_2_to_the_32(uint ageAdd, long milliseconds, uint expected)
    {
        await using TlsClient client = TestPeers.Client(new TlsClientOptions
        {
            EnabledSslProtocols = SslProtocols.Tls13,
            Groups = [NamedGroup.Secp256r1],
            ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
            TimeProvider = _clock,
            Resumption = new ClientResumptionOptions { MaxAuthenticationAge = TimeSpan.FromDays(7) },
        });
        ScriptedServer13 server = new(client);
        await using (TlsStream stream = await server.AcceptAsync())
        {
            server.SendTicket([1, 2, 3, 4], lifetime: 604_800, ageAdd: ageAdd);
            await server.DeliverAsync(stream);
        }
        _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        byte[] offer = (await CapturedHello.OfAsync(client)).Extension(ExtensionType.PreSharedKey)!;
        // The list's length, the identity's and its four bytes come first.
        Assert.Equal(RawHello.U32(expected), offer[8..12]);
    }

    [Theory, Requirement("C136")]
    [InlineData(0u), InlineData(1u), InlineData(int.MaxValue + 1u), InlineData(uint.MaxValue)]
    public async Task Without_early_data_a_server_does_not_look_at_it(uint change)
    {
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(_clock, SslProtocols.Tls13));
        RawPsk psk = await ScriptedClient13.ObtainTicketAsync(server);
        ScriptedClient13 client = new(server);
        client.Psks.Add(psk with { Age = unchecked(psk.Age + change) });
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal(ResumptionKind.PskDhe, accepted.Info.Resumption.Kind);
    }
}
