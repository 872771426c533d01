using System.Net.Security;
using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Tests.Wire;

public class MessageRoundTripTests
{
    private static readonly byte[] s_random = WireTest.Repeat(0x52, 32);

    [Fact]
    public void ClientHello_without_extensions_has_no_block()
    {
        ClientHello hello = new()
        {
            LegacyVersion = 0x0303,
            Random = s_random,
            SessionId = new byte[] { 1, 2, 3 },
            CipherSuites = new UInt16List(WireTest.Hex("c02b 00ff")),
            CompressionMethods = new byte[] { 0 },
            Extensions = default,
        };

        byte[] encoded = WireTest.Encode(hello);

        Assert.Equal([3, 3, .. s_random, 3, 1, 2, 3, 0, 4, 0xc0, 0x2b, 0, 0xff, 1, 0], encoded);
        ClientHello parsed = ClientHello.Parse(encoded);
        Assert.True(parsed.Extensions.IsEmpty);
        Assert.Equal([1, 2, 3], parsed.SessionId.ToArray());
        Assert.Equal(0x00ff, parsed.CipherSuites[1]);
    }

    [Fact]
    public void ServerHello_echoes_an_ID_of_any_length()
    {
        for (int length = 0; length <= 32; length++)
        {
            byte[] id = WireTest.Repeat(7, length);
            byte[] encoded = WireTest.Encode(new ServerHello(
                0x0303, s_random, id, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, 0, WireTest.Block(WireTest.Extension(23))));

            Assert.Equal([3, 3, .. s_random, (byte)length, .. id, 0xc0, 0x2b, 0, 0, 4, 0, 23, 0, 0], encoded);
            ServerHello parsed = ServerHello.Parse(encoded);
            Assert.Equal(id, parsed.SessionIdEcho.ToArray());
            Assert.Equal(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, parsed.CipherSuite);
            Assert.True(parsed.Extensions.Contains(ExtensionType.ExtendedMasterSecret));
        }
    }

    [Fact]
    public void ServerHello_without_extensions_has_no_block()
    {
        byte[] encoded = WireTest.Encode(new ServerHello(0x0303, s_random, default, (TlsCipherSuite)0xc02f, 0, default));

        Assert.Equal([3, 3, .. s_random, 0, 0xc0, 0x2f, 0], encoded);
        Assert.True(ServerHello.Parse(encoded).Extensions.IsEmpty);
    }

    [Fact]
    public void Downgrade_sentinels_are_those_of_the_RFC()
    {
        Assert.Equal(WireTest.Hex("444f574e47524401"), ServerHello.DowngradeSentinelTls12.ToArray());
        Assert.Equal(WireTest.Hex("444f574e47524400"), ServerHello.DowngradeSentinelTls11.ToArray());
    }

    [Fact]
    public void EncryptedExtensions_may_be_empty() =>
        Assert.Equal([0, 0], WireTest.Encode(EncryptedExtensions.Parse(WireTest.Encode(new EncryptedExtensions(default)))));

    [Fact]
    public void Certificate12_carries_a_chain()
    {
        Certificate12 certificate = Certificate12.FromChain([new byte[] { 1, 2 }, new byte[] { 3 }]);

        byte[] encoded = WireTest.Encode(certificate);

        Assert.Equal(WireTest.Hex("000009 000002 0102 000001 03"), encoded);
        Certificate12 parsed = Certificate12.Parse(encoded);
        Assert.Equal([[1, 2], [3]], Entries(parsed));
        Assert.Equal([[1, 2], [3]], Entries(certificate));
        Assert.Equal(encoded, WireTest.Encode(parsed));
    }

    [Fact]
    public void Certificate13_carries_a_chain_with_extensions()
    {
        Certificate13 certificate = Certificate13.FromChain(new byte[] { 9 }, [new byte[] { 1, 2 }, new byte[] { 3 }]);

        byte[] encoded = WireTest.Encode(certificate);

        Assert.Equal(WireTest.Hex("01 09 00000d 000002 0102 0000 000001 03 0000"), encoded);
        Certificate13 parsed = Certificate13.Parse(encoded);
        Assert.Equal([9], parsed.Context.ToArray());
        Assert.Equal([[1, 2], [3]], Entries(parsed));
        Assert.Equal([[1, 2], [3]], Entries(certificate));
        Assert.Equal(encoded, WireTest.Encode(parsed));

        Certificate13 stapled = Certificate13.Parse(WireTest.Hex("00 00000b 000001 07 0005 0012 0001 aa"));
        foreach (CertificateEntry entry in stapled.Entries)
        {
            Assert.True(entry.Extensions.TryGet(ExtensionType.SignedCertificateTimestamp, out ReadOnlyMemory<byte> body));
            Assert.Equal([0xaa], body.ToArray());
        }
    }

    [Fact]
    public void An_empty_chain_is_an_empty_list()
    {
        Assert.Equal(WireTest.Hex("000000"), WireTest.Encode(Certificate12.FromChain([])));
        Assert.Equal(WireTest.Hex("00 000000"), WireTest.Encode(Certificate13.FromChain(default, [])));
        Assert.Empty(Entries(Certificate12.Parse(WireTest.Hex("000000"))));
        Assert.Empty(Entries(Certificate13.Parse(WireTest.Hex("00 000000"))));
    }

    [Fact]
    public void CertificateRequest12_lists_types_schemes_and_authorities()
    {
        byte[] encoded = WireTest.Encode(new CertificateRequest12(
            [SignatureScheme.EcdsaSecp256r1Sha256, SignatureScheme.Ed25519], [new byte[] { 0x30, 0 }, new byte[] { 0x30, 1, 5 }]));

        Assert.Equal(WireTest.Hex("02 40 01 0004 0403 0807 0009 0002 3000 0003 300105"), encoded);
        CertificateRequest12 parsed = CertificateRequest12.Parse(encoded);
        Assert.Equal([CertificateRequest12.EcdsaSign, CertificateRequest12.RsaSign], parsed.CertificateTypes.ToArray());
        Assert.True(parsed.SignatureSchemes.Contains(0x0807));
        List<byte[]> authorities = [];
        foreach (ReadOnlyMemory<byte> name in parsed.Authorities)
            authorities.Add(name.ToArray());
        Assert.Equal([[0x30, 0], [0x30, 1, 5]], authorities);
        Assert.Equal(encoded, WireTest.Encode(parsed));
    }

    [Fact]
    public void CertificateRequest12_without_authorities_accepts_any() =>
        Assert.Equal(WireTest.Hex("02 40 01 0002 0403 0000"), WireTest.Encode(new CertificateRequest12([SignatureScheme.EcdsaSecp256r1Sha256], [])));

    [Fact]
    public void CertificateRequest13_carries_a_context_and_extensions()
    {
        byte[] encoded = WireTest.Encode(new CertificateRequest13(new byte[] { 1 }, WireTest.Block(WireTest.Extension(13, 0, 2, 4, 3))));

        Assert.Equal(WireTest.Hex("01 01 0008 000d 0004 0002 0403"), encoded);
        CertificateRequest13 parsed = CertificateRequest13.Parse(encoded);
        Assert.Equal([1], parsed.Context.ToArray());
        Assert.True(parsed.Extensions.Contains(ExtensionType.SignatureAlgorithms));
    }

    [Fact]
    public void CertificateVerify_carries_scheme_and_signature()
    {
        byte[] encoded = WireTest.Encode(new CertificateVerify(SignatureScheme.RsaPssRsaeSha256, new byte[] { 1, 2, 3 }));

        Assert.Equal(WireTest.Hex("0804 0003 010203"), encoded);
        CertificateVerify parsed = CertificateVerify.Parse(encoded);
        Assert.Equal(SignatureScheme.RsaPssRsaeSha256, parsed.Scheme);
        Assert.Equal([1, 2, 3], parsed.Signature.ToArray());
    }

    [Fact]
    public void ServerKeyExchange_keeps_its_parameters_as_received()
    {
        byte[] encoded = WireTest.Encode(new ServerKeyExchange(
            NamedGroup.X25519, new byte[] { 4, 5, 6 }, SignatureScheme.EcdsaSecp256r1Sha256, new byte[] { 7, 8 }));

        Assert.Equal(WireTest.Hex("03 001d 03 040506 0403 0002 0708"), encoded);
        ServerKeyExchange parsed = ServerKeyExchange.Parse(encoded);
        Assert.Equal(NamedGroup.X25519, parsed.Group);
        Assert.Equal([4, 5, 6], parsed.PublicKey.ToArray());
        Assert.Equal(SignatureScheme.EcdsaSecp256r1Sha256, parsed.Scheme);
        Assert.Equal([7, 8], parsed.Signature.ToArray());
        Assert.Equal(WireTest.Hex("03 001d 03 040506"), parsed.Parameters.ToArray());
        Assert.Equal(
            parsed.Parameters.ToArray(),
            WireTest.Written(buffer => ServerKeyExchange.WriteParameters(new TlsWriter(buffer), NamedGroup.X25519, [4, 5, 6])));
    }

    [Fact]
    public void ServerHelloDone_is_empty() => Assert.Empty(WireTest.Encode(ServerHelloDone.Parse(WireTest.Encode(default(ServerHelloDone)))));

    [Fact]
    public void ClientKeyExchange_carries_a_point()
    {
        byte[] encoded = WireTest.Encode(new ClientKeyExchange(new byte[] { 1, 2 }));

        Assert.Equal(WireTest.Hex("02 0102"), encoded);
        Assert.Equal([1, 2], ClientKeyExchange.Parse(encoded).PublicKey.ToArray());
    }

    [Theory]
    [InlineData(12)]
    [InlineData(32)]
    [InlineData(48)]
    public void Finished_is_its_verify_data(int length)
    {
        byte[] verifyData = WireTest.Repeat(0xab, length);

        Assert.Equal(verifyData, WireTest.Encode(new Finished(verifyData)));
        Assert.Equal(verifyData, Finished.Parse(verifyData).VerifyData.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void KeyUpdate_is_one_byte(byte request)
    {
        Assert.Equal([request], WireTest.Encode(new KeyUpdate((KeyUpdateRequest)request)));
        Assert.Equal((KeyUpdateRequest)request, KeyUpdate.Parse(new[] { request }).Request);
    }

    [Fact, Requirement("C035")]
    public void NewSessionTicket12_may_be_empty()
    {
        byte[] encoded = WireTest.Encode(new NewSessionTicket12(3600, new byte[] { 1, 2 }));

        Assert.Equal(WireTest.Hex("00000e10 0002 0102"), encoded);
        Assert.Equal(3600u, NewSessionTicket12.Parse(encoded).LifetimeHint);
        Assert.Equal([1, 2], NewSessionTicket12.Parse(encoded).Ticket.ToArray());
        Assert.True(NewSessionTicket12.Parse(WireTest.Hex("00000000 0000")).Ticket.IsEmpty);
    }

    [Fact]
    public void NewSessionTicket13_is_written_with_its_block_of_extensions()
    {
        byte[] plain = WireTest.Encode(new NewSessionTicket13(3600, 0x01020304, new byte[] { 5 }, new byte[] { 6, 7 }, default));
        byte[] early = WireTest.Encode(new NewSessionTicket13(
            3600, 0x01020304, new byte[] { 5 }, new byte[] { 6, 7 },
            ExtensionBlock.FromTrusted(WireTest.Written(buffer => EarlyDataExtension.WriteMaxSize(new TlsWriter(buffer), 16384)))));

        Assert.Equal(WireTest.Hex("00000e10 01020304 01 05 0002 0607 0000"), plain);
        Assert.Equal(WireTest.Hex("00000e10 01020304 01 05 0002 0607 0008 002a 0004 00004000"), early);
        Assert.True(NewSessionTicket13.Parse(plain).Extensions.IsEmpty);
    }

    private static List<byte[]> Entries(Certificate12 certificate)
    {
        List<byte[]> entries = [];
        foreach (ReadOnlyMemory<byte> entry in certificate.Entries)
            entries.Add(entry.ToArray());
        return entries;
    }

    private static List<byte[]> Entries(Certificate13 certificate)
    {
        List<byte[]> entries = [];
        foreach (CertificateEntry entry in certificate.Entries)
            entries.Add(entry.Data.ToArray());
        return entries;
    }
}
