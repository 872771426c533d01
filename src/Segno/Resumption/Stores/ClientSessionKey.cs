namespace Segno;

/// <summary>What two connections must have in common for one to resume a session of the other.</summary>
/// <param name="Configuration">The identity of the client's configuration: trust, client certificate, versions, protocols. Two configurations never share sessions.</param>
/// <param name="ServerName">The name or address that the server's certificate was checked against, in lower case.</param>
/// <param name="Port">The server's port.</param>
/// <param name="Partition">The application's own division, for example a user or a top-level site; empty by default.</param>
public sealed record ClientSessionKey(string Configuration, string ServerName, int Port, string Partition);
