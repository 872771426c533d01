namespace Segno.Wire.Extensions;

/// <summary>
/// status_request (RFC 6066 §8), and what answers it: CertificateStatus, a message in TLS 1.2 and the extension of a certificate in TLS 1.3
/// (RFC 8446 §4.4.2.1):
/// <code>
/// struct { CertificateStatusType status_type = 1; ResponderID responder_id_list&lt;0..2^16-1&gt;; Extensions request_extensions&lt;0..2^16-1&gt;; }
/// struct { CertificateStatusType status_type = 1; opaque OCSPResponse&lt;1..2^24-1&gt;; } CertificateStatus;
/// </code>
/// </summary>
internal static class StatusRequestExtension
{
    private const byte Ocsp = 1;

    /// <summary>Asks for an OCSP response of whatever responder.</summary>
    public static void Write(TlsWriter writer) => writer.WriteExtension(ExtensionType.StatusRequest, [Ocsp, 0, 0, 0, 0]);

    /// <summary>Whether a client asks for OCSP; other types of status are passed over.</summary>
    /// <exception cref="TlsException">decode_error.</exception>
    public static bool ParseAsksForOcsp(ReadOnlyMemory<byte> body)
    {
        TlsReader reader = new(body.Span);
        if (reader.ReadUInt8() != Ocsp)
            return false;
        reader.ReadVector16(0);
        reader.ReadVector16(0);
        reader.EndOfInput();
        return true;
    }

    /// <summary>The answer as an extension of a certificate.</summary>
    public static void WriteStatusExtension(TlsWriter writer, ReadOnlySpan<byte> response)
    {
        int extension = writer.BeginExtension(ExtensionType.StatusRequest);
        WriteStatus(writer, response);
        writer.EndExtension(extension);
    }

    public static void WriteStatus(TlsWriter writer, ReadOnlySpan<byte> response)
    {
        writer.WriteUInt8(Ocsp);
        writer.WriteVector24(response);
    }

    /// <returns>The OCSP response; borrowed.</returns>
    /// <exception cref="TlsException">decode_error: it is empty, or a status of another type.</exception>
    public static ReadOnlyMemory<byte> ParseStatus(ReadOnlyMemory<byte> body)
    {
        BorrowingReader reader = new(body);
        if (reader.ReadUInt8() != Ocsp)
            throw new TlsException(TlsFaults.MalformedExtension, "a certificate status that is not OCSP's");
        ReadOnlyMemory<byte> response = reader.ReadVector24(1);
        reader.EndOfInput();
        return response;
    }
}
