using Segno.Testing;
using Segno.Wire.Messages;

namespace Segno.Tests.Wire;

public class MalformedMessageTests
{
    private const string Random = "5252525252525252525252525252525252525252525252525252525252525252";
    private const string Id32 = "20 0101010101010101010101010101010101010101010101010101010101010101";
    private const string Id33 = "21 010101010101010101010101010101010101010101010101010101010101010101";

    [Theory]
    [InlineData("ClientHello", "0303" + Random + Id33 + "0002 1301 01 00", "Malformed")] // C012
    [InlineData("ClientHello", "0303" + Random + "00 0000 01 00", "Malformed")] // no cipher suite
    [InlineData("ClientHello", "0303" + Random + "00 0003 130113 01 00", "Malformed")] // half a cipher suite
    [InlineData("ClientHello", "0303" + Random + "00 0002 1301 00", "Malformed")] // no compression method
    [InlineData("ClientHello", "0303" + Random + "00 0002 1301 01 00 0000 00", "TrailingData")]
    [InlineData("ClientHello", "0303" + Random + "00 0002 1301 01 00 00", "Malformed")]
    [InlineData("ServerHello", "0303" + Random + Id33 + "1301 00", "Malformed")] // N51
    [InlineData("ServerHello", "0303" + Random + "00 1301 00 0000 00", "TrailingData")]
    [InlineData("EncryptedExtensions", "0000 00", "TrailingData")]
    [InlineData("EncryptedExtensions", "", "Malformed")]
    [InlineData("Certificate12", "000003 000000", "Malformed")] // an empty certificate
    [InlineData("Certificate12", "000004 000002 01", "Malformed")]
    [InlineData("Certificate12", "000000 00", "TrailingData")]
    [InlineData("Certificate13", "00 000005 000000 0000", "Malformed")] // an empty certificate
    [InlineData("Certificate13", "00 000004 000001 01", "Malformed")] // no extensions after it
    [InlineData("Certificate13", "00 000000 00", "TrailingData")]
    [InlineData("CertificateRequest12", "00 0002 0403 0000", "Malformed")] // no certificate type
    [InlineData("CertificateRequest12", "01 40 0000 0000", "Malformed")] // no scheme
    [InlineData("CertificateRequest12", "01 40 0003 040304 0000", "Malformed")] // half a scheme
    [InlineData("CertificateRequest12", "01 40 0002 0403 0002 0000", "Malformed")] // an empty name
    [InlineData("CertificateRequest12", "01 40 0002 0403 0000 00", "TrailingData")]
    [InlineData("CertificateRequest13", "00 0000", "Malformed")] // no extension
    [InlineData("CertificateRequest13", "00 0004 000d 0000 00", "TrailingData")]
    [InlineData("CertificateVerify", "0403 0001 01 00", "TrailingData")]
    [InlineData("ServerKeyExchange", "01 001d 01 04 0403 0001 01", "IllegalGroup")] // explicit_prime
    [InlineData("ServerKeyExchange", "03 001d 00 0403 0001 01", "Malformed")] // an empty point
    [InlineData("ServerKeyExchange", "03 001d 01 04 0403 0001 01 00", "TrailingData")]
    [InlineData("ServerHelloDone", "00", "TrailingData")]
    [InlineData("ClientKeyExchange", "00", "Malformed")] // an empty point
    [InlineData("ClientKeyExchange", "01 04 00", "TrailingData")]
    [InlineData("Finished", "", "BadFinished")]
    [InlineData("Finished", "01 02 03 04 05 06 07 08 09 0a 0b", "BadFinished")]
    [InlineData("Finished", "01 02 03 04 05 06 07 08 09 0a 0b 0c 0d", "BadFinished")]
    [InlineData("KeyUpdate", "02", "IllegalKeyUpdate")] // N82
    [InlineData("KeyUpdate", "ff", "IllegalKeyUpdate")]
    [InlineData("KeyUpdate", "", "Malformed")]
    [InlineData("KeyUpdate", "00 00", "TrailingData")]
    [InlineData("NewSessionTicket12", "00000000 0000 00", "TrailingData")]
    [InlineData("NewSessionTicket13", "00000000 00000000 00 0000 0000", "Malformed")] // N74: an empty ticket
    [InlineData("NewSessionTicket13", "00000000 00000000 00 0001 01", "Malformed")] // no block of extensions
    [InlineData("NewSessionTicket13", "00000000 00000000 00 0001 01 0000 00", "TrailingData")]
    public void A_malformed_message_has_its_fault(string message, string body, string fault) =>
        Assert.Equal(fault, WireTest.FaultOf(() => Parsers.Get(message)(WireTest.Hex(body))));

    [Fact, Requirement("C012")]
    public void A_session_ID_of_32_bytes_is_well_formed()
    {
        Assert.Equal(32, ClientHello.Parse(WireTest.Hex("0303" + Random + Id32 + "0002 1301 01 00")).SessionId.Length);
        Assert.Equal(32, ServerHello.Parse(WireTest.Hex("0303" + Random + Id32 + "1301 00")).SessionIdEcho.Length);
    }

    [Fact, Requirement("N126", "A16")]
    public void As_many_cipher_suites_as_the_syntax_allows_are_read()
    {
        ClientHello hello = ClientHello.Parse((byte[])[.. WireTest.Hex("0303" + Random + "00 fffe"), .. new byte[0xfffe], 1, 0]);

        Assert.Equal(0x7fff, hello.CipherSuites.Count);
        Assert.False(hello.CipherSuites.Contains(0x1301));
    }

    [Fact, Requirement("N75")]
    public void A_ticket_of_the_greatest_length_is_read_in_both_versions()
    {
        byte[] ticket = WireTest.Vector16(new byte[65535]);

        Assert.Equal(65535, NewSessionTicket12.Parse((byte[])[0, 0, 0, 0, .. ticket]).Ticket.Length);
        Assert.Equal(65535, NewSessionTicket13.Parse((byte[])[.. new byte[8], 0, .. ticket, 0, 0]).Ticket.Length);
    }

    [Fact]
    public void What_is_parsed_borrows_the_body()
    {
        byte[] body = WireTest.Hex("00000000 0001 01");
        NewSessionTicket12 ticket = NewSessionTicket12.Parse(body);

        body[^1] = 2;

        Assert.Equal(2, ticket.Ticket.Span[0]);
    }
}
