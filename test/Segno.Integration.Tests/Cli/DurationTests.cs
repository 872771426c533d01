using Segno.Cli.Options;

namespace Segno.Integration.Tests.Cli;

public sealed class DurationTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("30m", 1800)]
    [InlineData("1h", 3600)]
    [InlineData("2d", 172_800)]
    [InlineData("1h30m", 5400)]
    [InlineData("0s", 0)]
    [InlineData("365d", 31_536_000)]
    public void A_number_with_a_unit_is_a_duration(string text, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Duration.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("90")]
    [InlineData("h")]
    [InlineData("-1h")]
    [InlineData("1.5h")]
    [InlineData("1w")]
    [InlineData("1h ")]
    [InlineData("1h30")]
    [InlineData("99999999999s")]
    public void Anything_else_is_refused_with_an_example(string text)
    {
        FormatException e = Assert.Throws<FormatException>(() => Duration.Parse(text));
        Assert.Contains("such as 90s, 30m, 1h or 2d", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("366d")]
    [InlineData("365d1s")]
    [InlineData("2147483647d")]
    public void More_than_a_year_is_refused(string text)
    {
        FormatException e = Assert.Throws<FormatException>(() => Duration.Parse(text));
        Assert.Contains("365 days", e.Message, StringComparison.Ordinal);
    }
}
