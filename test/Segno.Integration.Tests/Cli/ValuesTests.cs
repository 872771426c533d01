using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using Segno.Cli.Options;

namespace Segno.Integration.Tests.Cli;

public sealed class ValuesTests
{
    [Theory]
    [InlineData("1.2", SslProtocols.Tls12)]
    [InlineData("1.3", SslProtocols.Tls13)]
    [InlineData("1.2,1.3", SslProtocols.Tls12 | SslProtocols.Tls13)]
    [InlineData("1.3;1.2", SslProtocols.Tls12 | SslProtocols.Tls13)]
    public void Versions_may_be_listed_or_repeated(string texts, SslProtocols versions) =>
        Assert.Equal(versions, Values.Tls(texts.Split(';')));

    [Theory]
    [InlineData("1.1")]
    [InlineData("TLSv1.2")]
    [InlineData("1.2 1.3")]
    public void Other_versions_are_refused(string text) => Assert.Throws<FormatException>(() => Values.Tls([text]));

    [Theory]
    [InlineData("dhe", PskKeyExchangeModes.DheKe)]
    [InlineData("ke", PskKeyExchangeModes.Ke)]
    [InlineData("ke, dhe", PskKeyExchangeModes.DheKe | PskKeyExchangeModes.Ke)]
    public void Psk_modes_are_a_list(string text, PskKeyExchangeModes modes) => Assert.Equal(modes, Values.PskModes(text));

    [Theory]
    [InlineData("")]
    [InlineData("psk_ke")]
    public void Psk_modes_need_at_least_one_that_is_known(string text) => Assert.Throws<FormatException>(() => Values.PskModes(text));

    [Fact]
    public void Application_protocols_keep_their_order()
    {
        Assert.Equal([SslApplicationProtocol.Http2, SslApplicationProtocol.Http11], Values.Alpn("h2,http/1.1"));
        Assert.Equal([SslApplicationProtocol.Http11, SslApplicationProtocol.Http2], Values.Alpn("http/1.1, h2"));
        Assert.Empty(Values.Alpn(""));
    }

    [Fact]
    public void An_application_protocol_has_at_most_255_bytes()
    {
        Assert.Single(Values.Alpn(new string('a', 255)));
        Assert.Throws<FormatException>(() => Values.Alpn(new string('a', 256)));
    }

    [Theory]
    [InlineData("off", 0)]
    [InlineData("0", 0)]
    [InlineData("100000000", 100_000_000)]
    public void Session_ids_are_a_number_or_off(string text, int count) => Assert.Equal(count, Values.SessionIds(text));

    [Theory]
    [InlineData("on")]
    [InlineData("-1")]
    [InlineData("100000001")]
    public void Other_session_ids_are_refused(string text) => Assert.Throws<FormatException>(() => Values.SessionIds(text));

    [Theory]
    [InlineData("1", 1)]
    [InlineData("1000000", 1_000_000)]
    public void A_count_starts_at_one(string text, int count) => Assert.Equal(count, Values.Count(text));

    [Theory]
    [InlineData("0")]
    [InlineData("1000001")]
    [InlineData("two")]
    public void Other_counts_are_refused(string text) => Assert.Throws<FormatException>(() => Values.Count(text));

    [Theory]
    [InlineData(@"GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\n\r\n")]
    [InlineData(@"a\tb\0c\\n", "a\tb\0c\\n")]
    [InlineData(@"C:\x\", @"C:\x\")]
    [InlineData("ä", "ä")]
    public void Text_to_send_has_the_escapes_of_C(string typed, string sent) =>
        Assert.Equal(Encoding.UTF8.GetBytes(sent), Values.Escaped(typed));
}
