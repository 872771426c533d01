namespace Segno.Wire.Extensions;

/// <summary>The frame that every extension is written in: its type and the length of its body (RFC 8446 §4.2).</summary>
internal static class ExtensionWriting
{
    /// <summary>Opens an extension; pass what it returns to <see cref="EndExtension"/>.</summary>
    public static int BeginExtension(this TlsWriter writer, ExtensionType type)
    {
        writer.WriteUInt16((ushort)type);
        return writer.Begin16();
    }

    public static void EndExtension(this TlsWriter writer, int start) => writer.End16(start);

    /// <summary>An extension without a body.</summary>
    public static void WriteEmptyExtension(this TlsWriter writer, ExtensionType type) => writer.WriteExtension(type, []);

    public static void WriteExtension(this TlsWriter writer, ExtensionType type, ReadOnlySpan<byte> body)
    {
        writer.WriteUInt16((ushort)type);
        writer.WriteUInt16(checked((ushort)body.Length));
        writer.WriteBytes(body);
    }

    /// <exception cref="TlsException">decode_error: the body of <paramref name="type"/> should be empty and is not.</exception>
    public static void RequireEmpty(ReadOnlyMemory<byte> body, ExtensionType type)
    {
        if (!body.IsEmpty)
            throw new TlsException(TlsFaults.MalformedExtension, $"{type} should be empty");
    }
}
