using System.Net.Security;

namespace Segno.Wire.Extensions;

/// <summary>application_layer_protocol_negotiation: <c>ProtocolName protocol_name_list&lt;2..2^16-1&gt;</c> (RFC 7301 §3.1).</summary>
internal static class AlpnExtension
{
    /// <summary>The client's offer.</summary>
    /// <exception cref="TlsException">decode_error.</exception>
    public static AlpnList Parse(ReadOnlyMemory<byte> body)
    {
        BorrowingReader reader = new(body);
        AlpnList list = AlpnList.Parse(reader.ReadVector16(2));
        reader.EndOfInput();
        return list;
    }

    /// <summary>The server's answer: exactly one name.</summary>
    /// <exception cref="TlsException">decode_error.</exception>
    public static ReadOnlyMemory<byte> ParseSelected(ReadOnlyMemory<byte> body)
    {
        AlpnList.Enumerator names = Parse(body).GetEnumerator();
        names.MoveNext();
        ReadOnlyMemory<byte> selected = names.Current;
        return names.MoveNext() ? throw new TlsException(TlsFaults.MalformedExtension, "the server names two application protocols") : selected;
    }

    public static void Write(TlsWriter writer, IReadOnlyList<SslApplicationProtocol> protocols)
    {
        int extension = writer.BeginExtension(ExtensionType.ApplicationLayerProtocolNegotiation);
        int list = writer.Begin16();
        for (int i = 0; i < protocols.Count; i++)
            writer.WriteVector8(protocols[i].Protocol.Span);
        writer.End16(list);
        writer.EndExtension(extension);
    }

    public static void WriteSelected(TlsWriter writer, ReadOnlySpan<byte> protocol)
    {
        int extension = writer.BeginExtension(ExtensionType.ApplicationLayerProtocolNegotiation);
        int list = writer.Begin16();
        writer.WriteVector8(protocol);
        writer.End16(list);
        writer.EndExtension(extension);
    }
}
