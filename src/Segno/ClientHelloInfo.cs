using System.Net.Security;

namespace Segno;

/// <summary>What a ClientHello says before anything is decided: the input of <see cref="TlsServerOptions.HostSelector"/>.</summary>
/// <param name="ServerName">server_name in lower case without a trailing dot; null if absent (RFC 6066 §3).</param>
/// <param name="ApplicationProtocols">The protocols that the client offers, in its order (RFC 7301).</param>
/// <param name="OffersTls13">Whether the client offers TLS 1.3.</param>
public sealed record ClientHelloInfo(string? ServerName, IReadOnlyList<SslApplicationProtocol> ApplicationProtocols, bool OffersTls13);
