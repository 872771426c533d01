using System.Net.Security;
using System.Security.Cryptography;
using Segno.Crypto;
using Segno.Tests.Vectors;

namespace Segno.Tests.Crypto;

public sealed class KeyScheduleTests
{
    private const int HeaderLength = 8;
    private static readonly HashAlgorithmName s_sha256 = HashAlgorithmName.SHA256;
    private static readonly CipherSuite s_suite = CipherSuite.Find(TlsCipherSuite.TLS_AES_128_GCM_SHA256)!;

    [Fact]
    [Requirement("C248")]
    public void The_full_handshake_of_RFC_8448_section_3()
    {
        KeyScheduleConstants constants = KeyScheduleConstants.Of(s_sha256);
        Assert.Equal(Rfc8448SimpleKeys.EarlySecret, Convert.ToHexStringLower(constants.EarlySecretWithoutPsk));
        Assert.Equal(Rfc8448SimpleKeys.EarlyDerived, Convert.ToHexStringLower(constants.DerivedWithoutPsk));

        using EarlySecret early = EarlySecret.WithoutPsk(s_sha256);
        using HandshakeSecret handshake = early.Advance(Hex(Rfc8448SimpleKeys.SharedSecret));
        byte[] hash = Hex(Rfc8448SimpleKeys.HelloHash);
        Equal(Rfc8448SimpleKeys.ClientHandshakeTraffic, handshake.ClientHandshakeTrafficSecret(hash));
        Equal(Rfc8448SimpleKeys.ServerHandshakeTraffic, handshake.ServerHandshakeTrafficSecret(hash));

        using MasterSecret master = handshake.Advance();
        hash = Hex(Rfc8448SimpleKeys.ServerFinishedHash);
        Equal(Rfc8448SimpleKeys.ClientApplicationTraffic, master.ClientApplicationTrafficSecret(hash));
        Equal(Rfc8448SimpleKeys.ServerApplicationTraffic, master.ServerApplicationTrafficSecret(hash));
        Equal(Rfc8448SimpleKeys.ExporterMaster, master.ExporterMasterSecret(hash));
        Equal(Rfc8448SimpleKeys.ResumptionMaster, master.ResumptionMasterSecret(Hex(Rfc8448SimpleKeys.ClientFinishedHash)));
    }

    [Fact]
    [Requirement("C248")]
    public void The_resumed_handshake_of_RFC_8448_section_4()
    {
        byte[] psk = new byte[32];
        TrafficSecrets.ResumptionPsk(s_sha256, Hex(Rfc8448SimpleKeys.ResumptionMaster), Hex(Rfc8448SimpleKeys.TicketNonce), psk);
        Assert.Equal(Rfc8448SimpleKeys.ResumptionPsk, Convert.ToHexStringLower(psk));

        using EarlySecret early = EarlySecret.FromPsk(s_sha256, psk);
        byte[] binder = new byte[32];
        early.ComputeBinder(Hex(Rfc8448ResumedKeys.BinderHash), binder);
        Assert.Equal(Rfc8448ResumedKeys.Binder, Convert.ToHexStringLower(binder));
        Equal(Rfc8448ResumedKeys.ClientEarlyTraffic, early.ClientEarlyTrafficSecret(Hex(Rfc8448ResumedKeys.ClientHelloHash)));
        Equal(Rfc8448ResumedKeys.EarlyExporterMaster, early.EarlyExporterMasterSecret(Hex(Rfc8448ResumedKeys.ClientHelloHash)));

        using HandshakeSecret handshake = early.Advance(Hex(Rfc8448ResumedKeys.SharedSecret));
        byte[] hash = Hex(Rfc8448ResumedKeys.HelloHash);
        Equal(Rfc8448ResumedKeys.ClientHandshakeTraffic, handshake.ClientHandshakeTrafficSecret(hash));
        Equal(Rfc8448ResumedKeys.ServerHandshakeTraffic, handshake.ServerHandshakeTrafficSecret(hash));

        using MasterSecret master = handshake.Advance();
        hash = Hex(Rfc8448ResumedKeys.ServerFinishedHash);
        Equal(Rfc8448ResumedKeys.ClientApplicationTraffic, master.ClientApplicationTrafficSecret(hash));
        Equal(Rfc8448ResumedKeys.ServerApplicationTraffic, master.ServerApplicationTrafficSecret(hash));
        Equal(Rfc8448ResumedKeys.ExporterMaster, master.ExporterMasterSecret(hash));
        Equal(Rfc8448ResumedKeys.ResumptionMaster, master.ResumptionMasterSecret(Hex(Rfc8448ResumedKeys.ClientFinishedHash)));
    }

    [Fact]
    public void The_retried_handshake_of_RFC_8448_section_5()
    {
        using EarlySecret early = EarlySecret.WithoutPsk(s_sha256);
        using HandshakeSecret handshake = early.Advance(Hex(Rfc8448RetryKeys.SharedSecret));
        Equal(Rfc8448RetryKeys.ClientHandshakeTraffic, handshake.ClientHandshakeTrafficSecret(Hex(Rfc8448RetryKeys.HelloHash)));
        Equal(Rfc8448RetryKeys.ServerHandshakeTraffic, handshake.ServerHandshakeTrafficSecret(Hex(Rfc8448RetryKeys.HelloHash)));
        using MasterSecret master = handshake.Advance();
        byte[] hash = Hex(Rfc8448RetryKeys.ServerFinishedHash);
        Equal(Rfc8448RetryKeys.ClientApplicationTraffic, master.ClientApplicationTrafficSecret(hash));
        Equal(Rfc8448RetryKeys.ServerApplicationTraffic, master.ServerApplicationTrafficSecret(hash));
        Equal(Rfc8448RetryKeys.ExporterMaster, master.ExporterMasterSecret(hash));
    }

    [Theory]
    [InlineData(Rfc8448SimpleKeys.ServerHandshakeTraffic, Rfc8448SimpleKeys.ServerHandshakeKey, Rfc8448SimpleKeys.ServerHandshakeIv)]
    [InlineData(Rfc8448SimpleKeys.ClientHandshakeTraffic, Rfc8448SimpleKeys.ClientHandshakeKey, Rfc8448SimpleKeys.ClientHandshakeIv)]
    [InlineData(Rfc8448SimpleKeys.ServerApplicationTraffic, Rfc8448SimpleKeys.ServerApplicationKey, Rfc8448SimpleKeys.ServerApplicationIv)]
    [InlineData(Rfc8448SimpleKeys.ClientApplicationTraffic, Rfc8448SimpleKeys.ClientApplicationKey, Rfc8448SimpleKeys.ClientApplicationIv)]
    [InlineData(Rfc8448ResumedKeys.ClientEarlyTraffic, Rfc8448ResumedKeys.EarlyKey, Rfc8448ResumedKeys.EarlyIv)]
    [InlineData(Rfc8448ResumedKeys.ServerHandshakeTraffic, Rfc8448ResumedKeys.ServerHandshakeKey, Rfc8448ResumedKeys.ServerHandshakeIv)]
    [InlineData(Rfc8448ResumedKeys.ClientHandshakeTraffic, Rfc8448ResumedKeys.ClientHandshakeKey, Rfc8448ResumedKeys.ClientHandshakeIv)]
    [InlineData(Rfc8448ResumedKeys.ServerApplicationTraffic, Rfc8448ResumedKeys.ServerApplicationKey, Rfc8448ResumedKeys.ServerApplicationIv)]
    [InlineData(Rfc8448ResumedKeys.ClientApplicationTraffic, Rfc8448ResumedKeys.ClientApplicationKey, Rfc8448ResumedKeys.ClientApplicationIv)]
    public void Key_and_IV_of_a_traffic_secret(string secret, string key, string iv)
    {
        byte[] actualKey = new byte[16];
        byte[] actualIv = new byte[12];
        TrafficSecrets.KeyAndIv(s_suite, Hex(secret), actualKey, actualIv);
        Assert.Equal(key, Convert.ToHexStringLower(actualKey));
        Assert.Equal(iv, Convert.ToHexStringLower(actualIv));
    }

    [Fact]
    public void Keys_exist_for_every_suite_of_TLS_13()
    {
        foreach (CipherSuite suite in CipherSuite.Supported.Where(suite => suite.Version == Segno.Wire.ProtocolVersion.Tls13))
        {
            using TrafficKeys keys = TrafficSecrets.Keys(suite, new byte[suite.HashLength]);
            Assert.Same(suite, keys.Suite);
        }
    }

    [Theory]
    [InlineData(
        Rfc8448SimpleKeys.ServerHandshakeTraffic, Rfc8448Simple.ServerFinished,
        new[] { Rfc8448Simple.ClientHello, Rfc8448Simple.ServerHello, Rfc8448Simple.EncryptedExtensions, Rfc8448Simple.Certificate, Rfc8448Simple.CertificateVerify })]
    [InlineData(
        Rfc8448SimpleKeys.ClientHandshakeTraffic, Rfc8448Simple.ClientFinished,
        new[] { Rfc8448Simple.ClientHello, Rfc8448Simple.ServerHello, Rfc8448Simple.EncryptedExtensions, Rfc8448Simple.Certificate, Rfc8448Simple.CertificateVerify, Rfc8448Simple.ServerFinished })]
    [InlineData(
        Rfc8448ResumedKeys.ServerHandshakeTraffic, Rfc8448Resumed.ServerFinished,
        new[] { Rfc8448Resumed.ClientHelloPrefix, Rfc8448Resumed.Binders, Rfc8448Resumed.ServerHello, Rfc8448Resumed.EncryptedExtensions })]
    [InlineData(
        Rfc8448ResumedKeys.ClientHandshakeTraffic, Rfc8448Resumed.ClientFinished,
        new[] { Rfc8448Resumed.ClientHelloPrefix, Rfc8448Resumed.Binders, Rfc8448Resumed.ServerHello, Rfc8448Resumed.EncryptedExtensions, Rfc8448Resumed.ServerFinished, Rfc8448Resumed.EndOfEarlyData })]
    public void Finished_covers_the_messages_before_it(string baseKey, string finished, string[] messages)
    {
        using TranscriptHash transcript = new(s_sha256);
        foreach (string message in messages)
            transcript.Append(Hex(message));
        byte[] hash = new byte[32];
        byte[] verifyData = new byte[32];
        transcript.Current(hash);
        TrafficSecrets.FinishedVerifyData(s_sha256, Hex(baseKey), hash, verifyData);
        Assert.Equal(finished[HeaderLength..], Convert.ToHexStringLower(verifyData));
    }

    [Fact]
    [Requirement("N01")]
    public void A_binder_with_any_bit_flipped_does_not_verify()
    {
        using EarlySecret early = EarlySecret.FromPsk(s_sha256, Hex(Rfc8448SimpleKeys.ResumptionPsk));
        byte[] hash = Hex(Rfc8448ResumedKeys.BinderHash);
        byte[] binder = Hex(Rfc8448ResumedKeys.Binder);
        Assert.True(early.VerifyBinder(hash, binder));
        for (int bit = 0; bit < binder.Length * 8; bit++)
        {
            binder[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(early.VerifyBinder(hash, binder));
            binder[bit / 8] ^= (byte)(1 << (bit % 8));
        }
        Assert.False(early.VerifyBinder(hash, binder.AsSpan(0, 31)));
        Assert.False(early.VerifyBinder(hash, []));
        Assert.False(early.VerifyBinder(hash, [.. binder, 0]));
        Assert.False(early.VerifyBinder(Hex(Rfc8448ResumedKeys.ClientHelloHash), binder));
    }

    [Fact]
    public void The_ladder_of_SHA_384_without_a_PSK() =>
        Ladder(HashAlgorithmName.SHA384, EarlySecret.WithoutPsk(HashAlgorithmName.SHA384), Counting(1, 32), ComputedKeySchedules.Sha384WithoutPsk);

    [Fact]
    public void The_ladder_of_SHA_384_with_psk_dhe_ke() =>
        Ladder(HashAlgorithmName.SHA384, EarlySecret.FromPsk(HashAlgorithmName.SHA384, Counting(0x10, 48)), Counting(1, 48), ComputedKeySchedules.Sha384PskDhe);

    [Fact]
    public void With_psk_ke_zeros_stand_in_for_the_shared_secret() =>
        Ladder(s_sha256, EarlySecret.FromPsk(s_sha256, Counting(0x10, 32)), [], ComputedKeySchedules.Sha256PskKe);

    [Fact]
    public void The_next_traffic_secret()
    {
        Equal(ComputedKeySchedules.Sha256Next, TrafficSecrets.Next(s_sha256, Counting(0x20, 32)));
        Equal(ComputedKeySchedules.Sha384Next, TrafficSecrets.Next(HashAlgorithmName.SHA384, Counting(0x20, 48)));
    }

    [Fact, Requirement("C190")]
    public void Exported_keying_material()
    {
        Assert.Equal(ComputedKeySchedules.Sha256Export100, Export(s_sha256, "hello"u8, 100));
        Assert.Equal(ComputedKeySchedules.Sha384Export100, Export(HashAlgorithmName.SHA384, "hello"u8, 100));
        Assert.Equal(ComputedKeySchedules.Sha256ExportEmptyContext20, Export(s_sha256, [], 20));
    }

    [Fact]
    public void A_label_is_ASCII_and_may_be_empty()
    {
        Assert.ThrowsAny<ArgumentException>(() => TrafficSecrets.Export(s_sha256, new byte[32], "größer", [], new byte[32]));
        byte[] output = new byte[32];
        TrafficSecrets.Export(s_sha256, new byte[32], "", [], output);
        Assert.NotEqual(new byte[32], output);
    }

    [Fact]
    public void A_label_may_be_249_characters_long_and_no_longer()
    {
        byte[] output = new byte[32];
        TrafficSecrets.Export(s_sha256, new byte[32], new string('a', 249), [], output);
        Assert.NotEqual(new byte[32], output);
        Assert.Throws<ArgumentException>(() => TrafficSecrets.Export(s_sha256, new byte[32], new string('a', 250), [], output));
    }

    [Fact]
    public void Export_gives_255_blocks_at_most()
    {
        TrafficSecrets.Export(s_sha256, new byte[32], "label", [], new byte[255 * 32]);
        Assert.Throws<ArgumentOutOfRangeException>(() => TrafficSecrets.Export(s_sha256, new byte[32], "label", [], new byte[(255 * 32) + 1]));
    }

    [Fact]
    public void A_step_is_used_up_by_the_next()
    {
        EarlySecret early = EarlySecret.FromPsk(s_sha256, new byte[32]);
        HandshakeSecret handshake = early.Advance([]);
        Assert.Throws<ObjectDisposedException>(() => early.Advance([]));
        Assert.Throws<ObjectDisposedException>(() => early.VerifyBinder(new byte[32], new byte[32]));

        EarlySecret withoutPsk = EarlySecret.WithoutPsk(s_sha256);
        withoutPsk.Advance([]).Dispose();
        Assert.Throws<ObjectDisposedException>(() => withoutPsk.Advance([]));
        Assert.Throws<ObjectDisposedException>(() => withoutPsk.ClientEarlyTrafficSecret(new byte[32]));

        MasterSecret master = handshake.Advance();
        Assert.Throws<ObjectDisposedException>(handshake.Advance);
        Assert.Throws<ObjectDisposedException>(() => handshake.ClientHandshakeTrafficSecret(new byte[32]));
        master.Dispose();
        Assert.Throws<ObjectDisposedException>(() => master.ResumptionMasterSecret(new byte[32]));
    }

    private static void Ladder(HashAlgorithmName hash, EarlySecret early, byte[] sharedSecret, string[] expected)
    {
        byte[] transcript = CryptographicOperations.HashData(hash, "hello"u8);
        byte[] binder = new byte[transcript.Length];
        early.ComputeBinder(transcript, binder);
        Assert.Equal(expected[0], Convert.ToHexStringLower(binder));
        Equal(expected[1], early.ClientEarlyTrafficSecret(transcript));
        Equal(expected[2], early.EarlyExporterMasterSecret(transcript));
        using HandshakeSecret handshake = early.Advance(sharedSecret);
        Equal(expected[3], handshake.ClientHandshakeTrafficSecret(transcript));
        Equal(expected[4], handshake.ServerHandshakeTrafficSecret(transcript));
        using MasterSecret master = handshake.Advance();
        Equal(expected[5], master.ClientApplicationTrafficSecret(transcript));
        Equal(expected[6], master.ServerApplicationTrafficSecret(transcript));
        Equal(expected[7], master.ExporterMasterSecret(transcript));
        Equal(expected[8], master.ResumptionMasterSecret(transcript));
    }

    private static string Export(HashAlgorithmName hash, ReadOnlySpan<byte> context, int length)
    {
        byte[] output = new byte[length];
        TrafficSecrets.Export(hash, Counting(0x20, hash == HashAlgorithmName.SHA384 ? 48 : 32), "EXPERIMENTAL test", context, output);
        return Convert.ToHexStringLower(output);
    }

    private static void Equal(string expected, SecretBuffer actual)
    {
        using (actual)
            Assert.Equal(expected, Convert.ToHexStringLower(actual.Span));
    }

    private static byte[] Counting(int first, int count) => [.. Enumerable.Range(first, count).Select(i => (byte)i)];

    private static byte[] Hex(string hex) => Convert.FromHexString(hex);
}
