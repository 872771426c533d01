using System.Buffers.Binary;
using Segno.Crypto;
using Segno.Record;
using Segno.Wire;

namespace Segno.Tests.Transport;

/// <summary>Makes records of whatever form, and opens what an engine sends, with no other part of the record layer than the keys.</summary>
internal sealed class Forge(TrafficKeys keys)
{
    private TrafficKeys _keys = keys;

    /// <summary>A record in clear.</summary>
    public static byte[] Plain(ContentType type, ReadOnlySpan<byte> content, ushort version = 0x0303)
    {
        byte[] record = new byte[5 + content.Length];
        Header(record, type, version, content.Length);
        content.CopyTo(record.AsSpan(5));
        return record;
    }

    public static byte[] Message(HandshakeType type, int bodyLength, byte fill = 0)
    {
        byte[] message = new byte[4 + bodyLength];
        message.AsSpan(4).Fill(fill);
        message[0] = (byte)type;
        message[1] = (byte)(bodyLength >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), (ushort)(bodyLength & 0xffff));
        return message;
    }

    public void Rekey(TrafficKeys keys) => _keys = keys;

    /// <summary>A protected record.</summary>
    public byte[] Seal(ContentType type, ReadOnlySpan<byte> content, int padding = 0, ContentType outer = ContentType.ApplicationData)
    {
        bool is13 = _keys.Suite.Version == ProtocolVersion.Tls13;
        int inner = is13 ? content.Length + 1 + padding : content.Length;
        byte[] record = new byte[5 + inner + _keys.Overhead];
        Header(record, is13 ? outer : type, 0x0303, record.Length - 5);
        Span<byte> room = record.AsSpan(5 + _keys.ExplicitNonceLength);
        content.CopyTo(room);
        if (is13)
            room[content.Length] = (byte)type;
        _keys.Seal(record);
        return record;
    }

    /// <summary>Takes the first record off <paramref name="wire"/> and opens it.</summary>
    public (ContentType Type, byte[] Content) Open(ref byte[] wire)
    {
        (ContentType type, byte[] body, byte[] whole) = TakePlain(ref wire);
        if (!_keys.TryOpen(whole, out Memory<byte> content))
            throw new InvalidOperationException("The record does not open.");
        if (_keys.Suite.Version == ProtocolVersion.Tls12)
            return (type, content.ToArray());
        Assert.Equal(ContentType.ApplicationData, type);
        int end = content.Span.LastIndexOfAnyExcept((byte)0);
        return ((ContentType)content.Span[end], content[..end].ToArray());
    }

    /// <summary>Takes the first record off <paramref name="wire"/>.</summary>
    public static (ContentType Type, byte[] Body, byte[] Whole) TakePlain(ref byte[] wire)
    {
        int length = BinaryPrimitives.ReadUInt16BigEndian(wire.AsSpan(3));
        byte[] whole = wire[..(5 + length)];
        wire = wire[(5 + length)..];
        return ((ContentType)whole[0], whole[5..], whole);
    }

    private static void Header(Span<byte> record, ContentType type, ushort version, int length)
    {
        record[0] = (byte)type;
        BinaryPrimitives.WriteUInt16BigEndian(record[1..], version);
        BinaryPrimitives.WriteUInt16BigEndian(record[3..], (ushort)length);
    }
}
