using System.Net.Security;
using Segno.Crypto;
using Segno.Record;
using Segno.Tests.Transport;
using Segno.Wire;

namespace Segno.Tests.Record;

public sealed class TrafficKeysTests
{
    // RFC 8448 §4: the early traffic keys of the resumed handshake and two records under them.
    private static readonly byte[] s_earlyKey = Convert.FromHexString("920205a5b7bf2115e6fc5c2942834f54");
    private static readonly byte[] s_earlyIv = Convert.FromHexString("6d475f0993c8e564610db2b9");
    private static readonly byte[] s_firstRecord = Convert.FromHexString("1703030017ab1df420e75c457a7cc5d2844f76d5aee4b4edbf049be0");
    private static readonly byte[] s_secondRecord = Convert.FromHexString("1703030015aca6fc944841298df99593725f9bf9754429b12f09");

    [Fact, Requirement("C248")]
    public void Records_of_rfc8448_are_sealed_to_the_byte()
    {
        using RecordWriter writer = new(TlsRole.Client, paddingBlock: 0);
        using SendBuffer output = new();
        writer.SetVersion();
        writer.Install(new TrafficKeys(FakeKeys.Suite(ProtocolVersion.Tls13), s_earlyKey, s_earlyIv));
        writer.WriteRecord(ContentType.ApplicationData, "ABCDEF"u8, output);
        writer.WriteRecord(ContentType.Handshake, [5, 0, 0, 0], output);
        Assert.Equal([.. s_firstRecord, .. s_secondRecord], output.Take().ToArray());
    }

    [Fact, Requirement("C248")]
    public void Records_of_rfc8448_are_opened()
    {
        using RecordReader reader = new();
        reader.SetVersion(ProtocolVersion.Tls13);
        reader.Install(new TrafficKeys(FakeKeys.Suite(ProtocolVersion.Tls13), s_earlyKey, s_earlyIv));
        byte[] wire = [.. s_firstRecord, .. s_secondRecord];
        Assert.Equal(RecordReadResult.Record, reader.TryRead(wire, out ReceivedRecord first, out int consumed));
        Assert.Equal(ContentType.ApplicationData, first.Type);
        Assert.Equal("ABCDEF"u8, first.Content.Span);
        Assert.Equal(s_firstRecord.Length, consumed);
        Assert.Equal(RecordReadResult.Record, reader.TryRead(wire.AsMemory(consumed), out ReceivedRecord second, out _));
        Assert.Equal(ContentType.Handshake, second.Type);
        Assert.Equal([5, 0, 0, 0], second.Content.ToArray());
    }

    [Fact]
    public void In_tls12_gcm_the_explicit_nonce_is_the_sequence_number_and_any_is_accepted()
    {
        CipherSuite suite = FakeKeys.Suite(ProtocolVersion.Tls12);
        Forge forge = new(FakeKeys.Make(suite, 7, sequence: 0x0102));
        byte[] record = forge.Seal(ContentType.ApplicationData, [1, 2, 3]);
        Assert.Equal(5 + 8 + 3 + 16, record.Length);
        Assert.Equal([0, 0, 0, 0, 0, 0, 1, 2], record[5..13]);

        // The same record from a sender that numbers its nonces otherwise: sealed by hand.
        byte[] key = new byte[16];
        key.AsSpan().Fill(7);
        byte[] nonce = [7 ^ 0x55, 7 ^ 0x55, 7 ^ 0x55, 7 ^ 0x55, 0xca, 0xfe, 0, 0, 0, 0, 0, 9];
        byte[] associatedData = [0, 0, 0, 0, 0, 0, 0, 0, 23, 3, 3, 0, 3];
        byte[] body = new byte[3 + 16];
        using (System.Security.Cryptography.AesGcm gcm = new(key, 16))
            gcm.Encrypt(nonce, [4, 5, 6], body.AsSpan(0, 3), body.AsSpan(3), associatedData);
        byte[] foreign = Forge.Plain(ContentType.ApplicationData, [.. nonce[4..], .. body]);
        using TrafficKeys keys = FakeKeys.Make(suite, 7);
        Assert.True(keys.TryOpen(foreign, out Memory<byte> content));
        Assert.Equal([4, 5, 6], content.ToArray());
    }

    [Theory]
    [InlineData(TlsCipherSuite.TLS_AES_128_GCM_SHA256, 16)]
    [InlineData(TlsCipherSuite.TLS_AES_256_GCM_SHA384, 16)]
    [InlineData(TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256, 16)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, 24)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, 24)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, 16)]
    public void Every_suite_opens_what_it_seals_and_nothing_that_was_altered(TlsCipherSuite code, int overhead)
    {
        CipherSuite suite = CipherSuite.Find(code)!;
        Assert.SkipUnless(CipherSuite.Supported.Contains(suite), "the platform lacks the cipher");
        using TrafficKeys sealing = FakeKeys.Make(suite, 3);
        using TrafficKeys opening = FakeKeys.Make(suite, 3);
        Assert.Equal(overhead, sealing.Overhead);
        byte[] first = new Forge(sealing).Seal(ContentType.ApplicationData, [1, 2, 3, 4]);
        byte[] second = new Forge(sealing).Seal(ContentType.ApplicationData, [1, 2, 3, 4]);
        Assert.NotEqual(first, second);

        for (int i = 0; i < first.Length; i++)
        {
            byte[] altered = [.. first];
            altered[i] ^= 1;
            // The length is not authenticated by TLS 1.2's own header but by the length of the content; here the record keeps its own.
            bool isHeaderLength = i is 3 or 4;
            if (!(isHeaderLength && suite.Version == ProtocolVersion.Tls12))
                Assert.False(opening.TryOpen(altered, out _), $"byte {i}");
        }
        Assert.True(opening.TryOpen(first, out Memory<byte> content));
        Assert.Equal([1, 2, 3, 4], content[..4].ToArray());
        Assert.True(opening.TryOpen(second, out _));
    }

    [Fact, Requirement("C207")]
    public void The_sequence_number_never_wraps()
    {
        CipherSuite suite = CipherSuite.Find(TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256)!;
        using TrafficKeys last = FakeKeys.Make(suite, 3, ulong.MaxValue - 1);
        byte[] record = new Forge(last).Seal(ContentType.ApplicationData, [1]);
        Assert.Equal("KeyExhausted", Assert.Throws<TlsException>(() => new Forge(last).Seal(ContentType.ApplicationData, [1])).Fault.Name);

        using TrafficKeys opening = FakeKeys.Make(suite, 3, ulong.MaxValue - 1);
        Assert.True(opening.TryOpen(record, out _));
        Assert.Equal("KeyExhausted", Assert.Throws<TlsException>(() => opening.TryOpen(record, out _)).Fault.Name);
    }

    [Fact, Requirement("C208")]
    public void A_gcm_key_seals_exactly_its_limit()
    {
        CipherSuite suite = FakeKeys.Suite(ProtocolVersion.Tls13);
        using TrafficKeys early = FakeKeys.Make(suite, 3, suite.MaxRecords - 9);
        Assert.False(early.IsNearLimit);
        new Forge(early).Seal(ContentType.ApplicationData, [1]);
        Assert.True(early.IsNearLimit);

        using TrafficKeys last = FakeKeys.Make(suite, 3, suite.MaxRecords - 1);
        new Forge(last).Seal(ContentType.ApplicationData, [1]);
        Assert.Equal("KeyExhausted", Assert.Throws<TlsException>(() => new Forge(last).Seal(ContentType.ApplicationData, [1])).Fault.Name);
    }

    [Theory]
    [InlineData(ProtocolVersion.Tls12)]
    [InlineData(ProtocolVersion.Tls13)]
    internal void A_record_shorter_than_its_protection_does_not_open(ProtocolVersion version)
    {
        using TrafficKeys keys = FakeKeys.Make(FakeKeys.Suite(version), 3);
        Assert.False(keys.TryOpen(new byte[5 + keys.Overhead - 1], out _));
    }
}
