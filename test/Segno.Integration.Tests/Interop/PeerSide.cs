namespace Segno.Integration.Tests.Interop;

/// <summary>Which end of the connection the peer is.</summary>
public enum PeerSide
{
    /// <summary>The peer connects to our server.</summary>
    Client,
    /// <summary>Our client connects to the peer.</summary>
    Server,
}
