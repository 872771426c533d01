using System.Net;
using Segno.Cli.Options;

namespace Segno.Integration.Tests.Cli;

public sealed class AddressTests
{
    [Theory]
    [InlineData("example.org:443", "example.org", 443, "example.org:443")]
    [InlineData("192.0.2.1:1", "192.0.2.1", 1, "192.0.2.1:1")]
    [InlineData("[2001:db8::1]:65535", "2001:db8::1", 65_535, "[2001:db8::1]:65535")]
    public void A_host_and_a_port_are_told_apart(string text, string host, int port, string typed)
    {
        HostPort parsed = HostPort.Parse(text);
        Assert.Equal(new HostPort(host, port), parsed);
        Assert.Equal(typed, parsed.ToString());
    }

    [Theory]
    [InlineData("example.org", "write example.org:443")]
    [InlineData("[::1]", "write [::1]:443")]
    [InlineData("example.org:", "'' is no port")]
    [InlineData("example.org:0", "from 1 to 65535")]
    [InlineData("example.org:65536", "from 1 to 65535")]
    [InlineData("example.org:https", "'https' is no port")]
    [InlineData("example.org:+1", "'+1' is no port")]
    [InlineData("::1:443", "in brackets")]
    [InlineData("[example.org]:443", "no IPv6 address")]
    [InlineData("[127.0.0.1]:443", "no IPv6 address")]
    [InlineData(":443", "no HOST:PORT")]
    [InlineData("https://example.org:443", "in brackets")]
    [InlineData("user@example.org:443", "no HOST:PORT")]
    [InlineData("a/b:443", "no HOST:PORT")]
    [InlineData("a b:443", "no HOST:PORT")]
    public void What_is_no_host_and_port_is_refused_with_what_to_write(string text, string says)
    {
        FormatException e = Assert.Throws<FormatException>(() => HostPort.Parse(text));
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:8443", "127.0.0.1:8443")]
    [InlineData("127.0.0.1:0", "127.0.0.1:0")]
    [InlineData("[::1]:8443", "[::1]:8443")]
    [InlineData("0.0.0.0:443", "0.0.0.0:443")]
    [InlineData("localhost:9", "127.0.0.1:9")]
    [InlineData("9443", "127.0.0.1:9443")]
    public void Listening_takes_addresses_and_loopback_by_default(string text, string endpoint) =>
        Assert.Equal(IPEndPoint.Parse(endpoint), ListenAddress.Parse(text));

    [Theory]
    [InlineData("example.org:443", "no IP address")]
    [InlineData("70000", "has no port")]
    [InlineData("127.0.0.1:70000", "from 0 to 65535")]
    public void Listening_looks_no_names_up(string text, string says)
    {
        FormatException e = Assert.Throws<FormatException>(() => ListenAddress.Parse(text));
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
    }
}
