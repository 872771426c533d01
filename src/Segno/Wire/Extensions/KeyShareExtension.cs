namespace Segno.Wire.Extensions;

/// <summary>
/// key_share (RFC 8446 §4.2.8): a list of shares from the client, one share from the server, and in a HelloRetryRequest the group
/// that a share is wanted for.
/// </summary>
internal static class KeyShareExtension
{
    private const int ListLengthLength = 2;

    /// <summary>KeyShareClientHello; an empty list asks for a HelloRetryRequest.</summary>
    /// <exception cref="TlsException">decode_error; illegal_parameter: two shares for one group.</exception>
    public static KeyShareList ParseOffer(ReadOnlyMemory<byte> body)
    {
        BorrowingReader reader = new(body);
        KeyShareList shares = KeyShareList.Parse(reader.ReadVector16(0));
        reader.EndOfInput();
        return shares;
    }

    /// <summary>KeyShareServerHello.</summary>
    /// <exception cref="TlsException">decode_error.</exception>
    public static KeyShareEntry ParseSelected(ReadOnlyMemory<byte> body)
    {
        BorrowingReader reader = new(body);
        KeyShareEntry entry = new(reader.ReadUInt16(), reader.ReadVector16(1));
        reader.EndOfInput();
        return entry;
    }

    /// <summary>KeyShareHelloRetryRequest.</summary>
    /// <returns>The group.</returns>
    /// <exception cref="TlsException">decode_error.</exception>
    public static ushort ParseRetry(ReadOnlyMemory<byte> body)
    {
        TlsReader reader = new(body.Span);
        ushort group = reader.ReadUInt16();
        reader.EndOfInput();
        return group;
    }

    /// <summary>Opens a KeyShareClientHello, for <see cref="WriteEntry"/>; pass what it returns to <see cref="End"/>.</summary>
    public static int Begin(TlsWriter writer)
    {
        int extension = writer.BeginExtension(ExtensionType.KeyShare);
        writer.Begin16();
        return extension;
    }

    public static void WriteEntry(TlsWriter writer, NamedGroup group, ReadOnlySpan<byte> publicKey)
    {
        writer.WriteUInt16((ushort)group);
        writer.WriteVector16(publicKey);
    }

    public static void End(TlsWriter writer, int start)
    {
        writer.End16(start + ListLengthLength);
        writer.EndExtension(start);
    }

    public static void WriteSelected(TlsWriter writer, NamedGroup group, ReadOnlySpan<byte> publicKey)
    {
        int extension = writer.BeginExtension(ExtensionType.KeyShare);
        WriteEntry(writer, group, publicKey);
        writer.EndExtension(extension);
    }

    public static void WriteRetry(TlsWriter writer, NamedGroup group)
    {
        int extension = writer.BeginExtension(ExtensionType.KeyShare);
        writer.WriteUInt16((ushort)group);
        writer.EndExtension(extension);
    }
}
