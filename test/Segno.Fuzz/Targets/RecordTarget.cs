using Segno.Crypto;
using Segno.Fuzz.Harness;
using Segno.Record;
using Segno.Wire;

namespace Segno.Fuzz.Targets;

/// <summary>
/// The record reader and the reassembly of messages, without and with keys. Input: options, then pieces, each sealed as a legal peer would
/// or sent as it is.
/// </summary>
internal sealed class RecordTarget : IFuzzTarget
{
    private const int MaxPieces = 64;
    private const byte PieceKinds = 4;

    public static string Name => "record";

    public static void Run(ReadOnlySpan<byte> input)
    {
        FuzzInput reader = new(input);
        byte options = reader.Byte();
        ProtocolVersion version = (options & 1) != 0 ? ProtocolVersion.Tls13 : ProtocolVersion.Tls12;
        using RecordReader records = new();
        using TrafficKeys? sealer = (options & 2) != 0 ? Keys(version, options) : null;
        if (sealer is not null)
            records.Install(Keys(version, options));
        if ((options & 4) != 0)
            records.SetVersion(version);
        if ((options & 8) != 0)
            records.SetSizeLimit(64 + reader.UInt16() % 16384);
        if ((options & 16) != 0)
            records.Skip((options & 32) != 0 ? EarlyDataSkip.UntilClientHello : EarlyDataSkip.UntilDeprotected, reader.UInt16());

        try
        {
            byte[] pending = [];
            for (int i = 0; i < MaxPieces && !reader.IsEmpty; i++)
            {
                byte[] piece = NextPiece(ref reader, sealer, out byte[]? content, out ContentType type);
                bool alone = pending.Length == 0;
                pending = Read(records, (byte[])[.. pending, .. piece], alone ? content : null, type);
            }
        }
        catch (TlsException)
        {
        }
    }

    public static IEnumerable<(string Name, byte[] Input)> Seeds()
    {
        for (byte options = 0; options < 128; options += options < 4 ? (byte)1 : (byte)13)
            yield return ($"options-{options:x2}", [options, 0, 23, 0, 3, 1, 2, 1, 22, 0, 8, 0, 0, 8, 20, 0, 0, 1, 7, 2, 22, 3, 3, 0, 5, 11, 0, 0, 1, 9]);
        yield return ("plain", [0, 2, 22, 3, 1, 0, 9, 1, 0, 0, 5, 1, 2, 3, 4, 5]);
    }

    private static byte[] NextPiece(ref FuzzInput reader, TrafficKeys? sealer, out byte[]? content, out ContentType type)
    {
        content = null;
        type = default;
        byte kind = (byte)(reader.Byte() % PieceKinds);
        if (kind >= 2 || sealer is null)
            return kind == 2 ? reader.Bytes(5 + reader.Byte()) : reader.Block();
        type = (ContentType)reader.Byte();
        int length = reader.UInt16() % 20000;
        int padding = kind == 1 ? reader.Byte() : 0;
        byte[] head = reader.Block();
        byte[] inner = new byte[length];
        head.AsSpan(0, Math.Min(head.Length, length)).CopyTo(inner);
        bool is13 = sealer.Suite.Version == ProtocolVersion.Tls13;
        byte[] plaintext = is13 ? [.. inner, (byte)type, .. new byte[padding]] : inner;
        int body = plaintext.Length + sealer.Overhead;
        byte[] record = new byte[RecordLimits.HeaderLength + body];
        record[0] = is13 ? (byte)ContentType.ApplicationData : (byte)type;
        record[1] = record[2] = 3;
        record[3] = (byte)(body >> 8);
        record[4] = (byte)(body & 0xff);
        plaintext.CopyTo(record, RecordLimits.HeaderLength + sealer.ExplicitNonceLength);
        sealer.Seal(record);
        if (type != ContentType.Invalid)
            content = inner;
        return record;
    }

    /// <summary>Reads what is whole and returns the rest; a record that was sealed by the rules must come out as it went in.</summary>
    private static byte[] Read(RecordReader records, Memory<byte> bytes, byte[]? expected, ContentType expectedType)
    {
        while (true)
        {
            RecordReadResult result = records.TryRead(bytes, out ReceivedRecord record, out int consumed);
            FuzzFinding.Unless(consumed >= 0 && consumed <= bytes.Length, $"{consumed} bytes of {bytes.Length} were consumed.");
            if (result == RecordReadResult.NeedsInput)
            {
                FuzzFinding.Unless(consumed == 0, "Bytes of an incomplete record were consumed.");
                FuzzFinding.Unless(bytes.Length < RecordReader.BytesOfRecord(bytes.Span), "A whole record was left alone.");
                return bytes.ToArray();
            }
            FuzzFinding.Unless(consumed >= RecordLimits.HeaderLength, "A record without a header was consumed.");
            FuzzFinding.Unless(record.Content.Length <= RecordLimits.MaxBody13, $"A record of {record.Content.Length} bytes was let through.");
            if (expected is not null && record.IsProtected)
                FuzzFinding.Unless(record.Type == expectedType && record.Content.Span.SequenceEqual(expected), "A record came out other than it went in.");
            if (result == RecordReadResult.Record && record.Type == ContentType.Handshake && !record.Content.IsEmpty)
                Assemble(record.Content);
            bytes = bytes[consumed..];
        }
    }

    /// <summary>The messages of a record, put together from two halves, are those of the whole.</summary>
    private static void Assemble(ReadOnlyMemory<byte> content)
    {
        List<byte[]> whole = Messages(content);
        List<byte[]> halves = content.Length < 2 ? whole : Messages(content[..(content.Length / 2)], content[(content.Length / 2)..]);
        FuzzFinding.Unless(whole.Count == halves.Count && whole.Zip(halves).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)), "Fragments made other messages than the whole.");
    }

    private static List<byte[]> Messages(params ReadOnlySpan<ReadOnlyMemory<byte>> fragments)
    {
        List<byte[]> messages = [];
        using HandshakeAssembler assembler = new(maxCertificateBytes: 1 << 16);
        foreach (ReadOnlyMemory<byte> fragment in fragments)
        {
            assembler.Add(fragment);
            while (assembler.TryNext(out HandshakeMessage message))
            {
                messages.Add(message.Encoded.ToArray());
                assembler.Release();
            }
        }
        return messages;
    }

    private static TrafficKeys Keys(ProtocolVersion version, byte options)
    {
        CipherSuite[] suites = [.. CipherSuite.Supported.Where(suite => suite.Version == version)];
        CipherSuite chosen = suites[(options >> 6) % suites.Length];
        return new TrafficKeys(chosen, new byte[chosen.KeyLength], new byte[chosen.FixedIvLength]);
    }
}
