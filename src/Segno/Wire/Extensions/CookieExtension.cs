namespace Segno.Wire.Extensions;

/// <summary>cookie: <c>opaque cookie&lt;1..2^16-1&gt;</c> (RFC 8446 §4.2.2).</summary>
internal static class CookieExtension
{
    /// <exception cref="TlsException">decode_error.</exception>
    public static ReadOnlyMemory<byte> Parse(ReadOnlyMemory<byte> body)
    {
        BorrowingReader reader = new(body);
        ReadOnlyMemory<byte> cookie = reader.ReadVector16(1);
        reader.EndOfInput();
        return cookie;
    }

    public static void Write(TlsWriter writer, ReadOnlySpan<byte> cookie)
    {
        int extension = writer.BeginExtension(ExtensionType.Cookie);
        writer.WriteVector16(cookie);
        writer.EndExtension(extension);
    }
}
