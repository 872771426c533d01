using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Tests.Wire;

public class ExtensionBlockTests
{
    /// <summary>Extensions without a body that fill a block of the greatest length.</summary>
    private const int MostExtensions = 65535 / 4;

    [Fact]
    public void Extensions_are_found_by_type_and_walked_in_order()
    {
        ExtensionBlock block = ExtensionBlock.Parse(WireTest.Hex("0a0a 0000 0010 0002 0102 000a 0001 07"));

        Assert.True(block.TryGet(ExtensionType.ApplicationLayerProtocolNegotiation, out ReadOnlyMemory<byte> alpn));
        Assert.Equal([1, 2], alpn.ToArray());
        Assert.True(block.TryGet(ExtensionType.SupportedGroups, out ReadOnlyMemory<byte> groups));
        Assert.Equal([7], groups.ToArray());
        Assert.False(block.TryGet(ExtensionType.KeyShare, out ReadOnlyMemory<byte> none));
        Assert.True(none.IsEmpty);
        List<int> types = [];
        foreach (ExtensionView extension in block)
            types.Add((int)extension.Type);
        Assert.Equal([0x0a0a, 16, 10], types);
    }

    [Fact, Requirement("C112")]
    public void An_unknown_extension_is_ignored() => Assert.False(ExtensionBlock.Parse(WireTest.Extension(0x2a2a, 1, 2, 3)).IsEmpty);

    [Theory, Requirement("C019")]
    [InlineData("000a 0000 000a 0000", "DuplicateExtension")]
    [InlineData("0a0a 0000 000a 0000 0a0a 0001 00", "MalformedExtension")]
    [InlineData("ffff 0000 0000 0000 ffff 0000", "MalformedExtension")]
    [InlineData("ff01 0000 ff01 0000", "DuplicateExtension")]
    public void A_type_that_occurs_twice_is_refused_whether_known_or_not(string block, string fault)
    {
        TlsException exception = Assert.Throws<TlsException>(() => ExtensionBlock.Parse(WireTest.Hex(block)));
        Assert.Equal(fault, exception.Fault.Name);
    }

    [Fact]
    public void A_block_of_thousands_of_extensions_is_read_and_its_one_duplicate_found()
    {
        byte[] distinct = [.. Enumerable.Range(0, MostExtensions).SelectMany(type => WireTest.Extension((ushort)type))];
        int count = 0;
        foreach (ExtensionView extension in ExtensionBlock.Parse(distinct))
            Assert.Equal(count++, (int)extension.Type);
        Assert.Equal(MostExtensions, count);

        // The last one repeats the first.
        distinct[^4] = 0;
        distinct[^3] = 0;
        Assert.Equal("DuplicateExtension", WireTest.FaultOf(() => ExtensionBlock.Parse(distinct)));
    }

    [Fact]
    public void Extensions_cost_no_objects()
    {
        byte[] few = WireTest.ClientHelloBody(WireTest.Extension(0));
        byte[] many = WireTest.ClientHelloBody([.. Enumerable.Range(1000, 1000).SelectMany(type => WireTest.Extension((ushort)type, 1, 2))]);

        Assert.Equal(AllocatedByReading(few), AllocatedByReading(many));
    }

    [Theory]
    [InlineData("00")]
    [InlineData("000a 00")]
    [InlineData("000a 0001")]
    [InlineData("000a 0000 0b")]
    [InlineData("000a ffff 0000")]
    public void A_length_that_lies_is_a_decode_error(string block) =>
        Assert.Equal("Malformed", WireTest.FaultOf(() => ExtensionBlock.Parse(WireTest.Hex(block))));

    [Fact]
    public void Every_message_with_extensions_refuses_a_duplicate()
    {
        byte[] twice = WireTest.Vector16([.. WireTest.Extension(0x7777), .. WireTest.Extension(0x7777)]);
        byte[] random = WireTest.Repeat(1, 32);

        Assert.Equal("MalformedExtension", WireTest.FaultOf(() => ClientHello.Parse(WireTest.ClientHelloBody(twice[2..]))));
        Assert.Equal("MalformedExtension", WireTest.FaultOf(() => ServerHello.Parse((byte[])[3, 3, .. random, 0, 0x13, 1, 0, .. twice])));
        Assert.Equal("MalformedExtension", WireTest.FaultOf(() => EncryptedExtensions.Parse(twice)));
        Assert.Equal("MalformedExtension", WireTest.FaultOf(() => CertificateRequest13.Parse((byte[])[0, .. twice])));
        Assert.Equal("MalformedExtension", WireTest.FaultOf(() => Certificate13.Parse((byte[])[0, 0, 0, 14, 0, 0, 1, 7, .. twice])));
        Assert.Equal("MalformedExtension", WireTest.FaultOf(() => NewSessionTicket13.Parse((byte[])[.. random[..8], 0, 0, 1, 9, .. twice])));
    }

    [Fact, Requirement("N76")]
    public void NewSessionTicket_with_two_early_data_extensions_is_illegal() =>
        Assert.Equal("DuplicateExtension", WireTest.FaultOf(() => NewSessionTicket13.Parse(
            WireTest.Hex("00000e10 01020304 01 05 0002 0607 0010 002a 0004 00004000 002a 0004 00004000"))));

    [Fact, Requirement("N77")]
    public void NewSessionTicket_with_unknown_extensions_of_the_greatest_length_is_read()
    {
        byte[] extensions = [.. WireTest.Extension(0x0a0a, new byte[40000]), .. WireTest.Extension(0x1a1a, new byte[65535 - 40000 - 8])];
        Assert.Equal(65535, extensions.Length);

        NewSessionTicket13 ticket = NewSessionTicket13.Parse((byte[])[0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 1, 9, .. WireTest.Vector16(extensions)]);

        Assert.False(ticket.Extensions.Contains(ExtensionType.EarlyData));
    }

    private static long AllocatedByReading(byte[] body)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 3; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            ExtensionBlock extensions = ClientHello.Parse(body).Extensions;
            int bytes = extensions.Contains(ExtensionType.KeyShare) ? 1 : 0;
            foreach (ExtensionView extension in extensions)
                bytes += extension.Body.Length;
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
