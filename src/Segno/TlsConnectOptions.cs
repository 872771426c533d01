namespace Segno;

/// <summary>What one connection of a <see cref="TlsClient"/> is about.</summary>
public sealed class TlsConnectOptions
{
    /// <summary>The DNS name or IP address that the server's certificate must be for. A DNS name also goes out as server_name.</summary>
    public required string ServerName { get; init; }

    /// <summary>The server's port, one part of the key under which sessions are kept.</summary>
    public int Port { get; init; } = 443;

    /// <summary>A division of the application's own: connections of different partitions share no sessions.</summary>
    public string Partition { get; init; } = "";

    /// <summary>A session to offer, exported from another connection, on whatever port: as FTPS needs. Without one, the client's store is asked.</summary>
    /// <remarks>One that another client made, or that was imported, is offered only if the client's certificate callback accepts it, where there is one.</remarks>
    public TlsClientSession? Session { get; init; }

    /// <summary>Refuses a connection that would not resume, before any application data.</summary>
    public bool MustResume { get; init; }
}
