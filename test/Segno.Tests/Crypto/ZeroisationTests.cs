using System.Security.Cryptography;
using Segno.Crypto;
using Segno.Crypto.KeyShares;
using Segno.Tests.Vectors;

namespace Segno.Tests.Crypto;

/// <summary>A slot that is free may be rented by any other test: these run alone.</summary>
[CollectionDefinition(nameof(ZeroisationTests), DisableParallelization = true)]
[Collection(nameof(ZeroisationTests))]
public sealed class ZeroisationTests
{
    [Fact]
    public void Disposing_a_secret_zeroes_its_slot()
    {
        SecretBuffer secret = new([1, 2, 3, 4]);
        Span<byte> slot = secret.Span;
        secret.Dispose();
        Assert.Equal(new byte[4], slot.ToArray());
        Assert.Throws<ObjectDisposedException>(() => secret.Span.Length);
        secret.Dispose();
    }

    [Fact]
    public void Advancing_zeroes_the_step_before()
    {
        SecretBuffer buffer = Secret();
        Span<byte> slot = buffer.Span;
        using MasterSecret master = new HandshakeSecret(HashAlgorithmName.SHA256, buffer).Advance();
        Assert.Equal(new byte[32], slot.ToArray());
    }

    [Fact]
    public void Disposing_a_step_zeroes_it()
    {
        SecretBuffer handshake = Secret();
        Span<byte> slot = handshake.Span;
        new HandshakeSecret(HashAlgorithmName.SHA256, handshake).Dispose();
        Assert.Equal(new byte[32], slot.ToArray());

        SecretBuffer master = Secret();
        slot = master.Span;
        new MasterSecret(HashAlgorithmName.SHA256, master).Dispose();
        Assert.Equal(new byte[32], slot.ToArray());
    }

    [Fact]
    public void Disposing_a_key_share_zeroes_its_private_keys()
    {
        string seed = Convert.ToHexString([.. Enumerable.Repeat((byte)7, 64)]);
        QueuedRandom random = new(Rfc7748.AlicePrivateKey, Rfc7748.BobPrivateKey, seed);
        IKeyShare x25519 = KeyShares.Generate(NamedGroup.X25519, random);
        IKeyShare hybrid = KeyShares.Generate(NamedGroup.X25519MLKem768, random);
        Assert.Equal(Rfc7748.AlicePrivateKey, Convert.ToHexStringLower(random.Destination(0)));
        Assert.Equal(seed, Convert.ToHexString(random.Destination(2)));

        x25519.Dispose();
        hybrid.Dispose();
        Assert.Equal(new byte[32], random.Destination(0).ToArray());
        Assert.Equal(new byte[32], random.Destination(1).ToArray());
        Assert.Equal(new byte[64], random.Destination(2).ToArray());
        Assert.Throws<ObjectDisposedException>(() => x25519.Agree(Convert.FromHexString(Rfc7748.BobPublicKey), new byte[32]));
    }

    [Fact]
    public void The_private_key_of_an_answer_is_zeroed_when_the_share_is_refused()
    {
        QueuedRandom random = new(Rfc7748.AlicePrivateKey);
        Assert.Throws<TlsException>(() => KeyShares.Respond(NamedGroup.X25519, new byte[32], random, new byte[32], new byte[32]));
        Assert.Equal(new byte[32], random.Destination(0).ToArray());
    }

    private static SecretBuffer Secret() => new(Convert.FromHexString(Rfc8448SimpleKeys.SharedSecret));
}
