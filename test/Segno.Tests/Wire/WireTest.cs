using Segno.Wire;
using Segno.Wire.Extensions;

namespace Segno.Tests.Wire;

/// <summary>Words that the tests of this room share.</summary>
internal static class WireTest
{
    public const int HeaderLength = 4;

    public static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));

    /// <summary>The body that <paramref name="message"/> writes.</summary>
    public static byte[] Encode<TMessage>(TMessage message)
        where TMessage : IHandshakeMessage<TMessage>
    {
        using WireBuffer buffer = new();
        message.Write(new TlsWriter(buffer));
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>What <paramref name="write"/> appends.</summary>
    public static byte[] Written(Action<WireBuffer> write)
    {
        using WireBuffer buffer = new();
        write(buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The name of the fault that parsing ends with.</summary>
    public static string FaultOf(Action parse) => Assert.Throws<TlsException>(parse).Fault.Name;

    /// <summary>A block of one extension, as a message carries it.</summary>
    public static byte[] Extension(ushort type, params byte[] body) =>
        [(byte)(type >> 8), (byte)(type & 0xff), (byte)(body.Length >> 8), (byte)(body.Length & 0xff), .. body];

    public static byte[] Vector16(params byte[] content) => [(byte)(content.Length >> 8), (byte)(content.Length & 0xff), .. content];

    public static byte[] Repeat(byte value, int count) => [.. Enumerable.Repeat(value, count)];

    /// <summary>The body of a ClientHello around <paramref name="extensions"/>.</summary>
    public static byte[] ClientHelloBody(byte[] extensions) =>
        [3, 3, .. Repeat(0x52, 32), 0, 0, 2, 0x13, 0x01, 1, 0, .. Vector16(extensions)];

    public static ExtensionBlock Block(params byte[][] extensions) => ExtensionBlock.FromTrusted(extensions.SelectMany(bytes => bytes).ToArray());
}
