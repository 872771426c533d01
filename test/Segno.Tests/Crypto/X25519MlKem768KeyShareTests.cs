using Segno.Crypto;
using Segno.Crypto.KeyShares;
using Segno.Tests.Vectors;

namespace Segno.Tests.Crypto;

public sealed class X25519MlKem768KeyShareTests
{
    private const int EncapsulationKeyLength = 1184;
    private const int CiphertextLength = 1088;
    private static readonly byte[] s_seed = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];
    private static readonly byte[] s_encapsulationSeed = [.. Enumerable.Range(100, 32).Select(i => (byte)i)];

    [Fact]
    public void The_client_share_is_the_ML_KEM_key_and_then_the_X25519_key()
    {
        using IKeyShare client = Client();
        byte[] share = new byte[1216];
        client.WritePublicKey(share);
        (byte[] encapsulationKey, _) = MlKemKeyPair();
        Assert.Equal(encapsulationKey, share[..EncapsulationKeyLength]);
        Assert.Equal(Rfc7748.AlicePublicKey, Convert.ToHexStringLower(share.AsSpan(EncapsulationKeyLength)));
    }

    [Fact]
    public void The_server_share_is_the_ciphertext_and_then_the_X25519_key_and_the_secret_ML_KEM_first()
    {
        using IKeyShare client = Client();
        byte[] share = new byte[1216];
        client.WritePublicKey(share);
        byte[] response = new byte[1120];
        byte[] serverSecret = new byte[64];
        KeyShares.Respond(
            NamedGroup.X25519MLKem768, share, new QueuedRandom(Rfc7748.BobPrivateKey, Convert.ToHexString(s_encapsulationSeed)), response, serverSecret);

        (byte[] encapsulationKey, byte[] decapsulationKey) = MlKemKeyPair();
        byte[] ciphertext = new byte[CiphertextLength];
        byte[] mlKemSecret = new byte[32];
        Assert.True(Sodium.TryMlKemEncapsulate(encapsulationKey, s_encapsulationSeed, ciphertext, mlKemSecret));
        Assert.Equal(ciphertext, response[..CiphertextLength]);
        Assert.Equal(Rfc7748.BobPublicKey, Convert.ToHexStringLower(response.AsSpan(CiphertextLength)));
        Assert.Equal(mlKemSecret, serverSecret[..32]);
        Assert.Equal(Rfc7748.SharedSecret, Convert.ToHexStringLower(serverSecret.AsSpan(32)));

        byte[] decapsulated = new byte[32];
        Sodium.MlKemDecapsulate(decapsulationKey, ciphertext, decapsulated);
        Assert.Equal(mlKemSecret, decapsulated);
        byte[] clientSecret = new byte[64];
        client.Agree(response, clientSecret);
        Assert.Equal(serverSecret, clientSecret);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(575)]
    [InlineData(1149)]
    public void A_coefficient_out_of_range_is_illegal(int at)
    {
        using IKeyShare client = Client();
        byte[] share = new byte[1216];
        client.WritePublicKey(share);
        // Two coefficients of 12 bits lie in three bytes: both become 4095, above q = 3329.
        share.AsSpan(at - (at % 3), 3).Fill(0xff);
        byte[] secret = new byte[64];
        TlsException e = Assert.Throws<TlsException>(
            () => KeyShares.Respond(NamedGroup.X25519MLKem768, share, TlsRandom.System, new byte[1120], secret));
        Assert.Equal("IllegalKeyShare", e.Fault.Name);
        Assert.Equal(new byte[64], secret);
    }

    [Fact]
    public void An_altered_ciphertext_gives_another_secret_and_no_error()
    {
        using IKeyShare client = Client();
        byte[] share = new byte[1216];
        client.WritePublicKey(share);
        byte[] response = new byte[1120];
        byte[] serverSecret = new byte[64];
        KeyShares.Respond(NamedGroup.X25519MLKem768, share, TlsRandom.System, response, serverSecret);
        response[17] ^= 1;
        byte[] clientSecret = new byte[64];
        client.Agree(response, clientSecret);
        Assert.NotEqual(serverSecret[..32], clientSecret[..32]);
        Assert.Equal(serverSecret[32..], clientSecret[32..]);
    }

    private static IKeyShare Client() =>
        KeyShares.Generate(NamedGroup.X25519MLKem768, new QueuedRandom(Rfc7748.AlicePrivateKey, Convert.ToHexString(s_seed)));

    private static (byte[] EncapsulationKey, byte[] DecapsulationKey) MlKemKeyPair()
    {
        byte[] publicKey = new byte[EncapsulationKeyLength];
        byte[] secretKey = new byte[2400];
        Sodium.MlKemKeyPair(s_seed, publicKey, secretKey);
        return (publicKey, secretKey);
    }
}
