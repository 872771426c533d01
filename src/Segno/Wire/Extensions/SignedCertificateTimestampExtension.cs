namespace Segno.Wire.Extensions;

/// <summary>
/// signed_certificate_timestamp (RFC 6962 §3.3.1): empty from the client; from the server
/// <code>
/// opaque SerializedSCT&lt;1..2^16-1&gt;;
/// struct { SerializedSCT sct_list&lt;1..2^16-1&gt;; } SignedCertificateTimestampList;
/// </code>
/// </summary>
internal static class SignedCertificateTimestampExtension
{
    public static void WriteRequest(TlsWriter writer) => writer.WriteEmptyExtension(ExtensionType.SignedCertificateTimestamp);

    /// <exception cref="TlsException">decode_error: it is not empty.</exception>
    public static void ParseRequest(ReadOnlyMemory<byte> body) => ExtensionWriting.RequireEmpty(body, ExtensionType.SignedCertificateTimestamp);

    /// <param name="writer">Where to.</param>
    /// <param name="list">A SignedCertificateTimestampList, its own length included.</param>
    public static void Write(TlsWriter writer, ReadOnlySpan<byte> list) => writer.WriteExtension(ExtensionType.SignedCertificateTimestamp, list);

    /// <summary>Checks the form of a list; what the timestamps say is not looked at.</summary>
    /// <returns>The list as it came, its own length included.</returns>
    /// <exception cref="TlsException">decode_error: the list, or a timestamp in it, is empty, or a length lies.</exception>
    public static ReadOnlyMemory<byte> Parse(ReadOnlyMemory<byte> body) =>
        IsList(body.Span) ? body : throw new TlsException(TlsFaults.MalformedExtension, nameof(ExtensionType.SignedCertificateTimestamp));

    public static bool IsList(ReadOnlySpan<byte> body)
    {
        try
        {
            TlsReader reader = new(body);
            TlsReader list = new(reader.ReadVector16(1));
            reader.EndOfInput();
            while (list.Remaining > 0)
                list.ReadVector16(1);
            return true;
        }
        catch (TlsException)
        {
            return false;
        }
    }
}
