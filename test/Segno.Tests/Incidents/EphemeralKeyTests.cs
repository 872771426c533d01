using System.Security.Authentication;
using Segno.Testing;
using Segno.Tests.Behaviour;
using Segno.Tests.Hostile;
using Segno.Wire;

namespace Segno.Tests.Incidents;

/// <summary>
/// No key is used for two connections: of the sites that were measured in 2016 a third could be read a day later by whoever took a ticket key or
/// an ephemeral key that was not (Springall, Durumeric, Halderman), and Raccoon needs a key that comes again.
/// </summary>
[Requirement("A17", "A23", "C111")]
public sealed class EphemeralKeyTests
{
    [Theory, Requirement("C246")]
    [InlineData(SslProtocols.Tls12, 24), InlineData(SslProtocols.Tls13, 24)]
    public async Task Each_connection_has_keys_of_its_own_on_both_sides_resumed_or_not(SslProtocols version, int connections)
    {
        await using Arena arena = new(version);
        // Nothing is resumed in TLS 1.2, where a resumption has no ephemeral keys at all.
        TlsClient client = arena.Client(resumption: version == SslProtocols.Tls12 ? new ClientResumptionOptions { Enabled = false } : null);
        TlsServer server = arena.Server();
        HashSet<string> shares = [], randoms = [];
        for (int i = 0; i < connections; i++)
        {
            arena.ClientSees.Clear();
            (_, ResumptionInfo account) = await arena.VisitAsync(client, server);
            Assert.Equal(version == SslProtocols.Tls13 && i > 0 ? ResumptionKind.PskDhe : ResumptionKind.Full, account.Kind);
            byte[] hello = arena.ClientSees.First(HandshakeType.ClientHello), answer = arena.ClientSees.First(HandshakeType.ServerHello);
            Assert.True(randoms.Add(Convert.ToHexString(hello.AsSpan(6, 32))) && randoms.Add(Convert.ToHexString(answer.AsSpan(6, 32))), "A random came twice.");
            IEnumerable<byte[]> keys = version == SslProtocols.Tls13
                ? [RawHello.Parse(hello.AsSpan(4)).Extension(ExtensionType.KeyShare)!, RawHello.Parse(answer.AsSpan(4), HandshakeType.ServerHello).Extension(ExtensionType.KeyShare)!]
                : [arena.ClientSees.First(HandshakeType.ServerKeyExchange)[7..39], arena.ClientSees.First(HandshakeType.ClientKeyExchange)[4..]];
            foreach (byte[] key in keys)
                Assert.True(shares.Add(Convert.ToHexString(key)), "A key share came twice.");
        }
        Assert.Equal(2 * connections, shares.Count);
    }

    [Fact]
    public async Task The_hello_after_a_retry_has_another_key_than_the_first()
    {
        await using TlsClient client = TestPeers.Client(new TlsClientOptions
        {
            EnabledSslProtocols = SslProtocols.Tls13,
            Groups = [NamedGroup.Secp256r1, NamedGroup.Secp384r1],
            ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
            TimeProvider = TestHosts.Clock(),
        });
        HashSet<string> shares = [];
        for (int i = 0; i < 8; i++)
        {
            ScriptedServer13 server = new(client);
            Assert.True(shares.Add(Convert.ToHexString((await server.ReceiveHelloAsync()).Extension(ExtensionType.KeyShare)!)));
            server.SendRetry(server.MakeRetry(0x0018));
            Assert.True(shares.Add(Convert.ToHexString((await server.ReceiveHelloAsync()).Extension(ExtensionType.KeyShare)!)));
            server.Records.Transport.CompleteWriting();
            await Assert.ThrowsAsync<TlsException>(() => server.Connecting);
        }
    }
}
