using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Handshake.Negotiation;

/// <summary>The server's choice of a version (RFC 8446 §4.2.1, RFC 5246 App. E.1).</summary>
internal static class VersionNegotiation
{
    private const ushort FallbackScsv = 0x5600;
    private const ushort Ssl3 = 0x0300;

    /// <exception cref="TlsException">protocol_version: nothing in common, or a legacy_version of SSL 3.0 or less; inappropriate_fallback (RFC 7507).</exception>
    public static ProtocolVersion Choose(ClientHello hello, bool tls12, bool tls13)
    {
        ProtocolVersion version = ChooseHighest(hello, tls12, tls13);
        if (version == ProtocolVersion.Tls12 && tls13 && hello.CipherSuites.Contains(FallbackScsv))
            throw new TlsException(TlsFaults.InappropriateFallbackOffered);
        return version;
    }

    /// <summary>Whether the client offers TLS 1.3.</summary>
    public static bool OffersTls13(ClientHello hello) =>
        hello.Extensions.TryGet(ExtensionType.SupportedVersions, out ReadOnlyMemory<byte> body)
        && SupportedVersionsExtension.ParseOffer(body).Contains((ushort)ProtocolVersion.Tls13);

    private static ProtocolVersion ChooseHighest(ClientHello hello, bool tls12, bool tls13)
    {
        if (!hello.Extensions.TryGet(ExtensionType.SupportedVersions, out ReadOnlyMemory<byte> body))
        {
            // Without supported_versions, legacy_version is the client's highest.
            return tls12 && hello.LegacyVersion >= (ushort)ProtocolVersion.Tls12
                ? ProtocolVersion.Tls12
                : throw new TlsException(TlsFaults.UnsupportedVersion, $"the client offers up to 0x{hello.LegacyVersion:x4}");
        }

        UInt16List offered = SupportedVersionsExtension.ParseOffer(body);
        // RFC 8446 §4.2.1: with supported_versions there, legacy_version says nothing; but App. D.5: SSL 3.0 in it ends the handshake.
        if (hello.LegacyVersion <= Ssl3)
            throw new TlsException(TlsFaults.UnsupportedVersion, $"legacy_version is 0x{hello.LegacyVersion:x4}");
        if (tls13 && offered.Contains((ushort)ProtocolVersion.Tls13))
            return ProtocolVersion.Tls13;
        return tls12 && offered.Contains((ushort)ProtocolVersion.Tls12)
            ? ProtocolVersion.Tls12
            : throw new TlsException(TlsFaults.UnsupportedVersion);
    }
}
