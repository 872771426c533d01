using System.Net.Security;
using System.Security.Cryptography;
using System.Text;
using Segno.Crypto;
using Segno.Tests.Vectors;
using Segno.Wire;

namespace Segno.Tests.Crypto;

public sealed class Prf12Tests
{
    private static readonly byte[] s_premaster = Counting(0x80);
    private static readonly byte[] s_clientRandom = Counting(0x00);
    private static readonly byte[] s_serverRandom = Counting(0x40);

    [Theory]
    [InlineData("SHA256", Prf12Vectors.Sha256Secret, Prf12Vectors.Sha256Seed, Prf12Vectors.Sha256Output)]
    [InlineData("SHA384", Prf12Vectors.Sha384Secret, Prf12Vectors.Sha384Seed, Prf12Vectors.Sha384Output)]
    public void P_hash_at_every_length_up_to_that_of_the_vector(string hash, string secret, string seed, string output)
    {
        byte[] seedBytes = Convert.FromHexString(seed);
        for (int length = 1; length <= output.Length / 2; length++)
        {
            byte[] actual = new byte[length];
            // Where the seed is cut in two makes no difference.
            int cut = length % (seedBytes.Length + 1);
            Prf12.Expand(
                new HashAlgorithmName(hash), Convert.FromHexString(secret), Encoding.ASCII.GetBytes(Prf12Vectors.Label),
                seedBytes.AsSpan(0, cut), seedBytes.AsSpan(cut), actual);
            Assert.Equal(output[..(2 * length)], Convert.ToHexStringLower(actual));
        }
    }

    [Theory]
    [InlineData("SHA256", Prf12Vectors.Sha256MasterSecret, Prf12Vectors.Sha256ExtendedMasterSecret)]
    [InlineData("SHA384", Prf12Vectors.Sha384MasterSecret, Prf12Vectors.Sha384ExtendedMasterSecret)]
    public void Master_secret_and_extended_master_secret(string hash, string master, string extended)
    {
        HashAlgorithmName name = new(hash);
        using SecretBuffer plain = Prf12.MasterSecret(name, s_premaster, s_clientRandom, s_serverRandom);
        Assert.Equal(master, Convert.ToHexStringLower(plain.Span));
        using SecretBuffer bound = Prf12.ExtendedMasterSecret(name, s_premaster, CryptographicOperations.HashData(name, "hello"u8));
        Assert.Equal(extended, Convert.ToHexStringLower(bound.Span));
    }

    [Theory]
    [InlineData("SHA256", TlsRole.Client, Prf12Vectors.Sha256MasterSecret, Prf12Vectors.Sha256ClientFinished)]
    [InlineData("SHA256", TlsRole.Server, Prf12Vectors.Sha256MasterSecret, Prf12Vectors.Sha256ServerFinished)]
    [InlineData("SHA384", TlsRole.Client, Prf12Vectors.Sha384MasterSecret, Prf12Vectors.Sha384ClientFinished)]
    [InlineData("SHA384", TlsRole.Server, Prf12Vectors.Sha384MasterSecret, Prf12Vectors.Sha384ServerFinished)]
    [Requirement("C016")]
    internal void Verify_data_of_both_senders(string hash, TlsRole sender, string master, string expected)
    {
        HashAlgorithmName name = new(hash);
        byte[] actual = new byte[12];
        Prf12.VerifyData(name, Convert.FromHexString(master), sender, CryptographicOperations.HashData(name, "hello"u8), actual);
        Assert.Equal(expected, Convert.ToHexStringLower(actual));
    }

    [Theory]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, Prf12Vectors.Sha256MasterSecret, Prf12Vectors.Sha256KeyBlock)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, Prf12Vectors.Sha384MasterSecret, Prf12Vectors.Sha384KeyBlock)]
    public void The_key_block_takes_the_server_random_first(TlsCipherSuite code, string master, string expected)
    {
        CipherSuite suite = CipherSuite.Find(code)!;
        byte[] block = new byte[2 * (suite.KeyLength + suite.FixedIvLength)];
        Prf12.KeyBlock(suite, Convert.FromHexString(master), s_clientRandom, s_serverRandom, block);
        Assert.Equal(expected, Convert.ToHexStringLower(block));
    }

    [Fact]
    [Requirement("C014")]
    public void Every_suite_of_TLS_12_gets_keys_for_both_directions()
    {
        foreach (CipherSuite suite in CipherSuite.Supported.Where(suite => suite.Version == ProtocolVersion.Tls12))
        {
            (TrafficKeys client, TrafficKeys server) = Prf12.KeyBlock(suite, new byte[48], s_clientRandom, s_serverRandom);
            using (client)
            using (server)
            {
                Assert.NotSame(client, server);
                Assert.Same(suite, client.Suite);
                Assert.Same(suite, server.Suite);
            }
        }
    }

    [Theory, Requirement("C190")]
    [InlineData("SHA256", Prf12Vectors.Sha256MasterSecret, Prf12Vectors.Sha256Export20, Prf12Vectors.Sha256ExportEmptyContext20, Prf12Vectors.Sha256ExportHello100)]
    [InlineData("SHA384", Prf12Vectors.Sha384MasterSecret, Prf12Vectors.Sha384Export20, Prf12Vectors.Sha384ExportEmptyContext20, Prf12Vectors.Sha384ExportHello100)]
    public void Exports_without_a_context_with_an_empty_one_and_with_one_differ(string hash, string master, string without, string empty, string hello)
    {
        Assert.Equal(without, Export(hash, master, [], hasContext: false, 20));
        Assert.Equal(empty, Export(hash, master, [], hasContext: true, 20));
        Assert.Equal(hello, Export(hash, master, "hello"u8, hasContext: true, 100));
    }

    [Fact]
    public void A_context_has_65535_bytes_at_most()
    {
        Assert.Equal(40, Export("SHA256", Prf12Vectors.Sha256MasterSecret, new byte[65535], hasContext: true, 20).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => Export("SHA256", Prf12Vectors.Sha256MasterSecret, new byte[65536], hasContext: true, 20));
    }

    [Fact]
    public void A_label_is_ASCII_and_may_be_empty()
    {
        byte[] output = new byte[20];
        Prf12.Export(HashAlgorithmName.SHA256, new byte[48], "", s_clientRandom, s_serverRandom, [], false, output);
        Assert.NotEqual(new byte[20], output);
        Assert.ThrowsAny<ArgumentException>(() => Prf12.Export(HashAlgorithmName.SHA256, new byte[48], "é", s_clientRandom, s_serverRandom, [], false, new byte[20]));
    }

    private static string Export(string hash, string master, ReadOnlySpan<byte> context, bool hasContext, int length)
    {
        byte[] output = new byte[length];
        Prf12.Export(
            new HashAlgorithmName(hash), Convert.FromHexString(master), "EXPERIMENTAL test", s_clientRandom, s_serverRandom, context, hasContext, output);
        return Convert.ToHexStringLower(output);
    }

    private static byte[] Counting(int first) => [.. Enumerable.Range(first, 32).Select(i => (byte)i)];
}
