namespace Segno.Wire.Extensions;

/// <summary>pre_shared_key: OfferedPsks from the client, <c>uint16 selected_identity</c> from the server (RFC 8446 §4.2.11).</summary>
internal static class PreSharedKeyExtension
{
    /// <exception cref="TlsException">decode_error; illegal_parameter: not as many binders as identities.</exception>
    public static OfferedPsks ParseOffer(ReadOnlyMemory<byte> body) => OfferedPsks.Parse(body);

    /// <returns>selected_identity.</returns>
    /// <exception cref="TlsException">decode_error.</exception>
    public static ushort ParseSelected(ReadOnlyMemory<byte> body)
    {
        TlsReader reader = new(body.Span);
        ushort selected = reader.ReadUInt16();
        reader.EndOfInput();
        return selected;
    }

    /// <summary>Offers one PSK, with zeros where its binder will be: the last <paramref name="binderLength"/> bytes of the hello, as this extension is its last.</summary>
    /// <returns>Bytes of the binders list and the length before it, which the binder does not cover (RFC 8446 §4.2.11.2).</returns>
    public static int WriteOffer(TlsWriter writer, ReadOnlySpan<byte> identity, uint obfuscatedTicketAge, int binderLength)
    {
        int extension = writer.BeginExtension(ExtensionType.PreSharedKey);
        int identities = writer.Begin16();
        writer.WriteVector16(identity);
        writer.WriteUInt32(obfuscatedTicketAge);
        writer.End16(identities);
        int beforeBinders = writer.Position;
        int binders = writer.Begin16();
        writer.WriteUInt8(checked((byte)binderLength));
        writer.WriteZeros(binderLength);
        writer.End16(binders);
        writer.EndExtension(extension);
        return writer.Position - beforeBinders;
    }

    public static void WriteSelected(TlsWriter writer, ushort selectedIdentity)
    {
        int extension = writer.BeginExtension(ExtensionType.PreSharedKey);
        writer.WriteUInt16(selectedIdentity);
        writer.EndExtension(extension);
    }
}
