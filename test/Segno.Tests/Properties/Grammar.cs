using CsCheck;
using Segno.Tests.Wire;

namespace Segno.Tests.Properties;

/// <summary>Bytes as the presentation language of RFC 8446 §3 describes them.</summary>
internal static class Grammar
{
    public static Gen<byte[]> Opaque(int least, int most) => Gen.Byte.Array[least, most];

    public static Gen<byte[]> Constant(params byte[] bytes) => Gen.Const(bytes);

    public static Gen<byte[]> Number(int bytes) => Gen.Byte.Array[bytes];

    public static Gen<byte[]> OneOf(params ushort[] values) => Gen.OneOf(values).Select(value => new[] { (byte)(value >> 8), (byte)(value & 0xff) });

    public static Gen<byte[]> Sequence(params Gen<byte[]>[] parts) =>
        parts.Aggregate(Constant(), (all, part) => Gen.Select(all, part, (left, right) => (byte[])[.. left, .. right]));

    public static Gen<byte[]> Many(Gen<byte[]> part, int least, int most) => part.Array[least, most].Select(parts => parts.SelectMany(bytes => bytes).ToArray());

    public static Gen<byte[]> Vector8(Gen<byte[]> content) => content.Select(bytes => (byte[])[(byte)bytes.Length, .. bytes]);

    public static Gen<byte[]> Vector16(Gen<byte[]> content) => content.Select(bytes => WireTest.Vector16(bytes));

    public static Gen<byte[]> Vector24(Gen<byte[]> content) => content.Select(bytes => (byte[])[0, (byte)(bytes.Length >> 8), (byte)(bytes.Length & 0xff), .. bytes]);

    /// <summary>Extensions of types that no parser of a message looks into, each once.</summary>
    public static Gen<byte[]> Extensions(int most) =>
        Gen.Select(Gen.Int[0x6000, 0x6fff].ArrayUnique[0, most], Opaque(0, 20), (types, body) => types.SelectMany(type => WireTest.Extension((ushort)type, body)).ToArray());
}
