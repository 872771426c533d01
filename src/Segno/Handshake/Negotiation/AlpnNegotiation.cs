using System.Net.Security;
using Segno.Wire;
using Segno.Wire.Extensions;

namespace Segno.Handshake.Negotiation;

/// <summary>The server's choice of an application protocol (RFC 7301 §3.2), anew on every connection, resumed or not.</summary>
internal static class AlpnNegotiation
{
    /// <summary>The protocol, as an owned copy; empty where the client or the host does not use ALPN.</summary>
    /// <exception cref="TlsException">no_application_protocol: both use it and have nothing in common.</exception>
    public static ReadOnlyMemory<byte> Choose(in ExtensionBlock clientExtensions, IReadOnlyList<SslApplicationProtocol> preferred)
    {
        if (!clientExtensions.TryGet(ExtensionType.ApplicationLayerProtocolNegotiation, out ReadOnlyMemory<byte> body))
            return default;
        AlpnList offered = AlpnExtension.Parse(body);
        if (preferred.Count == 0)
            return default;
        foreach (SslApplicationProtocol candidate in preferred)
        {
            foreach (ReadOnlyMemory<byte> name in offered)
            {
                if (name.Span.SequenceEqual(candidate.Protocol.Span))
                    return candidate.Protocol;
            }
        }
        throw new TlsException(TlsFaults.NoCommonProtocol);
    }
}
