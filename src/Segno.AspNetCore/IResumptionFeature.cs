namespace Segno.AspNetCore;

/// <summary>
/// What a connection's TLS handshake came to, and whether it resumed a session. It belongs to the connection: requests that
/// share one, over HTTP/2 or by keep-alive, see the same.
/// </summary>
public interface IResumptionFeature
{
    /// <summary>What was negotiated, and how the connection came about.</summary>
    ConnectionInfo Info { get; }

    /// <summary>The TLS connection below; owned by the middleware. Reading from or writing to it bypasses HTTP.</summary>
    TlsStream Stream { get; }
}
