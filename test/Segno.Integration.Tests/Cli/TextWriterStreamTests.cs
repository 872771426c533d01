using Segno.Cli.Connecting;

namespace Segno.Integration.Tests.Cli;

public sealed class TextWriterStreamTests
{
    [Fact]
    public void A_character_that_is_cut_in_two_is_put_together_and_a_begun_line_is_ended()
    {
        using StringWriter output = new() { NewLine = "\n" };
        using (TextWriterStream stream = new(output))
        {
            stream.Write([(byte)'a', 0xc3]);
            stream.Write([0xa4]);
        }
        Assert.Equal("aä\n", output.ToString());
    }

    [Fact]
    public void A_line_that_ended_gets_no_second_end()
    {
        using StringWriter output = new() { NewLine = "\n" };
        using (TextWriterStream stream = new(output))
            stream.Write("a\n"u8);
        Assert.Equal("a\n", output.ToString());
    }

    [Fact]
    public void A_bounded_stream_drops_what_is_beyond_its_limit()
    {
        using MemoryStream inner = new();
        using BoundedStream stream = new(inner, 3);
        stream.Write("ab"u8);
        stream.Write("cd"u8);
        stream.Write("e"u8);
        Assert.Equal("abc"u8.ToArray(), inner.ToArray());
    }
}
