using System.Buffers.Binary;
using Segno.Testing.Raw;
using Segno.Wire;

namespace Segno.Fuzz.Differential;

/// <summary>How a server answered a ClientHello.</summary>
internal enum HelloVerdict
{
    /// <summary>Nothing came: it waits for more.</summary>
    Silence,
    Refused,
    Retried,
    Tls12,
    Tls13,
}

/// <summary>The verdict, and with it the suite, or the alert.</summary>
internal sealed record HelloAnswer(HelloVerdict Verdict, ushort Suite = 0, AlertDescription Alert = 0)
{
    /// <summary>Reads a server's first record.</summary>
    public static HelloAnswer Read(ReadOnlySpan<byte> records)
    {
        if (records.Length < 5)
            return new HelloAnswer(HelloVerdict.Silence);
        ReadOnlySpan<byte> content = records.Slice(5, BinaryPrimitives.ReadUInt16BigEndian(records[3..]));
        if (records[0] == (byte)ContentType.Alert)
            return new HelloAnswer(HelloVerdict.Refused, Alert: (AlertDescription)content[1]);
        int length = (content[1] << 16) | (content[2] << 8) | content[3];
        RawHello hello = RawHello.Parse(content.Slice(4, length), HandshakeType.ServerHello);
        HelloVerdict verdict = hello.Random.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xcf, 0x21, 0xad, 0x74]) ? HelloVerdict.Retried
            : hello.Has(ExtensionType.SupportedVersions) ? HelloVerdict.Tls13
            : HelloVerdict.Tls12;
        return new HelloAnswer(verdict, hello.Suites[0]);
    }

    /// <summary>Two servers may refuse for reasons that they find in another order: that they refuse is what counts.</summary>
    public bool Agrees(HelloAnswer other) => Verdict == other.Verdict && Suite == other.Suite;
}
