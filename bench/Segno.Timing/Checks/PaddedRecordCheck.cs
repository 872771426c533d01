using System.Buffers.Binary;
using System.Net.Security;
using System.Security.Cryptography;
using Segno.Crypto;
using Segno.Record;
using Segno.Wire;

namespace Segno.Timing.Checks;

/// <summary>The whole way of a TLS 1.3 record through the reader: its time goes by its length on the wire, not by what of it is padding.</summary>
internal sealed class PaddedRecordCheck : TimingCheck
{
    private const int HeaderLength = 5;
    private const int InnerLength = 1000;

    private readonly TrafficKeys _sender;
    private readonly RecordReader _reader = new();
    private readonly Slots _records = new(HeaderLength + InnerLength + Aead.TagLength);

    public PaddedRecordCheck()
        : base("RecordReader.TryRead, 1,000 bytes", "no padding / padding of a random length")
    {
        // Without a limit on its records: every run is a record of its own.
        CipherSuite suite = CipherSuite.Find(TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256)!;
        byte[] key = RandomNumberGenerator.GetBytes(suite.KeyLength), iv = RandomNumberGenerator.GetBytes(suite.FixedIvLength);
        _sender = new TrafficKeys(suite, key, iv);
        _reader.SetVersion(ProtocolVersion.Tls13);
        _reader.Install(new TrafficKeys(suite, key, iv));
    }

    public override void Prepare(ReadOnlySpan<byte> classes)
    {
        for (int i = 0; i < classes.Length; i++)
        {
            int type = RandomNumberGenerator.GetInt32(InnerLength);
            if (classes[i] == 0)
                type = InnerLength - 1;
            Span<byte> record = _records.Span(i);
            record[0] = (byte)ContentType.ApplicationData;
            BinaryPrimitives.WriteUInt16BigEndian(record[1..], (ushort)ProtocolVersion.Tls12);
            BinaryPrimitives.WriteUInt16BigEndian(record[3..], InnerLength + Aead.TagLength);
            Span<byte> inner = record.Slice(HeaderLength, InnerLength);
            RandomNumberGenerator.Fill(inner);
            inner[type..].Clear();
            inner[type] = (byte)ContentType.ApplicationData;
            _sender.Seal(record);
        }
    }

    public override bool Run(int place) => _reader.TryRead(_records[place], out ReceivedRecord record, out _) == RecordReadResult.Record && record.Content.IsEmpty;

    public override void Dispose()
    {
        base.Dispose();
        _sender.Dispose();
        _reader.Dispose();
    }
}
