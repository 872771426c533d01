using System.Text;

namespace Segno.Wire.Extensions;

/// <summary>
/// server_name (RFC 6066 §3):
/// <code>
/// struct { NameType name_type; opaque HostName&lt;1..2^16-1&gt;; } ServerName;
/// ServerName server_name_list&lt;1..2^16-1&gt;;
/// </code>
/// host_name is the only type there has ever been, and a type occurs once: the list is one name. A server acknowledges with an empty body.
/// </summary>
internal static class ServerNameExtension
{
    private const byte HostName = 0;
    private const int MaxNameLength = 253;
    private const int MaxLabelLength = 63;

    /// <returns>The name in lower case and without a trailing dot, so that a host, and a session, has one name.</returns>
    /// <exception cref="TlsException">decode_error; illegal_parameter: the name is not a DNS host name.</exception>
    public static string Parse(ReadOnlyMemory<byte> body)
    {
        TlsReader reader = new(body.Span);
        TlsReader list = new(reader.ReadVector16(1));
        reader.EndOfInput();
        if (list.ReadUInt8() != HostName)
            throw new TlsException(TlsFaults.MalformedExtension, "server_name of a type other than host_name");
        ReadOnlySpan<byte> name = list.ReadVector16(1);
        if (list.Remaining != 0)
            throw new TlsException(TlsFaults.MalformedExtension, "server_name with a second name");

        // RFC 6066 §3 forbids the trailing dot; some clients pass on what the user typed.
        if (name[^1] == (byte)'.')
            name = name[..^1];
        if (!IsHostName(name))
            throw new TlsException(TlsFaults.IllegalServerName);
        return string.Create(name.Length, name, static (text, bytes) =>
        {
            Encoding.ASCII.GetChars(bytes, text);
            for (int i = 0; i < text.Length; i++)
                text[i] = char.ToLowerInvariant(text[i]);
        });
    }

    /// <summary>The server's answer.</summary>
    /// <exception cref="TlsException">decode_error: it is not empty.</exception>
    public static void ParseAcknowledgement(ReadOnlyMemory<byte> body) => ExtensionWriting.RequireEmpty(body, ExtensionType.ServerName);

    /// <param name="writer">Where to.</param>
    /// <param name="name">A normalised DNS name, ASCII.</param>
    public static void Write(TlsWriter writer, string name)
    {
        int extension = writer.BeginExtension(ExtensionType.ServerName);
        int list = writer.Begin16();
        writer.WriteUInt8(HostName);
        int host = writer.Begin16();
        Encoding.ASCII.GetBytes(name, writer.WriteZeros(name.Length));
        writer.End16(host);
        writer.End16(list);
        writer.EndExtension(extension);
    }

    public static void WriteAcknowledgement(TlsWriter writer) => writer.WriteEmptyExtension(ExtensionType.ServerName);

    /// <summary>
    /// Labels of 1 to 63 letters, digits, hyphens within, and the underscores that are in use, between dots (RFC 1123 §2.1); A-labels for
    /// anything else. An IPv4 address has that form too: clients that wrongly send one (RFC 6066 §3) are served under it as under a name.
    /// </summary>
    public static bool IsHostName(ReadOnlySpan<byte> name)
    {
        if (name.Length is 0 or > MaxNameLength)
            return false;
        int labelStart = 0;
        for (int i = 0; i <= name.Length; i++)
        {
            if (i == name.Length || name[i] == (byte)'.')
            {
                if (!IsLabel(name[labelStart..i]))
                    return false;
                labelStart = i + 1;
            }
        }
        return true;
    }

    private static bool IsLabel(ReadOnlySpan<byte> label)
    {
        if (label.Length is 0 or > MaxLabelLength || label[0] == (byte)'-' || label[^1] == (byte)'-')
            return false;
        foreach (byte character in label)
        {
            if (!char.IsAsciiLetterOrDigit((char)character) && character is not ((byte)'-' or (byte)'_'))
                return false;
        }
        return true;
    }
}
