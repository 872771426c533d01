using System.Text;
using Segno.Wire;
using Segno.Wire.Extensions;

namespace Segno.Tests.Wire;

public class ServerNameTests
{
    private static readonly string s_label63 = new('a', 63);

    [Theory, Requirement("C085")]
    [InlineData("example.com", "example.com")]
    [InlineData("EXAMPLE.Com", "example.com")]
    [InlineData("example.com.", "example.com")]
    [InlineData("localhost", "localhost")]
    [InlineData("a-b.c_d.xn--bcher-kva.example", "a-b.c_d.xn--bcher-kva.example")]
    [InlineData("192.0.2.1", "192.0.2.1")]
    public void A_name_is_normalised(string sent, string expected) => Assert.Equal(expected, ServerNameExtension.Parse(Body(sent)));

    [Theory]
    [InlineData(".")]
    [InlineData("example.com..")]
    [InlineData(".example.com")]
    [InlineData("a..b")]
    [InlineData("-a.example")]
    [InlineData("a-.example")]
    [InlineData("a b")]
    [InlineData("a\0b")]
    [InlineData("a/b")]
    [InlineData("*.example.com")]
    [InlineData("bücher.example")]
    [InlineData("2001:db8::1")]
    [InlineData("[2001:db8::1]")]
    public void What_is_no_host_name_is_illegal(string name)
    {
        TlsException exception = Assert.Throws<TlsException>(() => ServerNameExtension.Parse(Body(name)));
        Assert.Equal("IllegalServerName", exception.Fault.Name);
        Assert.Equal(AlertDescription.IllegalParameter, exception.Alert);
    }

    [Fact]
    public void Labels_have_63_bytes_at_most_and_names_253()
    {
        string longest = string.Join('.', s_label63, s_label63, s_label63, new string('a', 61));
        Assert.Equal(253, longest.Length);

        Assert.Equal(longest, ServerNameExtension.Parse(Body(longest)));
        Assert.Equal(longest, ServerNameExtension.Parse(Body(longest + ".")));
        Assert.Equal("IllegalServerName", WireTest.FaultOf(() => ServerNameExtension.Parse(Body(longest + "a"))));
        Assert.Equal("IllegalServerName", WireTest.FaultOf(() => ServerNameExtension.Parse(Body(s_label63 + "a.example"))));
    }

    [Theory]
    [InlineData("", "Malformed")] // a client sends a list
    [InlineData("0000", "Malformed")]
    [InlineData("0003 00 0000", "Malformed")] // an empty name
    [InlineData("0004 01 0001 61", "MalformedExtension")] // another type
    [InlineData("0008 00 0001 61 00 0001 62", "MalformedExtension")] // two names
    [InlineData("0004 00 0002 61", "Malformed")]
    [InlineData("0004 00 0001 61 00", "TrailingData")]
    public void A_malformed_list_has_its_fault(string body, string fault) =>
        Assert.Equal(fault, WireTest.FaultOf(() => ServerNameExtension.Parse(WireTest.Hex(body))));

    [Fact]
    public void A_name_is_written_in_a_list_of_one()
    {
        Assert.Equal(
            WireTest.Hex("0000 000b 0009 00 0006 736572766572"),
            WireTest.Written(buffer => ServerNameExtension.Write(new TlsWriter(buffer), "server")));
        Assert.Equal(WireTest.Hex("0000 0000"), WireTest.Written(buffer => ServerNameExtension.WriteAcknowledgement(new TlsWriter(buffer))));
        ServerNameExtension.ParseAcknowledgement(default);
    }

    private static byte[] Body(string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        return WireTest.Vector16([0, .. WireTest.Vector16(bytes)]);
    }
}
