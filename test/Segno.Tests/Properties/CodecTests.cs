using CsCheck;

namespace Segno.Tests.Properties;

/// <summary>What is written of what was parsed is what was there; of bytes that were altered, either nothing is parsed or the same again.</summary>
public sealed class CodecTests
{
    public static TheoryData<string> Messages => [.. MessageGrammar.All.Keys];

    public static TheoryData<string> Extensions => [.. ExtensionGrammar.All.Keys];

    [Theory, MemberData(nameof(Messages))]
    public void A_message_that_is_parsed_and_written_is_the_same(string message)
    {
        (Gen<byte[]> bodies, Func<byte[], byte[]> parseAndWrite) = MessageGrammar.All[message];
        Property.Check(bodies, body => Assert.Equal(body, parseAndWrite(body)), 200);
        Property.Check(Altered(bodies), body => RequireStable(body, parseAndWrite, static written => written), 300);
    }

    [Theory, MemberData(nameof(Extensions))]
    public void An_extension_that_is_parsed_and_written_is_the_same(string extension)
    {
        (Gen<byte[]> bodies, Func<byte[], byte[]> parseAndWrite) = ExtensionGrammar.All[extension];
        Property.Check(bodies, body => Assert.Equal(body, WithoutHeader(parseAndWrite(body))), 200);
        Property.Check(Altered(bodies), body => RequireStable(body, parseAndWrite, WithoutHeader), 300);
    }

    private static byte[] WithoutHeader(byte[] extension)
    {
        Assert.Equal(extension.Length - 4, (extension[2] << 8) | extension[3]);
        return extension[4..];
    }

    private static void RequireStable(byte[] body, Func<byte[], byte[]> parseAndWrite, Func<byte[], byte[]> content)
    {
        byte[] written;
        try
        {
            written = content(parseAndWrite(body));
        }
        catch (TlsException)
        {
            return;
        }
        Assert.Equal(written, content(parseAndWrite(written)));
    }

    /// <summary>A few bytes changed, cut off or added.</summary>
    private static Gen<byte[]> Altered(Gen<byte[]> bodies) =>
        from body in bodies
        from changes in Gen.Select(Gen.Int[0, 1000], Gen.Byte).Array[1, 3]
        from cut in Gen.Int[0, 2]
        from added in Gen.Byte.Array[0, 2]
        select Alter(body, changes, cut, added);

    private static byte[] Alter(byte[] body, (int At, byte Value)[] changes, int cut, byte[] added)
    {
        byte[] altered = [.. body];
        foreach ((int at, byte value) in changes)
        {
            if (altered.Length > 0)
                altered[at % altered.Length] = value;
        }
        return [.. altered[..^Math.Min(cut, altered.Length)], .. added];
    }
}
