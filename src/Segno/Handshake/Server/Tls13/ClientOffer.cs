using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Handshake.Server.Tls13;

/// <summary>What a TLS 1.3 ClientHello offers, each extension parsed once, with the combinations of RFC 8446 §9.2 checked. Borrows the hello.</summary>
internal readonly struct ClientOffer
{
    private ClientOffer(ClientHello hello, ReadOnlyMemory<byte> encoded)
    {
        Hello = hello;
        Encoded = encoded;
    }

    public ClientHello Hello { get; }

    /// <summary>The whole message, header included.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    public bool HasGroups { get; private init; }

    public UInt16List Groups { get; private init; }

    public KeyShareList KeyShares { get; private init; }

    /// <summary>signature_algorithms; empty if absent.</summary>
    public UInt16List SignatureSchemes { get; private init; }

    public bool HasSignatureSchemes { get; private init; }

    public bool HasPsks { get; private init; }

    public OfferedPsks Psks { get; private init; }

    /// <summary>psk_key_exchange_modes, those that Segno knows.</summary>
    public PskKeyExchangeModes PskModes { get; private init; }

    /// <summary>The modes in which the client could use a ticket: those it lists, or any where it does not say (RFC 8446 §4.2.9).</summary>
    public PskKeyExchangeModes TicketModes { get; private init; }

    public bool HasEarlyData { get; private init; }

    /// <summary>ticket_request (RFC 9149); null if absent.</summary>
    public (byte New, byte Resumption)? TicketRequest { get; private init; }

    /// <exception cref="TlsException">missing_extension, illegal_parameter or decode_error.</exception>
    public static ClientOffer Parse(ClientHello hello, ReadOnlyMemory<byte> encoded)
    {
        // RFC 8446 §4.1.2: exactly one compression method, null.
        if (hello.CompressionMethods.Length != 1 || hello.CompressionMethods.Span[0] != 0)
            throw new TlsException(TlsFaults.IllegalCompression);

        ExtensionBlock extensions = hello.Extensions;
        // RFC 8446 §4.2: of all that Segno knows, this alone has no place in a ClientHello.
        if (extensions.Contains(ExtensionType.OidFilters))
            throw new TlsException(TlsFaults.ForbiddenExtension, "oid_filters");
        bool hasGroups = extensions.TryGet(ExtensionType.SupportedGroups, out ReadOnlyMemory<byte> groups);
        bool hasShares = extensions.TryGet(ExtensionType.KeyShare, out ReadOnlyMemory<byte> shares);
        bool hasSchemes = extensions.TryGet(ExtensionType.SignatureAlgorithms, out ReadOnlyMemory<byte> schemes);
        bool hasPsks = extensions.TryGet(ExtensionType.PreSharedKey, out ReadOnlyMemory<byte> psks);
        bool hasModes = extensions.TryGet(ExtensionType.PskKeyExchangeModes, out ReadOnlyMemory<byte> modes);
        if (hasGroups != hasShares)
            throw new TlsException(TlsFaults.MissingSupportedExtension, hasGroups ? "key_share" : "supported_groups");
        if (hasPsks && !hasModes)
            throw new TlsException(TlsFaults.MissingPskModes);

        PskKeyExchangeModes known = hasModes ? KnownModes(PskKeyExchangeModesExtension.Parse(modes).Span) : PskKeyExchangeModes.None;
        ClientOffer offer = new(hello, encoded)
        {
            HasGroups = hasGroups,
            Groups = hasGroups ? SupportedGroupsExtension.Parse(groups) : default,
            KeyShares = hasShares ? KeyShareExtension.ParseOffer(shares) : default,
            HasSignatureSchemes = hasSchemes,
            SignatureSchemes = hasSchemes ? SignatureAlgorithmsExtension.Parse(schemes) : default,
            HasPsks = hasPsks,
            Psks = hasPsks ? PreSharedKeyExtension.ParseOffer(psks) : default,
            PskModes = known,
            TicketModes = hasModes ? known : PskKeyExchangeModes.DheKe | PskKeyExchangeModes.Ke,
            HasEarlyData = ParseEarlyData(extensions),
            TicketRequest = extensions.TryGet(ExtensionType.TicketRequest, out ReadOnlyMemory<byte> request) ? TicketRequestExtension.ParseRequest(request) : null,
        };
        if (!hasPsks)
            offer.RequireCertificateExtensions();
        return offer;
    }

    /// <summary>A handshake with certificates needs signature_algorithms and supported_groups (RFC 8446 §9.2).</summary>
    public void RequireCertificateExtensions()
    {
        if (!HasSignatureSchemes)
            throw new TlsException(TlsFaults.MissingSupportedExtension, "signature_algorithms");
        if (!HasGroups)
            throw new TlsException(TlsFaults.MissingSupportedExtension, "supported_groups");
    }

    private static PskKeyExchangeModes KnownModes(ReadOnlySpan<byte> modes)
    {
        PskKeyExchangeModes known = PskKeyExchangeModes.None;
        if (modes.Contains((byte)PskKeyExchangeMode.PskDheKe))
            known |= PskKeyExchangeModes.DheKe;
        if (modes.Contains((byte)PskKeyExchangeMode.PskKe))
            known |= PskKeyExchangeModes.Ke;
        return known;
    }

    private static bool ParseEarlyData(ExtensionBlock extensions)
    {
        if (!extensions.TryGet(ExtensionType.EarlyData, out ReadOnlyMemory<byte> body))
            return false;
        EarlyDataExtension.ParseEmpty(body);
        return true;
    }
}
