using Segno.Crypto;
using Segno.Record;
using Segno.Tests.Transport;
using Segno.Wire;

namespace Segno.Tests.Record;

public sealed class RecordWriterTests
{
    [Fact]
    public void The_first_record_of_a_client_says_0301_and_a_servers_0303()
    {
        Assert.Equal([22, 3, 1, 0, 1, 9], Write(new RecordWriter(TlsRole.Client, 0), ContentType.Handshake, [9]));
        Assert.Equal([22, 3, 3, 0, 1, 9], Write(new RecordWriter(TlsRole.Server, 0), ContentType.Handshake, [9]));
        RecordWriter second = new(TlsRole.Client, 0);
        second.SetVersion();
        Assert.Equal([22, 3, 3, 0, 1, 9], Write(second, ContentType.Handshake, [9]));
    }

    [Theory]
    [InlineData(16384, new[] { 16384 })]
    [InlineData(16385, new[] { 16384, 1 })]
    [InlineData(40000, new[] { 16384, 16384, 7232 })]
    public void Content_is_cut_into_records_as_full_as_can_be(int length, int[] expected)
    {
        byte[] content = Enumerable.Range(0, length).Select(i => (byte)(i % 251)).ToArray();
        Assert.Equal(expected, Lengths(ProtocolVersion.Tls13, 0, null, content));
        Assert.Equal(expected, Lengths(ProtocolVersion.Tls12, 0, null, content));
    }

    [Theory, Requirement("C240")]
    [InlineData(ProtocolVersion.Tls13, new[] { 63, 63, 2 })]
    [InlineData(ProtocolVersion.Tls12, new[] { 64, 64 })]
    internal void The_peers_record_size_limit_is_kept(ProtocolVersion version, int[] expected) =>
        Assert.Equal(expected, Lengths(version, 0, 64, new byte[128]));

    [Fact]
    public void The_limit_does_not_bind_records_in_clear()
    {
        RecordWriter writer = new(TlsRole.Server, 0);
        writer.SetSizeLimit(64);
        Assert.Equal(5 + 200, Write(writer, ContentType.Handshake, new byte[200]).Length);
    }

    [Theory]
    [InlineData(ProtocolVersion.Tls12)]
    [InlineData(ProtocolVersion.Tls13)]
    internal void What_could_not_be_sealed_is_not_left_in_the_output(ProtocolVersion version)
    {
        CipherSuite suite = FakeKeys.Suite(version);
        using RecordWriter writer = new(TlsRole.Server, 0);
        using SendBuffer output = new();
        writer.WriteRecord(ContentType.Handshake, [1], output);
        writer.Install(FakeKeys.Make(suite, 1, suite.MaxRecords));
        Assert.Throws<TlsException>(() => writer.WriteRecord(ContentType.ApplicationData, new byte[100], output));
        ArraySegment<byte> taken = output.Take();
        Assert.Equal([22, 3, 3, 0, 1, 1], taken.ToArray());
        SendBuffer.Return(taken);
    }

    [Theory]
    [InlineData(1, 128)]
    [InlineData(127, 128)]
    [InlineData(128, 256)]
    public void Padding_fills_up_to_a_multiple_of_the_block(int content, int inner)
    {
        RecordWriter writer = new(TlsRole.Server, paddingBlock: 128);
        writer.Install(FakeKeys.Make(FakeKeys.Suite(ProtocolVersion.Tls13), 4));
        Assert.Equal(5 + inner + 16, Write(writer, ContentType.ApplicationData, new byte[content]).Length);
    }

    [Theory]
    [InlineData(null, 16384, 16385)]
    [InlineData(100, 99, 100)]
    [InlineData(100, 70, 100)]
    public void Padding_stops_at_the_largest_record(int? limit, int content, int inner)
    {
        RecordWriter writer = new(TlsRole.Server, paddingBlock: 16384);
        writer.Install(FakeKeys.Make(FakeKeys.Suite(ProtocolVersion.Tls13), 4));
        if (limit is { } bytes)
            writer.SetSizeLimit(bytes);
        Assert.Equal(5 + inner + 16, Write(writer, ContentType.ApplicationData, new byte[content]).Length);
    }

    [Fact]
    public void Tls12_is_not_padded()
    {
        RecordWriter writer = new(TlsRole.Server, paddingBlock: 128);
        writer.Install(FakeKeys.Make(FakeKeys.Suite(ProtocolVersion.Tls12), 4));
        Assert.Equal(5 + 8 + 10 + 16, Write(writer, ContentType.ApplicationData, new byte[10]).Length);
    }

    [Fact]
    public void In_tls13_a_change_cipher_spec_stays_in_clear_under_keys()
    {
        RecordWriter writer = new(TlsRole.Server, 0);
        writer.Install(FakeKeys.Make(FakeKeys.Suite(ProtocolVersion.Tls13), 4));
        Assert.Equal([20, 3, 3, 0, 1, 1], Write(writer, ContentType.ChangeCipherSpec, [1]));
    }

    private static byte[] Write(RecordWriter writer, ContentType type, byte[] content)
    {
        using SendBuffer output = new();
        writer.WriteAll(type, content, output);
        return [.. output.Take()];
    }

    private static int[] Lengths(ProtocolVersion version, int paddingBlock, int? limit, byte[] content)
    {
        RecordWriter writer = new(TlsRole.Server, paddingBlock);
        writer.Install(FakeKeys.Make(FakeKeys.Suite(version), 4));
        if (limit is { } bytes)
            writer.SetSizeLimit(bytes);
        byte[] wire = Write(writer, ContentType.ApplicationData, content);
        Forge opener = new(FakeKeys.Make(FakeKeys.Suite(version), 4));
        List<byte> all = [];
        List<int> lengths = [];
        while (wire.Length > 0)
        {
            byte[] part = opener.Open(ref wire).Content;
            lengths.Add(part.Length);
            all.AddRange(part);
        }
        Assert.Equal(content, all);
        return [.. lengths];
    }
}
