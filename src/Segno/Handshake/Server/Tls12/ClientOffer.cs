using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Handshake.Server.Tls12;

/// <summary>What a TLS 1.2 ClientHello offers, each extension parsed once. Borrows the hello.</summary>
internal readonly struct ClientOffer
{
    private const ushort EmptyRenegotiationInfoScsv = 0x00ff;

    public ClientHello Hello { get; private init; }

    /// <summary>extended_master_secret (RFC 7627).</summary>
    public bool ExtendedMasterSecret { get; private init; }

    /// <summary>renegotiation_info or its SCSV (RFC 5746 §3.6).</summary>
    public bool SecureRenegotiation { get; private init; }

    /// <summary>Whether ec_point_formats is there, to be answered (RFC 8422 §5.2).</summary>
    public bool HasPointFormats { get; private init; }

    /// <summary>supported_groups; empty if absent.</summary>
    public UInt16List Groups { get; private init; }

    public bool HasGroups { get; private init; }

    /// <summary>signature_algorithms; empty if absent.</summary>
    public UInt16List SignatureSchemes { get; private init; }

    /// <summary>Whether the session_ticket extension is there: the client takes tickets (RFC 5077 §3.2).</summary>
    public bool TakesTickets { get; private init; }

    /// <summary>The ticket; empty if none is offered.</summary>
    public ReadOnlyMemory<byte> Ticket { get; private init; }

    /// <summary>Whether a session ID may stand for a session: a TLS 1.3 client in compatibility mode makes one up (RFC 8446 App. D.4).</summary>
    public bool SessionIdMayBeMadeUp { get; private init; }

    /// <exception cref="TlsException">illegal_parameter, handshake_failure or decode_error.</exception>
    public static ClientOffer Parse(ClientHello hello)
    {
        if (!hello.CompressionMethods.Span.Contains((byte)0))
            throw new TlsException(TlsFaults.IllegalCompression, "null compression is not offered");

        ExtensionBlock extensions = hello.Extensions;
        bool hasRenegotiationInfo = extensions.TryGet(ExtensionType.RenegotiationInfo, out ReadOnlyMemory<byte> renegotiation);
        if (hasRenegotiationInfo && !RenegotiationInfoExtension.Parse(renegotiation).IsEmpty)
            throw new TlsException(TlsFaults.IllegalRenegotiationInfo);
        bool hasEms = extensions.TryGet(ExtensionType.ExtendedMasterSecret, out ReadOnlyMemory<byte> ems);
        if (hasEms)
            ExtendedMasterSecretExtension.Parse(ems);
        bool hasPointFormats = extensions.TryGet(ExtensionType.EcPointFormats, out ReadOnlyMemory<byte> formats);
        if (hasPointFormats && !EcPointFormatsExtension.ParseOffersUncompressed(formats))
            throw new TlsException(TlsFaults.IllegalPointFormat);
        bool hasGroups = extensions.TryGet(ExtensionType.SupportedGroups, out ReadOnlyMemory<byte> groups);
        bool hasTicket = extensions.TryGet(ExtensionType.SessionTicket, out ReadOnlyMemory<byte> ticket);

        return new ClientOffer
        {
            Hello = hello,
            ExtendedMasterSecret = hasEms,
            SecureRenegotiation = hasRenegotiationInfo || hello.CipherSuites.Contains(EmptyRenegotiationInfoScsv),
            HasPointFormats = hasPointFormats,
            HasGroups = hasGroups,
            Groups = hasGroups ? SupportedGroupsExtension.Parse(groups) : default,
            SignatureSchemes = extensions.TryGet(ExtensionType.SignatureAlgorithms, out ReadOnlyMemory<byte> schemes) ? SignatureAlgorithmsExtension.Parse(schemes) : default,
            TakesTickets = hasTicket,
            Ticket = ticket,
            SessionIdMayBeMadeUp = Negotiation.VersionNegotiation.OffersTls13(hello),
        };
    }
}
