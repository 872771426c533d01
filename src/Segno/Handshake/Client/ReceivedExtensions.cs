using Segno.Wire;
using Segno.Wire.Extensions;

namespace Segno.Handshake.Client;

/// <summary>Holds a server's extensions against what was offered (RFC 8446 §4.2, RFC 5246 §7.4.1.4).</summary>
internal static class ReceivedExtensions
{
    public static ReadOnlySpan<ExtensionType> InServerHello13 => [ExtensionType.SupportedVersions, ExtensionType.KeyShare, ExtensionType.PreSharedKey];

    public static ReadOnlySpan<ExtensionType> InHelloRetryRequest => [ExtensionType.SupportedVersions, ExtensionType.KeyShare, ExtensionType.Cookie];

    public static ReadOnlySpan<ExtensionType> InEncryptedExtensions =>
    [
        ExtensionType.ServerName, ExtensionType.SupportedGroups, ExtensionType.ApplicationLayerProtocolNegotiation, ExtensionType.RecordSizeLimit,
        ExtensionType.EarlyData, ExtensionType.TicketRequest,
    ];

    public static ReadOnlySpan<ExtensionType> InServerHello12 =>
    [
        ExtensionType.ServerName, ExtensionType.EcPointFormats, ExtensionType.ApplicationLayerProtocolNegotiation, ExtensionType.ExtendedMasterSecret,
        ExtensionType.RecordSizeLimit, ExtensionType.SessionTicket, ExtensionType.RenegotiationInfo,
        // Not of a server's to send before TLS 1.3, but some do, and it says nothing that matters.
        ExtensionType.SupportedGroups,
        ExtensionType.StatusRequest, ExtensionType.SignedCertificateTimestamp,
    ];

    public static ReadOnlySpan<ExtensionType> InCertificateRequest =>
    [
        ExtensionType.SignatureAlgorithms, ExtensionType.SignatureAlgorithmsCert, ExtensionType.CertificateAuthorities, ExtensionType.OidFilters,
        ExtensionType.StatusRequest, ExtensionType.SignedCertificateTimestamp,
    ];

    public static ReadOnlySpan<ExtensionType> InNewSessionTicket => [ExtensionType.EarlyData];

    /// <summary>For messages that answer nothing, in which a server may put what the client has never heard of (RFC 8446 §4.3.2, §4.6.1).</summary>
    /// <exception cref="TlsException">illegal_parameter: an extension that is known, and not one of this message (RFC 8446 §4.2).</exception>
    public static void RequireInPlace(in ExtensionBlock extensions, ReadOnlySpan<ExtensionType> allowed)
    {
        foreach (ExtensionView extension in extensions)
        {
            if (Enum.IsDefined(extension.Type) && !allowed.Contains(extension.Type))
                throw new TlsException(TlsFaults.ForbiddenExtension, $"extension {(ushort)extension.Type}");
        }
    }

    public static ReadOnlySpan<ExtensionType> InCertificate => [ExtensionType.StatusRequest, ExtensionType.SignedCertificateTimestamp];

    /// <param name="extensions">What came.</param>
    /// <param name="allowed">What may be in this message.</param>
    /// <param name="plan">What was offered.</param>
    /// <param name="misplaced">The fault of what was offered and does not belong here, if it is not <see cref="TlsFaults.ForbiddenExtension"/>.</param>
    /// <exception cref="TlsException">unsupported_extension: it was not offered; illegal_parameter: it was, and does not belong into this message.</exception>
    public static void Require(in ExtensionBlock extensions, ReadOnlySpan<ExtensionType> allowed, ClientHelloPlan plan, TlsFault? misplaced = null)
    {
        foreach (ExtensionView extension in extensions)
        {
            // A cookie comes unasked (RFC 8446 §4.2.2).
            bool offered = plan.Sent.Contains(extension.Type) || extension.Type == ExtensionType.Cookie;
            if (!offered)
                throw new TlsException(TlsFaults.UnsolicitedExtension, $"extension {(ushort)extension.Type}");
            if (!allowed.Contains(extension.Type))
                throw new TlsException(misplaced ?? TlsFaults.ForbiddenExtension, $"extension {(ushort)extension.Type}");
        }
    }

    /// <summary>The application protocol that the server chose, as an owned copy; empty if none.</summary>
    /// <exception cref="TlsException">illegal_parameter: it was not offered (RFC 7301 §3.1).</exception>
    public static ReadOnlyMemory<byte> ApplicationProtocol(in ExtensionBlock extensions, ClientConfiguration configuration)
    {
        if (!extensions.TryGet(ExtensionType.ApplicationLayerProtocolNegotiation, out ReadOnlyMemory<byte> body))
            return default;
        ReadOnlyMemory<byte> chosen = AlpnExtension.ParseSelected(body);
        foreach (System.Net.Security.SslApplicationProtocol offered in configuration.Options.ApplicationProtocols)
        {
            if (offered.Protocol.Span.SequenceEqual(chosen.Span))
                return offered.Protocol;
        }
        throw new TlsException(TlsFaults.IllegalProtocolChoice);
    }
}
