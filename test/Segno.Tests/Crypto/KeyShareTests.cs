using Segno.Crypto;
using Segno.Crypto.KeyShares;
using Segno.Tests.Vectors;

namespace Segno.Tests.Crypto;

public sealed class KeyShareTests
{
    public static TheoryData<NamedGroup> Groups => [NamedGroup.X25519MLKem768, NamedGroup.X25519, NamedGroup.Secp256r1, NamedGroup.Secp384r1, NamedGroup.Secp521r1];

    public static TheoryData<NamedGroup> Curves => [NamedGroup.Secp256r1, NamedGroup.Secp384r1, NamedGroup.Secp521r1];

    [Fact]
    public void This_platform_has_all_groups_in_the_default_order() =>
        Assert.Equal([NamedGroup.X25519MLKem768, NamedGroup.X25519, NamedGroup.Secp256r1, NamedGroup.Secp384r1, NamedGroup.Secp521r1], KeyShares.Supported);

    [Fact]
    public void A_group_that_Segno_does_not_have_is_not_supported()
    {
        Assert.False(KeyShares.IsSupported((NamedGroup)0x001e));
        Assert.Throws<ArgumentOutOfRangeException>(() => KeyShares.Generate((NamedGroup)0x001e, TlsRandom.System));
    }

    [Fact]
    public void The_hybrid_alone_is_not_for_TLS_12() =>
        Assert.Equal([NamedGroup.X25519MLKem768], KeyShares.Supported.Where(group => !KeyShares.IsTls12(group)));

    [Theory]
    [InlineData(NamedGroup.X25519MLKem768, 1216, 1120, 64)]
    [InlineData(NamedGroup.X25519, 32, 32, 32)]
    [InlineData(NamedGroup.Secp256r1, 65, 65, 32)]
    [InlineData(NamedGroup.Secp384r1, 97, 97, 48)]
    [InlineData(NamedGroup.Secp521r1, 133, 133, 66)]
    public void Lengths_on_the_wire(NamedGroup group, int publicKey, int response, int secret)
    {
        using IKeyShare share = KeyShares.Generate(group, TlsRandom.System);
        Assert.Equal(group, share.Group);
        Assert.Equal(publicKey, share.PublicKeyLength);
        Assert.Equal(publicKey, KeyShares.PublicKeyLength(group));
        Assert.Equal(secret, share.SharedSecretLength);
        Assert.Equal(secret, KeyShares.SharedSecretLength(group));
        Assert.Equal(response, KeyShares.ResponseLength(group));
        Assert.InRange(publicKey, 1, KeyShares.MaxPublicKeyLength);
        Assert.InRange(response, 1, KeyShares.MaxResponseLength);
        Assert.InRange(secret, 1, KeyShares.MaxSharedSecretLength);
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public void Both_sides_agree(NamedGroup group)
    {
        using IKeyShare client = KeyShares.Generate(group, TlsRandom.System);
        byte[] publicKey = PublicKey(client);
        byte[] response = new byte[KeyShares.ResponseLength(group)];
        byte[] serverSecret = new byte[KeyShares.SharedSecretLength(group)];
        KeyShares.Respond(group, publicKey, TlsRandom.System, response, serverSecret);
        byte[] clientSecret = new byte[client.SharedSecretLength];
        client.Agree(response, clientSecret);

        Assert.Equal(serverSecret, clientSecret);
        Assert.Contains(clientSecret, value => value != 0);
        Assert.Equal(publicKey, PublicKey(client));
    }

    [Theory]
    [MemberData(nameof(Groups))]
    [Requirement("C111")]
    public void Keys_are_fresh_on_both_sides(NamedGroup group)
    {
        using IKeyShare one = KeyShares.Generate(group, TlsRandom.System);
        using IKeyShare two = KeyShares.Generate(group, TlsRandom.System);
        Assert.NotEqual(PublicKey(one), PublicKey(two));

        byte[] first = new byte[KeyShares.ResponseLength(group)];
        byte[] second = new byte[KeyShares.ResponseLength(group)];
        byte[] secret = new byte[KeyShares.SharedSecretLength(group)];
        KeyShares.Respond(group, PublicKey(one), TlsRandom.System, first, secret);
        KeyShares.Respond(group, PublicKey(one), TlsRandom.System, second, secret);
        Assert.NotEqual(first, second);
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public void A_share_that_is_a_byte_short_or_long_or_empty_is_illegal(NamedGroup group)
    {
        using IKeyShare client = KeyShares.Generate(group, TlsRandom.System);
        byte[] publicKey = PublicKey(client);
        byte[] response = new byte[KeyShares.ResponseLength(group)];
        KeyShares.Respond(group, publicKey, TlsRandom.System, response, new byte[client.SharedSecretLength]);
        foreach (byte[] wrong in new[] { publicKey[..^1], [.. publicKey, 0], [] })
            Refused(() => Respond(group, wrong));
        foreach (byte[] wrong in new[] { response[..^1], [.. response, 0], [] })
            Refused(() => client.Agree(wrong, new byte[client.SharedSecretLength]));
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void A_point_that_is_not_on_the_curve_is_illegal(NamedGroup group)
    {
        using IKeyShare share = KeyShares.Generate(group, TlsRandom.System);
        byte[] offCurve = PublicKey(share);
        offCurve[^1] ^= 1;
        byte[] zero = new byte[offCurve.Length];
        zero[0] = 4;
        byte[] notReduced = PublicKey(share);
        notReduced.AsSpan(1, share.SharedSecretLength).Fill(0xff);
        foreach (byte[] wrong in new[] { offCurve, zero, notReduced })
        {
            Refused(() => Respond(group, wrong));
            Refused(() => share.Agree(wrong, new byte[share.SharedSecretLength]));
        }
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void Compressed_and_hybrid_points_and_infinity_are_illegal(NamedGroup group)
    {
        using IKeyShare share = KeyShares.Generate(group, TlsRandom.System);
        byte[] point = PublicKey(share);
        byte parity = (byte)(point[^1] & 1);
        byte[] compressed = [(byte)(2 + parity), .. point[1..(1 + share.SharedSecretLength)]];
        byte[] compressedAtFullLength = [(byte)(2 + parity), .. point[1..]];
        byte[] hybrid = [(byte)(6 + parity), .. point[1..]];
        byte[] infinityAtFullLength = new byte[point.Length];
        foreach (byte[] wrong in new[] { compressed, compressedAtFullLength, hybrid, [0], infinityAtFullLength })
        {
            Refused(() => Respond(group, wrong));
            Refused(() => share.Agree(wrong, new byte[share.SharedSecretLength]));
        }
    }

    [Fact]
    public void X25519_of_RFC_7748()
    {
        Agrees(Rfc7748.AlicePrivateKey, Rfc7748.AlicePublicKey, Rfc7748.BobPublicKey, Rfc7748.SharedSecret);
        Agrees(Rfc7748.BobPrivateKey, Rfc7748.BobPublicKey, Rfc7748.AlicePublicKey, Rfc7748.SharedSecret);
    }

    [Fact]
    [Requirement("C248")]
    public void X25519_of_RFC_8448_section_3()
    {
        Agrees(Rfc8448SimpleKeys.ClientPrivateKey, Rfc8448SimpleKeys.ClientPublicKey, Rfc8448SimpleKeys.ServerPublicKey, Rfc8448SimpleKeys.SharedSecret);
        Agrees(Rfc8448SimpleKeys.ServerPrivateKey, Rfc8448SimpleKeys.ServerPublicKey, Rfc8448SimpleKeys.ClientPublicKey, Rfc8448SimpleKeys.SharedSecret);
    }

    // The points of low order on Curve25519 and its twist, and their forms that are not reduced modulo p.
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")]
    [InlineData("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    public void X25519_refuses_points_of_low_order(string point)
    {
        byte[] peer = Convert.FromHexString(point);
        using IKeyShare share = KeyShares.Generate(NamedGroup.X25519, TlsRandom.System);
        Refused(() => share.Agree(peer, new byte[32]));
        Refused(() => Respond(NamedGroup.X25519, peer));

        using IKeyShare hybrid = KeyShares.Generate(NamedGroup.X25519MLKem768, TlsRandom.System);
        byte[] hybridShare = PublicKey(hybrid);
        peer.CopyTo(hybridShare.AsSpan(1184));
        Refused(() => Respond(NamedGroup.X25519MLKem768, hybridShare));
        byte[] answer = new byte[1120];
        peer.CopyTo(answer.AsSpan(1088));
        Refused(() => hybrid.Agree(answer, new byte[64]));
    }

    private static void Agrees(string privateKey, string publicKey, string peer, string secret)
    {
        using IKeyShare share = KeyShares.Generate(NamedGroup.X25519, new QueuedRandom(privateKey));
        Assert.Equal(publicKey, Convert.ToHexStringLower(PublicKey(share)));
        byte[] actual = new byte[32];
        share.Agree(Convert.FromHexString(peer), actual);
        Assert.Equal(secret, Convert.ToHexStringLower(actual));
    }

    private static void Respond(NamedGroup group, byte[] peer) =>
        KeyShares.Respond(group, peer, TlsRandom.System, new byte[KeyShares.ResponseLength(group)], new byte[KeyShares.SharedSecretLength(group)]);

    private static byte[] PublicKey(IKeyShare share)
    {
        byte[] publicKey = new byte[share.PublicKeyLength];
        share.WritePublicKey(publicKey);
        return publicKey;
    }

    private static void Refused(Action action)
    {
        TlsException e = Assert.Throws<TlsException>(action);
        Assert.Equal("IllegalKeyShare", e.Fault.Name);
        Assert.Equal(AlertDescription.IllegalParameter, e.Alert);
    }
}
