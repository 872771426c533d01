using System.Security.Authentication;
using System.Security.Cryptography;
using Segno.Testing;
using Segno.Tests.Hostile;
using Segno.Wire;

namespace Segno.Tests.Incidents;

/// <summary>Tickets as servers issue them, seen by a client that knows the secret within.</summary>
public sealed class IssuedTicketTests
{
    public static TheoryData<SslProtocols> Versions => new(SslProtocols.Tls12, SslProtocols.Tls13);

    [Theory, MemberData(nameof(Versions)), Requirement("A1", "A2", "A3", "C242")]
    public async Task No_ticket_opens_under_a_weak_key_whenever_it_was_issued(SslProtocols version)
    {
        Microsoft.Extensions.Time.Testing.FakeTimeProvider clock = TestHosts.Clock();
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(clock, version));
        // Before, at and after rotations: a key that is wrong for a while is found only in its while.
        foreach (int minutes in new[] { 0, 59, 1, 30, 30, 60 })
        {
            clock.Advance(TimeSpan.FromMinutes(minutes));
            (byte[] ticket, byte[] secret) = await ObtainAsync(server, version);
            Assert.Null(WeakKeySearch.Find(ticket, secret));
            Assert.Equal(-1, ticket.AsSpan().IndexOf(secret.AsSpan(0, 16)));
        }
    }

    [Theory]
    [InlineData("CBC"), InlineData("GCM"), InlineData("derived")]
    public void The_search_finds_what_is_sealed_under_zeros(string how)
    {
        byte[] secret = RandomNumberGenerator.GetBytes(48);
        byte[] plaintext = [.. new byte[20], .. secret, .. new byte[12]];
        byte[] ticket = [.. RandomNumberGenerator.GetBytes(65), .. plaintext, .. new byte[16]];
        byte[] key = how == "derived" ? WeakKeySearch.Derive(ticket, new byte[32]) : new byte[32];
        if (how == "CBC")
        {
            using Aes aes = Aes.Create();
            aes.Key = key;
            aes.EncryptCbc(plaintext, ticket.AsSpan(16, 16), PaddingMode.None).CopyTo(ticket, 32);
        }
        else
        {
            using AesGcm aead = new(key, 16);
            aead.Encrypt(ticket.AsSpan(4, 12), plaintext, ticket.AsSpan(65, plaintext.Length), ticket.AsSpan(65 + plaintext.Length));
        }
        Assert.NotNull(WeakKeySearch.Find(ticket, secret));
    }

    [Theory, MemberData(nameof(Versions)), Requirement("A1")]
    public async Task A_ticket_does_not_survive_a_restart(SslProtocols version)
    {
        Microsoft.Extensions.Time.Testing.FakeTimeProvider clock = TestHosts.Clock();
        await using TlsClient client = TestPeers.Client(TestHosts.ClientOptions(clock, version));
        TlsServerOptions options = TestHosts.ServerOptions(clock, version);
        TlsServer before = TestPeers.Server(options);
        for (int i = 0; i < 2; i++)
        {
            await using HandshakePair pair = await HandshakePair.ConnectAsync(client, before, cancellationToken: TestContext.Current.CancellationToken);
            await pair.SettleAsync(TestContext.Current.CancellationToken);
            Assert.Equal(i == 1, pair.Server.Info.Resumption.IsResumed);
        }
        await before.DisposeAsync();
        // The same options, not a clock tick later: the keys lived in the process, and are gone with it.
        await using TlsServer after = TestPeers.Server(options);
        await using HandshakePair again = await HandshakePair.ConnectAsync(client, after, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((ResumptionKind.Full, true, ResumptionDecline.UnknownKey), (again.Server.Info.Resumption.Kind, again.Server.Info.Resumption.Offered, again.Server.Info.Resumption.Decline));
    }

    [Theory, MemberData(nameof(Versions)), Requirement("A6")]
    public async Task Two_servers_of_the_same_options_share_no_keys(SslProtocols version)
    {
        Microsoft.Extensions.Time.Testing.FakeTimeProvider clock = TestHosts.Clock();
        TlsServerOptions options = TestHosts.ServerOptions(clock, version);
        await using TlsServer one = TestPeers.Server(options);
        await using TlsServer other = TestPeers.Server(options);
        (byte[] ticket, byte[] _) = await ObtainAsync(one, version);
        (byte[] another, byte[] _) = await ObtainAsync(other, version);
        Assert.NotEqual(ticket[1..17], another[1..17]);
    }

    [Fact, Requirement("C181", "C182", "A19", "A28")]
    public async Task Four_thousand_tickets_have_nothing_in_common_but_the_name_of_their_key()
    {
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(
            TestHosts.Clock(), SslProtocols.Tls13, resumption: new ServerResumptionOptions { MaxTicketsPerConnection = 255 }));
        HashSet<string> salts = [], secrets = [], identities = [];
        HashSet<uint> ageAdds = [];
        int[] bits = new int[32];
        for (int connection = 0; connection < 16; connection++)
        {
            ScriptedClient13 client = new(server);
            client.Hello.Set(ExtensionType.TicketRequest, [255, 255]);
            await using TlsStream accepted = await client.ConnectAsync();
            HashSet<string> nonces = [];
            for (int i = 0; i < 255; i++)
            {
                (RawPsk psk, byte[] nonce) = await client.ReceiveTicketAndNonceAsync();
                Assert.True(nonces.Add(Convert.ToHexString(nonce)), "A nonce came twice on one connection.");
                Assert.True(salts.Add(Convert.ToHexString(psk.Identity.AsSpan(17, 32))), "A salt came twice.");
                Assert.True(secrets.Add(Convert.ToHexString(psk.Key)), "A PSK came twice.");
                Assert.True(identities.Add(Convert.ToHexString(psk.Identity.AsSpan(49))), "Two tickets are alike.");
                ageAdds.Add(psk.Age);
                for (int bit = 0; bit < 32; bit++)
                    bits[bit] += (int)((psk.Age >> bit) & 1);
            }
        }
        // Of 4,080 random numbers of 32 bits two are the same in one run of 500; ten pairs come never. Each bit is set in half of them, ± 7 σ.
        Assert.InRange(ageAdds.Count, 4_070, 4_080);
        Assert.All(bits, set => Assert.InRange(set, 2_040 - 224, 2_040 + 224));
    }

    private static async Task<(byte[] Ticket, byte[] Secret)> ObtainAsync(TlsServer server, SslProtocols version)
    {
        if (version == SslProtocols.Tls13)
        {
            RawPsk psk = await ScriptedClient13.ObtainTicketAsync(server);
            return (psk.Identity, psk.Key);
        }
        ScriptedClient12 client = new(server, ticket: []);
        await using TlsStream accepted = await client.ConnectAsync();
        return (client.Ticket!, client.Master);
    }
}
