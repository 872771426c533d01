namespace Segno.Record;

/// <summary>Names what speaks on a connection whose first bytes are no TLS record, so that the error helps.</summary>
internal static class FirstBytes
{
    public static TlsException Explain(ReadOnlySpan<byte> header)
    {
        if (header.StartsWith("CONNE"u8))
            return new TlsException(TlsFaults.HttpsProxyRequest);
        if (IsHttpMethod(header))
            return new TlsException(TlsFaults.HttpRequest);
        if (header.StartsWith("HTTP/"u8))
            return new TlsException(TlsFaults.NotTls, "the server speaks plaintext HTTP");
        return new TlsException(TlsFaults.NotTls);
    }

    private static bool IsHttpMethod(ReadOnlySpan<byte> header) =>
        header.StartsWith("GET "u8) || header.StartsWith("POST "u8) || header.StartsWith("HEAD "u8) || header.StartsWith("PUT "u8)
        || header.StartsWith("DELET"u8) || header.StartsWith("OPTIO"u8) || header.StartsWith("PATCH"u8) || header.StartsWith("TRACE"u8)
        || header.StartsWith("PRI *"u8);
}
