namespace Segno.Wire.Extensions;

/// <summary>supported_versions: <c>ProtocolVersion versions&lt;2..254&gt;</c> from the client, one version from the server (RFC 8446 §4.2.1).</summary>
internal static class SupportedVersionsExtension
{
    private const int MaxVersions = 254;

    /// <exception cref="TlsException">decode_error.</exception>
    public static UInt16List ParseOffer(ReadOnlyMemory<byte> body)
    {
        BorrowingReader reader = new(body);
        UInt16List versions = new(reader.ReadVector8(sizeof(ushort), MaxVersions));
        reader.EndOfInput();
        return versions;
    }

    /// <returns>selected_version.</returns>
    /// <exception cref="TlsException">decode_error.</exception>
    public static ushort ParseSelected(ReadOnlyMemory<byte> body)
    {
        TlsReader reader = new(body.Span);
        ushort version = reader.ReadUInt16();
        reader.EndOfInput();
        return version;
    }

    public static void WriteOffer(TlsWriter writer, ReadOnlySpan<ProtocolVersion> versions)
    {
        int extension = writer.BeginExtension(ExtensionType.SupportedVersions);
        int list = writer.Begin8();
        foreach (ProtocolVersion version in versions)
            writer.WriteUInt16((ushort)version);
        writer.End8(list);
        writer.EndExtension(extension);
    }

    public static void WriteSelected(TlsWriter writer, ProtocolVersion version)
    {
        int extension = writer.BeginExtension(ExtensionType.SupportedVersions);
        writer.WriteUInt16((ushort)version);
        writer.EndExtension(extension);
    }
}
