namespace Segno.Wire.Extensions;

/// <summary>record_size_limit: <c>uint16 RecordSizeLimit</c> (RFC 8449 §4).</summary>
internal static class RecordSizeLimitExtension
{
    /// <summary>The smallest limit that may be announced, in bytes.</summary>
    public const int Minimum = 64;

    /// <returns>The most bytes of plaintext a record that the sender is willing to receive.</returns>
    /// <exception cref="TlsException">decode_error; illegal_parameter: below <see cref="Minimum"/>.</exception>
    public static int Parse(ReadOnlyMemory<byte> body)
    {
        TlsReader reader = new(body.Span);
        int limit = reader.ReadUInt16();
        reader.EndOfInput();
        return limit >= Minimum ? limit : throw new TlsException(TlsFaults.IllegalRecordSizeLimit, $"{limit} bytes");
    }

    public static void Write(TlsWriter writer, int limit)
    {
        int extension = writer.BeginExtension(ExtensionType.RecordSizeLimit);
        writer.WriteUInt16(checked((ushort)limit));
        writer.EndExtension(extension);
    }
}
