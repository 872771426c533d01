using System.Text;
using Segno.Handshake;
using Segno.Record;
using Segno.Tests.Transport;
using Segno.Wire;

namespace Segno.Tests.Record;

public sealed class RecordReaderTests
{
    [Fact, Requirement("N108")]
    public void A_plaintext_record_holds_16384_bytes_and_no_more()
    {
        using RecordReader reader = new();
        byte[] largest = Forge.Plain(ContentType.Handshake, new byte[16384]);
        Assert.Equal(RecordReadResult.Record, reader.TryRead(largest, out ReceivedRecord record, out int consumed));
        Assert.Equal(16384, record.Content.Length);
        Assert.Equal(16389, consumed);
        Assert.Equal("RecordTooLong", Fault(reader, [22, 3, 3, 0x40, 0x01]));
    }

    [Theory, Requirement("N108")]
    [InlineData(ProtocolVersion.Tls13, 16640)]
    [InlineData(ProtocolVersion.Tls12, 18432)]
    internal void A_protected_body_has_the_limit_of_its_version(ProtocolVersion version, int limit)
    {
        using RecordReader reader = Reader(version);
        byte[] header = [23, 3, 3, (byte)(limit >> 8), (byte)(limit & 0xff)];
        Assert.Equal(RecordReadResult.NeedsInput, reader.TryRead(header, out _, out int consumed));
        Assert.Equal(0, consumed);
        header[4]++;
        Assert.Equal("RecordTooLong", Fault(reader, header));
    }

    [Theory]
    [InlineData(ProtocolVersion.Tls13)]
    [InlineData(ProtocolVersion.Tls12)]
    internal void A_protected_record_says_0x0303(ProtocolVersion version)
    {
        using RecordReader reader = Reader(version);
        Assert.Equal("WrongRecordVersion", Fault(reader, [23, 3, 1, 0, 40]));
        using RecordReader plain = new();
        Assert.Equal(RecordReadResult.NeedsInput, plain.TryRead((byte[])[22, 3, 1, 0, 40], out _, out _));
    }

    [Theory, Requirement("N109")]
    [InlineData(16384, 0, null)]
    [InlineData(16383, 1, null)]
    [InlineData(16385, 0, "PlaintextTooLong")]
    [InlineData(16384, 1, "PlaintextTooLong")]
    public void Inner_plaintext_has_at_most_16385_bytes(int content, int padding, string? fault)
    {
        using RecordReader reader = Reader(ProtocolVersion.Tls13);
        byte[] record = Sender(ProtocolVersion.Tls13).Seal(ContentType.ApplicationData, new byte[content], padding);
        if (fault is null)
            Assert.Equal(content, Read(reader, record).Content.Length);
        else
            Assert.Equal(fault, Fault(reader, record));
    }

    [Theory, Requirement("C022")]
    [InlineData(16384, null)]
    [InlineData(16385, "PlaintextTooLong")]
    public void Tls12_content_has_at_most_16384_bytes(int content, string? fault)
    {
        using RecordReader reader = Reader(ProtocolVersion.Tls12);
        byte[] record = Sender(ProtocolVersion.Tls12).Seal(ContentType.ApplicationData, new byte[content]);
        if (fault is null)
            Assert.Equal(content, Read(reader, record).Content.Length);
        else
            Assert.Equal(fault, Fault(reader, record));
    }

    [Theory, Requirement("C240")]
    [InlineData(ProtocolVersion.Tls13, 63, 0, null)]
    [InlineData(ProtocolVersion.Tls13, 62, 1, null)]
    [InlineData(ProtocolVersion.Tls13, 64, 0, "PlaintextTooLong")]
    [InlineData(ProtocolVersion.Tls13, 60, 4, "PlaintextTooLong")]
    [InlineData(ProtocolVersion.Tls12, 64, 0, null)]
    [InlineData(ProtocolVersion.Tls12, 65, 0, "PlaintextTooLong")]
    internal void Record_size_limit_counts_type_and_padding_in_tls13(ProtocolVersion version, int content, int padding, string? fault)
    {
        using RecordReader reader = Reader(version);
        reader.SetSizeLimit(64);
        byte[] record = Sender(version).Seal(ContentType.ApplicationData, new byte[content], padding);
        if (fault is null)
            Assert.Equal(content, Read(reader, record).Content.Length);
        else
            Assert.Equal(fault, Fault(reader, record));
    }

    [Fact]
    public void Padding_is_removed_and_the_type_found()
    {
        using RecordReader reader = Reader(ProtocolVersion.Tls13);
        ReceivedRecord record = Read(reader, Sender(ProtocolVersion.Tls13).Seal(ContentType.Handshake, [1, 0, 2, 0], padding: 100));
        Assert.Equal(ContentType.Handshake, record.Type);
        Assert.True(record.IsProtected);
        Assert.Equal([1, 0, 2, 0], record.Content.ToArray());
    }

    [Fact, Requirement("N123")]
    public void Nothing_but_zeros_has_no_content_type()
    {
        using RecordReader reader = Reader(ProtocolVersion.Tls13);
        Assert.Equal("NoContentType", Fault(reader, Sender(ProtocolVersion.Tls13).Seal(ContentType.Invalid, new byte[20])));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0 }, -1)]
    [InlineData(new byte[] { }, -1)]
    [InlineData(new byte[] { 22 }, 0)]
    [InlineData(new byte[] { 0, 0xff }, 1)]
    [InlineData(new byte[] { 1, 0x80, 0, 0 }, 1)]
    [InlineData(new byte[] { 0, 23, 0, 1, 0 }, 3)]
    public void The_type_is_the_last_byte_that_is_not_zero(byte[] plaintext, int expected) =>
        Assert.Equal(expected, InnerPlaintext.FindType(plaintext));

    [Fact]
    public void The_type_is_found_at_every_place_in_every_length()
    {
        byte[] plaintext = new byte[140];
        for (int length = 0; length <= plaintext.Length; length++)
        {
            Assert.Equal(-1, InnerPlaintext.FindType(plaintext.AsSpan(0, length)));
            for (int at = 0; at < length; at++)
            {
                plaintext[at] = 0x80;
                Assert.Equal(at, InnerPlaintext.FindType(plaintext.AsSpan(0, length)));
                plaintext[0] = 1;
                Assert.Equal(at, InnerPlaintext.FindType(plaintext.AsSpan(0, length)));
                plaintext.AsSpan().Clear();
            }
        }
    }

    [Fact, Requirement("C207")]
    public void A_record_that_was_altered_is_bad_record_mac()
    {
        using RecordReader reader = Reader(ProtocolVersion.Tls13);
        byte[] record = Sender(ProtocolVersion.Tls13).Seal(ContentType.ApplicationData, [1, 2, 3]);
        record[^1] ^= 1;
        TlsException e = Refuse(reader, record);
        Assert.Equal("BadRecord", e.Fault.Name);
        Assert.Equal(AlertDescription.BadRecordMac, e.Alert);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n", "HttpRequest")]
    [InlineData("POST /x", "HttpRequest")]
    [InlineData("HEAD /", "HttpRequest")]
    [InlineData("PUT /a", "HttpRequest")]
    [InlineData("OPTIONS *", "HttpRequest")]
    [InlineData("CONNECT example.com:443", "HttpsProxyRequest")]
    [InlineData("SSH-2.0-OpenSSH", "NotTls")]
    [InlineData("HTTP/1.1 400", "NotTls")]
    public void What_is_not_tls_is_named(string firstBytes, string fault)
    {
        using RecordReader reader = new();
        Assert.Equal(fault, Fault(reader, Encoding.ASCII.GetBytes(firstBytes)));
    }

    [Fact]
    public void Four_bytes_are_not_judged()
    {
        using RecordReader reader = new();
        Assert.Equal(RecordReadResult.NeedsInput, reader.TryRead("GET "u8.ToArray(), out _, out _));
    }

    [Fact, Requirement("N124")]
    public void An_unknown_type_after_the_first_record_is_unexpected()
    {
        using RecordReader reader = new();
        Read(reader, Forge.Plain(ContentType.Handshake, [1]));
        Assert.Equal("UnknownContentType", Fault(reader, [24, 3, 3, 0, 1, 0]));
    }

    [Fact, Requirement("C209")]
    public void The_minor_version_is_ignored_and_the_major_one_is_not()
    {
        using RecordReader reader = new();
        Read(reader, Forge.Plain(ContentType.Handshake, [1], version: 0x0301));
        Read(reader, Forge.Plain(ContentType.Handshake, [1], version: 0x03ff));
        Assert.Equal("WrongRecordVersion", Fault(reader, Forge.Plain(ContentType.Handshake, [1], version: 0x0203)));
    }

    [Fact]
    public void In_tls13_a_handshake_record_in_clear_under_keys_has_the_wrong_outer_type()
    {
        using RecordReader reader = Reader(ProtocolVersion.Tls13);
        Assert.Equal("OuterTypeNotApplicationData", Fault(reader, Forge.Plain(ContentType.Handshake, [1, 0, 0, 0])));
    }

    [Fact]
    public void In_tls13_a_protected_record_of_outer_type_alert_has_the_wrong_outer_type()
    {
        using RecordReader reader = Reader(ProtocolVersion.Tls13);
        byte[] record = Sender(ProtocolVersion.Tls13).Seal(ContentType.Alert, [2, 40], outer: ContentType.Alert);
        Assert.Equal("OuterTypeNotApplicationData", Fault(reader, record));
    }

    [Fact]
    public void In_tls13_a_change_cipher_spec_in_clear_passes_under_keys()
    {
        using RecordReader reader = Reader(ProtocolVersion.Tls13);
        ReceivedRecord record = Read(reader, Forge.Plain(ContentType.ChangeCipherSpec, [1]));
        Assert.Equal(ContentType.ChangeCipherSpec, record.Type);
        Assert.False(record.IsProtected);
    }

    [Theory, Requirement("C153")]
    [InlineData(16384, null)]
    [InlineData(16383, "TooMuchSkippedEarlyData")]
    public void Refused_early_data_is_skipped_until_a_record_opens(int budget, string? fault)
    {
        using RecordReader reader = Reader(ProtocolVersion.Tls13);
        reader.Skip(EarlyDataSkip.UntilDeprotected, budget);
        byte[] early = Forge.Plain(ContentType.ApplicationData, new byte[8192]);
        Assert.Equal(RecordReadResult.Skipped, reader.TryRead(early, out _, out int consumed));
        Assert.Equal(early.Length, consumed);
        if (fault is not null)
        {
            Assert.Equal(fault, Fault(reader, early));
            return;
        }
        Assert.Equal(RecordReadResult.Skipped, reader.TryRead(early, out _, out _));
        Assert.Equal(ContentType.Handshake, Read(reader, Sender(ProtocolVersion.Tls13).Seal(ContentType.Handshake, [1])).Type);
        Assert.Equal("BadRecord", Fault(reader, early));
    }

    [Fact, Requirement("C154")]
    public void After_a_retry_application_data_is_skipped_until_the_second_hello()
    {
        using RecordReader reader = new();
        Read(reader, Forge.Plain(ContentType.Handshake, [1]));
        reader.Skip(EarlyDataSkip.UntilClientHello, 20000);
        byte[] early = Forge.Plain(ContentType.ApplicationData, new byte[16640]);
        Assert.Equal(RecordReadResult.Skipped, reader.TryRead(early, out _, out _));
        Assert.Equal(ContentType.ChangeCipherSpec, Read(reader, Forge.Plain(ContentType.ChangeCipherSpec, [1])).Type);
        Assert.Equal(RecordReadResult.Skipped, reader.TryRead(Forge.Plain(ContentType.ApplicationData, new byte[3360]), out _, out _));
        Assert.Equal("TooMuchSkippedEarlyData", Fault(reader, Forge.Plain(ContentType.ApplicationData, [1])));
        reader.Skip(EarlyDataSkip.UntilClientHello, 20000);
        Read(reader, Forge.Plain(ContentType.Handshake, [1]));
        Assert.Equal(ContentType.ApplicationData, Read(reader, Forge.Plain(ContentType.ApplicationData, [1])).Type);
    }

    [Fact]
    public void A_record_that_is_not_whole_is_waited_for_with_its_length_known()
    {
        using RecordReader reader = new();
        byte[] record = Forge.Plain(ContentType.Handshake, new byte[100]);
        for (int length = 0; length < record.Length; length++)
        {
            Assert.Equal(RecordReadResult.NeedsInput, reader.TryRead(record.AsMemory(0, length), out _, out _));
            Assert.Equal(length < 5 ? 5 : 105, RecordReader.BytesOfRecord(record.AsSpan(0, length)));
        }
    }

    private static RecordReader Reader(ProtocolVersion version)
    {
        RecordReader reader = new();
        reader.SetVersion(version);
        reader.Install(FakeKeys.Make(FakeKeys.Suite(version), 9));
        return reader;
    }

    private static Forge Sender(ProtocolVersion version) => new(FakeKeys.Make(FakeKeys.Suite(version), 9));

    private static ReceivedRecord Read(RecordReader reader, byte[] wire)
    {
        Assert.Equal(RecordReadResult.Record, reader.TryRead(wire, out ReceivedRecord record, out int consumed));
        Assert.Equal(wire.Length, consumed);
        return record;
    }

    private static TlsException Refuse(RecordReader reader, byte[] wire) => Assert.Throws<TlsException>(() => reader.TryRead(wire, out _, out _));

    private static string Fault(RecordReader reader, byte[] wire) => Refuse(reader, wire).Fault.Name;
}
