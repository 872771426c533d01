using System.Net.Security;
using System.Reflection;
using System.Security.Authentication;
using Segno.Crypto;
using Segno.Crypto.KeyShares;
using Segno.Testing;
using Segno.Tests.Hostile;

namespace Segno.Tests.Incidents;

/// <summary>Attacks on what Segno does not have: the lists are closed, and nothing opens them.</summary>
public sealed class WhatIsNotThereTests
{
    [Fact, Requirement("A23", "A25")]
    public void Every_suite_is_of_TLS_13_or_has_ECDHE_and_an_AEAD() => Assert.All(
        CipherSuite.All,
        suite => Assert.Matches("^TLS_(ECDHE_(ECDSA|RSA)_WITH_)?(AES_(128|256)_GCM|CHACHA20_POLY1305)_SHA(256|384)$", suite.Code.ToString()));

    [Theory, Requirement("A23", "A25")]
    [InlineData(TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256), InlineData(TlsCipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256)]
    [InlineData(TlsCipherSuite.TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256), InlineData(TlsCipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA), InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_RC4_128_SHA)]
    public void No_option_brings_another(TlsCipherSuite suite)
    {
        Assert.Throws<ArgumentException>(() => TestPeers.Server(new TlsServerOptions { Host = TestHosts.Host(), CipherSuites = [suite, TlsCipherSuite.TLS_AES_128_GCM_SHA256] }));
        Assert.Throws<ArgumentException>(() => TestPeers.Client(new TlsClientOptions { CipherSuites = [suite, TlsCipherSuite.TLS_AES_128_GCM_SHA256] }));
    }

    [Theory, Requirement("A23", "A25")]
    [InlineData(TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256), InlineData(TlsCipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256)]
    [InlineData(TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA), InlineData(TlsCipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256)]
    public async Task A_server_refuses_a_client_that_has_nothing_better_also_with_a_ticket(TlsCipherSuite suite)
    {
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls12, TestHosts.Host(KeyKind.Rsa2048)));
        foreach (byte[] ticket in new byte[][] { [], new byte[145] })
        {
            ScriptedClient12 client = new(server, ticket: ticket);
            client.Hello.Suites = [(ushort)suite];
            client.SendHello();
            await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.NoCommonCipherSuite);
        }
    }

    [Theory, Requirement("A23", "A25")]
    [InlineData(TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256), InlineData(TlsCipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256)]
    public async Task A_client_refuses_a_server_that_chooses_one(TlsCipherSuite suite)
    {
        await using TlsClient client = TestPeers.Client(TestHosts.ClientOptions(TestHosts.Clock(), SslProtocols.Tls12));
        ScriptedServer12 server = new(client);
        await server.ReceiveHelloAsync();
        RawHello hello = ScriptedServer12.MakeServerHello();
        hello.Suites = [(ushort)suite];
        server.SendServerHello(hello);
        await Refusal.RequireAsync(server.Records, server.Connecting, TlsFaults.IllegalCipherSuite);
    }

    [Fact, Requirement("A23")]
    public void No_group_is_a_finite_field() => Assert.All(KeyShares.Supported, group => Assert.DoesNotContain("ffdhe", group.ToString(), StringComparison.OrdinalIgnoreCase));

    [Fact, Requirement("A24")]
    public void No_signature_is_over_MD5_or_SHA_1()
    {
        Assert.NotEmpty(Signatures.Supported);
        Assert.All(Signatures.Supported, scheme => Assert.DoesNotMatch("(?i)sha1$|md5", scheme.ToString()));
        // By their codes: 0x01.. is MD5, 0x02.. is SHA-1 (RFC 5246 §7.4.1.4.1).
        Assert.All(Signatures.Supported, scheme => Assert.InRange((ushort)scheme >> 8, 4, 8));
        Assert.All(CipherSuite.All, suite => Assert.Contains(suite.HashLength, new[] { 32, 48 }));
    }

    [Fact, Requirement("A12", "A24", "C063")]
    public void Nothing_binds_a_channel_by_its_Finished()
    {
        // tls-unique is forged by the triple handshake and by SLOTH; what there is is the exporter, which wants extended_master_secret.
        string[] members = [.. typeof(TlsStream).Assembly.GetExportedTypes()
            .Where(type => !type.IsEnum)
            .SelectMany(type => type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Select(member => member.Name)];
        Assert.Contains("ExportKeyingMaterial", members);
        Assert.DoesNotContain(members, name => name.Contains("Unique", StringComparison.OrdinalIgnoreCase) || name.Contains("ChannelBinding", StringComparison.OrdinalIgnoreCase)
            || name.Contains("Renegotiat", StringComparison.OrdinalIgnoreCase));
    }
}
