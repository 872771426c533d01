using System.Security.Authentication;

namespace Segno.Integration.Tests.Interop;

/// <summary>What a peer says of one connection in its own words: its output, its log, or its response.</summary>
/// <param name="Resumed">Whether it says that the connection resumed.</param>
/// <param name="Protocol">The version that it names.</param>
internal sealed record PeerReport(bool Resumed, SslProtocols Protocol)
{
    /// <summary>Reads the version out of any spelling of it, such as <c>TLSv1.3</c> or <c>TLS1.3</c>.</summary>
    public static PeerReport Of(bool resumed, string version) => new(
        resumed,
        version.Contains("1.3", StringComparison.Ordinal) ? SslProtocols.Tls13
        : version.Contains("1.2", StringComparison.Ordinal) ? SslProtocols.Tls12
        : SslProtocols.None);
}
