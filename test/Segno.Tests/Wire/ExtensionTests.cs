using System.Net.Security;
using Segno.Testing;
using Segno.Wire;
using Segno.Wire.Extensions;

namespace Segno.Tests.Wire;

public class ExtensionTests
{
    [Theory, Requirement("C031", "C091", "C112")]
    [InlineData("ServerName.Acknowledgement", "00", "MalformedExtension")]
    [InlineData("SupportedGroups", "0000", "Malformed")] // an empty list
    [InlineData("SupportedGroups", "0003 001d00", "Malformed")] // an odd length
    [InlineData("SupportedGroups", "0002 001d 00", "TrailingData")]
    [InlineData("SupportedGroups", "0004 001d", "Malformed")]
    [InlineData("SignatureAlgorithms", "0000", "Malformed")]
    [InlineData("SignatureAlgorithms", "0001 04", "Malformed")]
    [InlineData("SignatureAlgorithms", "0002 0403 00", "TrailingData")]
    [InlineData("SupportedVersions.Offer", "00", "Malformed")]
    [InlineData("SupportedVersions.Offer", "03 030403", "Malformed")]
    [InlineData("SupportedVersions.Offer", "02 0304 00", "TrailingData")]
    [InlineData("SupportedVersions.Selected", "03", "Malformed")]
    [InlineData("SupportedVersions.Selected", "0304 00", "TrailingData")]
    [InlineData("Alpn.Offer", "0000", "Malformed")]
    [InlineData("Alpn.Offer", "0001 00", "Malformed")]
    [InlineData("Alpn.Offer", "0004 0268 3200", "Malformed")] // a name, then an empty one
    [InlineData("Alpn.Offer", "0003 026832 00", "TrailingData")]
    [InlineData("Alpn.Selected", "0006 026832 026833", "MalformedExtension")] // C091
    [InlineData("Alpn.Selected", "0000", "Malformed")]
    [InlineData("KeyShare.Offer", "0004 001d 0000", "Malformed")] // an empty key
    [InlineData("KeyShare.Offer", "000a 001d 0001 01 001d 0001 02", "DuplicateKeyShare")]
    [InlineData("KeyShare.Offer", "000a 7777 0001 01 7777 0001 02", "DuplicateKeyShare")]
    [InlineData("KeyShare.Offer", "0000 00", "TrailingData")]
    [InlineData("KeyShare.Selected", "001d 0000", "Malformed")]
    [InlineData("KeyShare.Selected", "001d 0001 01 00", "TrailingData")]
    [InlineData("KeyShare.Retry", "001d 00", "TrailingData")]
    [InlineData("KeyShare.Retry", "00", "Malformed")]
    [InlineData("PreSharedKey.Selected", "00", "Malformed")]
    [InlineData("PreSharedKey.Selected", "0000 00", "TrailingData")]
    [InlineData("PskKeyExchangeModes", "00", "Malformed")] // N07
    [InlineData("PskKeyExchangeModes", "01 01 00", "TrailingData")]
    [InlineData("EarlyData.Empty", "00", "MalformedExtension")]
    [InlineData("EarlyData.MaxSize", "", "Malformed")]
    [InlineData("EarlyData.MaxSize", "0000000100", "TrailingData")]
    [InlineData("Cookie", "0000", "Malformed")]
    [InlineData("Cookie", "0001 01 00", "TrailingData")]
    [InlineData("RecordSizeLimit", "003f", "IllegalRecordSizeLimit")] // C240
    [InlineData("RecordSizeLimit", "40", "Malformed")]
    [InlineData("RecordSizeLimit", "0040 00", "TrailingData")]
    [InlineData("TicketRequest.Request", "01", "Malformed")] // C235
    [InlineData("TicketRequest.Request", "01 01 01", "TrailingData")]
    [InlineData("TicketRequest.Expected", "", "Malformed")]
    [InlineData("TicketRequest.Expected", "01 01", "TrailingData")]
    [InlineData("SessionTicket.Empty", "01", "MalformedExtension")] // C031
    [InlineData("ExtendedMasterSecret", "00", "MalformedExtension")]
    [InlineData("RenegotiationInfo", "", "Malformed")]
    [InlineData("RenegotiationInfo", "00 00", "TrailingData")]
    [InlineData("EcPointFormats", "00", "Malformed")]
    [InlineData("EcPointFormats", "01 00 00", "TrailingData")]
    [InlineData("CertificateAuthorities", "0000", "Malformed")]
    [InlineData("CertificateAuthorities", "0004 0000 0000", "Malformed")]
    [InlineData("CertificateAuthorities", "0003 0001 30 00", "TrailingData")]
    public void A_malformed_extension_has_its_fault(string extension, string body, string fault) =>
        Assert.Equal(fault, WireTest.FaultOf(() => Parsers.Get(extension)(WireTest.Hex(body))));

    [Fact]
    public void Supported_groups_and_signature_algorithms_are_lists_of_code_points()
    {
        Assert.Equal(
            WireTest.Hex("000a 0006 0004 001d 0017"),
            WireTest.Written(buffer => SupportedGroupsExtension.Write(new TlsWriter(buffer), [NamedGroup.X25519, NamedGroup.Secp256r1])));
        Assert.Equal(
            WireTest.Hex("000d 0006 0004 0403 0807"),
            WireTest.Written(buffer => SignatureAlgorithmsExtension.Write(
                new TlsWriter(buffer), [SignatureScheme.EcdsaSecp256r1Sha256, SignatureScheme.Ed25519])));
        UInt16List groups = SupportedGroupsExtension.Parse(WireTest.Hex("0004 001d 0017"));
        Assert.Equal(2, groups.Count);
        Assert.True(groups.Contains(0x17));
        // Not across the boundary of two code points.
        Assert.False(groups.Contains(0x1d00));
        Assert.False(default(UInt16List).Contains(0));
    }

    [Fact]
    public void Supported_versions_are_offered_and_selected()
    {
        Assert.Equal(
            WireTest.Hex("002b 0005 04 0304 0303"),
            WireTest.Written(buffer => SupportedVersionsExtension.WriteOffer(new TlsWriter(buffer), [ProtocolVersion.Tls13, ProtocolVersion.Tls12])));
        Assert.Equal(
            WireTest.Hex("002b 0002 0304"),
            WireTest.Written(buffer => SupportedVersionsExtension.WriteSelected(new TlsWriter(buffer), ProtocolVersion.Tls13)));
        Assert.True(SupportedVersionsExtension.ParseOffer(WireTest.Hex("06 7a7a 0304 0303")).Contains(0x0304));
        Assert.Equal(0x0304, SupportedVersionsExtension.ParseSelected(WireTest.Hex("0304")));
    }

    [Fact]
    public void Application_protocols_are_offered_and_selected()
    {
        Assert.Equal(
            WireTest.Hex("0010 000e 000c 02 6832 08 687474702f312e31"),
            WireTest.Written(buffer => AlpnExtension.Write(new TlsWriter(buffer), [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11])));
        Assert.Equal(WireTest.Hex("0010 0005 0003 02 6832"), WireTest.Written(buffer => AlpnExtension.WriteSelected(new TlsWriter(buffer), "h2"u8)));
        List<byte[]> names = [];
        foreach (ReadOnlyMemory<byte> name in AlpnExtension.Parse(WireTest.Hex("0006 02 6832 02 6833")))
            names.Add(name.ToArray());
        Assert.Equal(["h2"u8.ToArray(), "h3"u8.ToArray()], names);
        Assert.Equal("h2"u8.ToArray(), AlpnExtension.ParseSelected(WireTest.Hex("0003 02 6832")).ToArray());
    }

    [Fact]
    public void Key_shares_are_offered_selected_and_asked_for()
    {
        byte[] offer = WireTest.Written(buffer =>
        {
            TlsWriter writer = new(buffer);
            int start = KeyShareExtension.Begin(writer);
            KeyShareExtension.WriteEntry(writer, NamedGroup.X25519, [1, 2]);
            KeyShareExtension.WriteEntry(writer, NamedGroup.Secp256r1, [3]);
            KeyShareExtension.End(writer, start);
        });
        Assert.Equal(WireTest.Hex("0033 000d 000b 001d 0002 0102 0017 0001 03"), offer);
        Assert.Equal(2, KeyShareExtension.ParseOffer(offer.AsMemory(4)).Count);
        Assert.Equal(
            WireTest.Hex("0033 0006 001d 0002 0102"),
            WireTest.Written(buffer => KeyShareExtension.WriteSelected(new TlsWriter(buffer), NamedGroup.X25519, [1, 2])));
        Assert.Equal(WireTest.Hex("0033 0002 0017"), WireTest.Written(buffer => KeyShareExtension.WriteRetry(new TlsWriter(buffer), NamedGroup.Secp256r1)));
    }

    [Fact, Requirement("N13")]
    public void An_offer_without_key_shares_asks_for_a_retry() => Assert.Equal(0, KeyShareExtension.ParseOffer(WireTest.Hex("0000")).Count);

    [Fact]
    public void Thousands_of_key_shares_are_read()
    {
        byte[] shares = [.. Enumerable.Range(0, 13107).SelectMany(group => new byte[] { (byte)(group >> 8), (byte)(group & 0xff), 0, 1, 9 })];
        Assert.Equal(13107, KeyShareExtension.ParseOffer(WireTest.Vector16(shares)).Count);
    }

    [Fact, Requirement("C240")]
    public void A_record_size_limit_of_64_is_the_smallest()
    {
        Assert.Equal(64, RecordSizeLimitExtension.Parse(WireTest.Hex("0040")));
        Assert.Equal(65535, RecordSizeLimitExtension.Parse(WireTest.Hex("ffff")));
        Assert.Equal(WireTest.Hex("001c 0002 4001"), WireTest.Written(buffer => RecordSizeLimitExtension.Write(new TlsWriter(buffer), 16385)));
    }

    [Fact, Requirement("C235")]
    public void A_ticket_request_counts_new_and_resumed()
    {
        Assert.Equal(WireTest.Hex("003a 0002 0401"), WireTest.Written(buffer => TicketRequestExtension.Write(new TlsWriter(buffer), 4, 1)));
        Assert.Equal(WireTest.Hex("003a 0001 02"), WireTest.Written(buffer => TicketRequestExtension.WriteExpected(new TlsWriter(buffer), 2)));
        Assert.Equal(((byte)255, (byte)1), TicketRequestExtension.ParseRequest(WireTest.Hex("ff01")));
        Assert.Equal(2, TicketRequestExtension.ParseExpected(WireTest.Hex("02")));
    }

    [Fact]
    public void Modes_and_cookies_are_written_and_read()
    {
        Assert.Equal(
            WireTest.Hex("002d 0003 02 0100"),
            WireTest.Written(buffer => PskKeyExchangeModesExtension.Write(new TlsWriter(buffer), [PskKeyExchangeMode.PskDheKe, PskKeyExchangeMode.PskKe])));
        // N08: an unknown mode is no error.
        Assert.Equal([0xff], PskKeyExchangeModesExtension.Parse(WireTest.Hex("01ff")).ToArray());
        Assert.Equal(WireTest.Hex("002c 0004 0002 0102"), WireTest.Written(buffer => CookieExtension.Write(new TlsWriter(buffer), [1, 2])));
        Assert.Equal([1, 2], CookieExtension.Parse(WireTest.Hex("0002 0102")).ToArray());
    }

    [Fact]
    public void The_extensions_of_TLS_1_2_are_written_and_read()
    {
        Assert.Equal(WireTest.Hex("0017 0000"), WireTest.Written(buffer => ExtendedMasterSecretExtension.Write(new TlsWriter(buffer))));
        ExtendedMasterSecretExtension.Parse(default);
        Assert.Equal(WireTest.Hex("ff01 0001 00"), WireTest.Written(buffer => RenegotiationInfoExtension.Write(new TlsWriter(buffer), [])));
        Assert.Equal([7], RenegotiationInfoExtension.Parse(WireTest.Hex("0107")).ToArray());
        Assert.Equal(WireTest.Hex("000b 0002 01 00"), WireTest.Written(buffer => EcPointFormatsExtension.Write(new TlsWriter(buffer))));
        Assert.True(EcPointFormatsExtension.ParseOffersUncompressed(WireTest.Hex("03 010200")));
        Assert.False(EcPointFormatsExtension.ParseOffersUncompressed(WireTest.Hex("02 0102")));
        Assert.Equal(WireTest.Hex("0023 0000"), WireTest.Written(buffer => SessionTicketExtension.Write(new TlsWriter(buffer), [])));
        // RFC 5077 App. A: no length of its own.
        Assert.Equal(WireTest.Hex("0023 0002 0102"), WireTest.Written(buffer => SessionTicketExtension.Write(new TlsWriter(buffer), [1, 2])));
        SessionTicketExtension.ParseEmpty(default);
    }

    [Fact]
    public void Certificate_authorities_are_names()
    {
        Assert.Equal(
            WireTest.Hex("002f 0009 0007 0002 3000 0001 05"),
            WireTest.Written(buffer => CertificateAuthoritiesExtension.Write(new TlsWriter(buffer), [new byte[] { 0x30, 0 }, new byte[] { 5 }])));
        List<byte[]> names = [];
        foreach (ReadOnlyMemory<byte> name in CertificateAuthoritiesExtension.Parse(WireTest.Hex("0007 0002 3000 0001 05")))
            names.Add(name.ToArray());
        Assert.Equal([[0x30, 0], [5]], names);
    }
}
