namespace Segno.Wire.Extensions;

/// <summary>supported_groups: <c>NamedGroup named_group_list&lt;2..2^16-1&gt;</c> (RFC 8446 §4.2.7).</summary>
internal static class SupportedGroupsExtension
{
    /// <exception cref="TlsException">decode_error.</exception>
    public static UInt16List Parse(ReadOnlyMemory<byte> body) => UInt16List.ParseVector16(body);

    public static void Write(TlsWriter writer, IReadOnlyList<NamedGroup> groups)
    {
        int extension = writer.BeginExtension(ExtensionType.SupportedGroups);
        int list = writer.Begin16();
        for (int i = 0; i < groups.Count; i++)
            writer.WriteUInt16((ushort)groups[i]);
        writer.End16(list);
        writer.EndExtension(extension);
    }
}
