using System.Buffers.Binary;
using Segno.Wire;

namespace Segno.Testing.Raw;

/// <summary>A ClientHello or ServerHello that may be anything: parsed and written without a rule, so that a test can break each one.</summary>
internal sealed class RawHello
{
    public HandshakeType Type { get; set; } = HandshakeType.ClientHello;

    public ushort LegacyVersion { get; set; } = 0x0303;

    public byte[] Random { get; set; } = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);

    public byte[] SessionId { get; set; } = [];

    /// <summary>The offered suites; a ServerHello has one.</summary>
    public List<ushort> Suites { get; set; } = [];

    public byte[] Compression { get; set; } = [0];

    public List<(ushort Type, byte[] Body)> Extensions { get; } = [];

    public byte[]? Extension(ExtensionType type) => Extensions.Where(extension => extension.Type == (ushort)type).Select(extension => extension.Body).FirstOrDefault();

    public bool Has(ExtensionType type) => Extension(type) is not null;

    public RawHello Set(ExtensionType type, byte[] body)
    {
        int at = Extensions.FindIndex(extension => extension.Type == (ushort)type);
        if (at < 0)
            Extensions.Add(((ushort)type, body));
        else
            Extensions[at] = ((ushort)type, body);
        return this;
    }

    public RawHello Append(ushort type, byte[] body)
    {
        Extensions.Add((type, body));
        return this;
    }

    public RawHello Remove(ExtensionType type)
    {
        Extensions.RemoveAll(extension => extension.Type == (ushort)type);
        return this;
    }

    public RawHello Clone()
    {
        RawHello copy = new() { Type = Type, LegacyVersion = LegacyVersion, Random = [.. Random], SessionId = [.. SessionId], Suites = [.. Suites], Compression = [.. Compression] };
        copy.Extensions.AddRange(Extensions);
        return copy;
    }

    /// <summary>The message, header included.</summary>
    public byte[] Encode()
    {
        List<byte> body = [.. U16(LegacyVersion), .. Random, (byte)SessionId.Length, .. SessionId];
        if (Type == HandshakeType.ClientHello)
        {
            body.AddRange(U16(Suites.Count * 2));
            Suites.ForEach(suite => body.AddRange(U16(suite)));
            body.Add((byte)Compression.Length);
            body.AddRange(Compression);
        }
        else
        {
            body.AddRange(U16(Suites[0]));
            body.Add(Compression[0]);
        }
        byte[] extensions = [.. Extensions.SelectMany(extension => (byte[])[.. U16(extension.Type), .. U16(extension.Body.Length), .. extension.Body])];
        body.AddRange(U16(extensions.Length));
        body.AddRange(extensions);
        return Message(Type, [.. body]);
    }

    /// <summary>Parses the body of a ClientHello.</summary>
    public static RawHello Parse(ReadOnlySpan<byte> body) => Parse(body, HandshakeType.ClientHello);

    public static RawHello Parse(ReadOnlySpan<byte> body, HandshakeType type)
    {
        TlsReader reader = new(body);
        RawHello hello = new() { Type = type, LegacyVersion = reader.ReadUInt16(), Random = reader.ReadBytes(32).ToArray(), SessionId = reader.ReadVector8(0).ToArray() };
        if (type == HandshakeType.ClientHello)
        {
            TlsReader suites = new(reader.ReadVector16(2));
            while (suites.Remaining > 0)
                hello.Suites.Add(suites.ReadUInt16());
            hello.Compression = reader.ReadVector8(1).ToArray();
        }
        else
        {
            hello.Suites.Add(reader.ReadUInt16());
            hello.Compression = [reader.ReadUInt8()];
        }
        if (reader.Remaining == 0)
            return hello;
        TlsReader extensions = new(reader.ReadVector16(0));
        while (extensions.Remaining > 0)
        {
            ushort extension = extensions.ReadUInt16();
            hello.Extensions.Add((extension, extensions.ReadVector16(0).ToArray()));
        }
        reader.EndOfInput();
        return hello;
    }

    /// <summary>A handshake message: type, length, body.</summary>
    public static byte[] Message(HandshakeType type, ReadOnlySpan<byte> body)
    {
        byte[] message = new byte[4 + body.Length];
        message[0] = (byte)type;
        message[1] = (byte)(body.Length >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), (ushort)(body.Length & 0xffff));
        body.CopyTo(message.AsSpan(4));
        return message;
    }

    public static byte[] U16(int value) => [(byte)(value >> 8), (byte)(value & 0xff)];

    public static byte[] U32(uint value) => [(byte)(value >> 24), (byte)((value >> 16) & 0xff), (byte)((value >> 8) & 0xff), (byte)(value & 0xff)];

    public static byte[] Vector8(params ReadOnlySpan<byte> value) => [(byte)value.Length, .. value];

    public static byte[] Vector24(params ReadOnlySpan<byte> value) => [.. U32((uint)value.Length)[1..], .. value];

    public static byte[] Vector16(params ReadOnlySpan<byte> value) => [.. U16(value.Length), .. value];
}
