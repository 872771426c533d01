namespace Segno.Wire.Extensions;

/// <summary>psk_key_exchange_modes: <c>PskKeyExchangeMode ke_modes&lt;1..255&gt;</c> (RFC 8446 §4.2.9).</summary>
internal static class PskKeyExchangeModesExtension
{
    /// <returns>The modes, a byte each, unknown ones among them.</returns>
    /// <exception cref="TlsException">decode_error.</exception>
    public static ReadOnlyMemory<byte> Parse(ReadOnlyMemory<byte> body)
    {
        BorrowingReader reader = new(body);
        ReadOnlyMemory<byte> modes = reader.ReadVector8(1);
        reader.EndOfInput();
        return modes;
    }

    public static void Write(TlsWriter writer, ReadOnlySpan<PskKeyExchangeMode> modes)
    {
        int extension = writer.BeginExtension(ExtensionType.PskKeyExchangeModes);
        int list = writer.Begin8();
        foreach (PskKeyExchangeMode mode in modes)
            writer.WriteUInt8((byte)mode);
        writer.End8(list);
        writer.EndExtension(extension);
    }
}
