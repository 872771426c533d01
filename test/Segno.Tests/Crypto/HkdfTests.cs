using System.Security.Cryptography;
using Segno.Crypto;

namespace Segno.Tests.Crypto;

public sealed class HkdfTests
{
    // RFC 5869 App. A.1 to A.3: IKM, salt, info, PRK, OKM.
    [Theory]
    [InlineData(
        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
        "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")]
    [InlineData(
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f",
        "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
        "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
        "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87")]
    [InlineData(
        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
        "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8")]
    public void Extract_and_Expand_of_RFC_5869(string ikm, string salt, string info, string prk, string okm)
    {
        byte[] extracted = new byte[32];
        HkdfLabel.Extract(HashAlgorithmName.SHA256, Convert.FromHexString(salt), Convert.FromHexString(ikm), extracted);
        Assert.Equal(prk, Convert.ToHexStringLower(extracted));
        byte[] expanded = new byte[okm.Length / 2];
        HKDF.Expand(HashAlgorithmName.SHA256, extracted, expanded, Convert.FromHexString(info));
        Assert.Equal(okm, Convert.ToHexStringLower(expanded));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(48)]
    [InlineData(49)]
    [InlineData(8160)]
    public void Expand_Label_is_HKDF_Expand_over_the_encoded_label_at_every_length(int length)
    {
        byte[] secret = [.. Enumerable.Range(1, 48).Select(i => (byte)i)];
        byte[] info = [(byte)(length >> 8), (byte)(length & 0xff), 11, .. "tls13 label"u8, 7, .. "context"u8];
        foreach (HashAlgorithmName hash in new[] { HashAlgorithmName.SHA256, HashAlgorithmName.SHA384 })
        {
            byte[] output = new byte[length];
            HkdfLabel.Expand(hash, secret, "label"u8, "context"u8, output);
            Assert.Equal(HKDF.Expand(hash, secret, length, info), output);
        }
    }

    [Fact]
    public void Label_and_context_may_fill_their_vectors_and_not_exceed_them()
    {
        byte[] longest = new byte[255];
        byte[] output = new byte[32];
        byte[] info = [0, 32, 255, .. "tls13 "u8, .. longest[..249], 255, .. longest];
        HkdfLabel.Expand(HashAlgorithmName.SHA256, longest, longest.AsSpan(0, 249), longest, output);
        Assert.Equal(HKDF.Expand(HashAlgorithmName.SHA256, longest, 32, info), output);

        Assert.Throws<ArgumentOutOfRangeException>(() => HkdfLabel.Expand(HashAlgorithmName.SHA256, longest, longest.AsSpan(0, 250), longest, output));
        Assert.Throws<ArgumentOutOfRangeException>(() => HkdfLabel.Expand(HashAlgorithmName.SHA256, longest, "label"u8, new byte[256], output));
    }

    [Fact]
    public void Derive_Secret_takes_a_hash_of_the_right_length_only()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => HkdfLabel.DeriveSecret(HashAlgorithmName.SHA256, new byte[32], "derived"u8, new byte[31]));
        Assert.Throws<ArgumentOutOfRangeException>(() => HkdfLabel.DeriveSecret(HashAlgorithmName.SHA384, new byte[48], "derived"u8, new byte[32]));
    }

    [Fact]
    public void Other_hashes_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => TrafficSecrets.Next(HashAlgorithmName.SHA512, new byte[64]));
        Assert.Throws<ArgumentOutOfRangeException>(() => EarlySecret.FromPsk(HashAlgorithmName.SHA1, new byte[32]));
    }
}
