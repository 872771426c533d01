using Segno.Wire;
using Segno.Wire.Extensions;
using Segno.Wire.Messages;

namespace Segno.Testing;

/// <summary>Every parser of the room. Each also walks what it parsed, as the handshake will.</summary>
internal static class Parsers
{
    public static IReadOnlyList<(string Name, Action<byte[]> Parse)> All { get; } =
    [
        ("ClientHello", body => Walk(ClientHello.Parse(body))),
        ("ServerHello", body => Walk(ServerHello.Parse(body).Extensions)),
        ("EncryptedExtensions", body => Walk(EncryptedExtensions.Parse(body).Extensions)),
        ("Certificate12", body => Walk(Certificate12.Parse(body))),
        ("Certificate13", body => Walk(Certificate13.Parse(body))),
        ("CertificateRequest12", body => Walk(CertificateRequest12.Parse(body))),
        ("CertificateRequest13", body => Walk(CertificateRequest13.Parse(body).Extensions)),
        ("CertificateStatus", body => CertificateStatus.Parse(body)),
        ("CertificateVerify", body => CertificateVerify.Parse(body)),
        ("ServerKeyExchange", body => ServerKeyExchange.Parse(body)),
        ("ServerHelloDone", body => ServerHelloDone.Parse(body)),
        ("ClientKeyExchange", body => ClientKeyExchange.Parse(body)),
        ("Finished", body => Finished.Parse(body)),
        ("KeyUpdate", body => KeyUpdate.Parse(body)),
        ("NewSessionTicket12", body => NewSessionTicket12.Parse(body)),
        ("NewSessionTicket13", body => Walk(NewSessionTicket13.Parse(body).Extensions)),
        ("ExtensionBlock", body => Walk(ExtensionBlock.Parse(body))),
        ("ServerName", body => ServerNameExtension.Parse(body)),
        ("ServerName.Acknowledgement", body => ServerNameExtension.ParseAcknowledgement(body)),
        ("SupportedGroups", body => Walk(SupportedGroupsExtension.Parse(body))),
        ("SignatureAlgorithms", body => Walk(SignatureAlgorithmsExtension.Parse(body))),
        ("SupportedVersions.Offer", body => Walk(SupportedVersionsExtension.ParseOffer(body))),
        ("SupportedVersions.Selected", body => SupportedVersionsExtension.ParseSelected(body)),
        ("Alpn.Offer", body => Walk(AlpnExtension.Parse(body))),
        ("Alpn.Selected", body => AlpnExtension.ParseSelected(body)),
        ("KeyShare.Offer", body => Walk(KeyShareExtension.ParseOffer(body))),
        ("KeyShare.Selected", body => KeyShareExtension.ParseSelected(body)),
        ("KeyShare.Retry", body => KeyShareExtension.ParseRetry(body)),
        ("PreSharedKey.Offer", body => Walk(PreSharedKeyExtension.ParseOffer(body))),
        ("PreSharedKey.Selected", body => PreSharedKeyExtension.ParseSelected(body)),
        ("PskKeyExchangeModes", body => PskKeyExchangeModesExtension.Parse(body)),
        ("EarlyData.Empty", body => EarlyDataExtension.ParseEmpty(body)),
        ("EarlyData.MaxSize", body => EarlyDataExtension.ParseMaxSize(body)),
        ("Cookie", body => CookieExtension.Parse(body)),
        ("RecordSizeLimit", body => RecordSizeLimitExtension.Parse(body)),
        ("TicketRequest.Request", body => TicketRequestExtension.ParseRequest(body)),
        ("TicketRequest.Expected", body => TicketRequestExtension.ParseExpected(body)),
        ("SessionTicket.Empty", body => SessionTicketExtension.ParseEmpty(body)),
        ("ExtendedMasterSecret", body => ExtendedMasterSecretExtension.Parse(body)),
        ("RenegotiationInfo", body => RenegotiationInfoExtension.Parse(body)),
        ("EcPointFormats", body => EcPointFormatsExtension.ParseOffersUncompressed(body)),
        ("StatusRequest.Request", body => StatusRequestExtension.ParseAsksForOcsp(body)),
        ("StatusRequest.Status", body => StatusRequestExtension.ParseStatus(body)),
        ("SignedCertificateTimestamp", body => SignedCertificateTimestampExtension.Parse(body)),
        ("CertificateAuthorities", body => Walk(CertificateAuthoritiesExtension.Parse(body))),
    ];

    public static Action<byte[]> Get(string name) => All.Single(parser => parser.Name == name).Parse;

    private static void Walk(ClientHello hello)
    {
        Walk(hello.CipherSuites);
        Walk(hello.Extensions);
    }

    private static void Walk(ExtensionBlock extensions)
    {
        foreach (ExtensionView extension in extensions)
            Require(extensions.TryGet(extension.Type, out ReadOnlyMemory<byte> body) && body.Equals(extension.Body));
    }

    private static void Walk(UInt16List list)
    {
        int count = 0;
        foreach (ushort value in list)
        {
            Require(list.Contains(value));
            count++;
        }
        Require(list.Count == count);
    }

    private static void Walk(AlpnList list)
    {
        foreach (ReadOnlyMemory<byte> name in list)
            Require(!name.IsEmpty);
    }

    private static void Walk(DistinguishedNameList list)
    {
        foreach (ReadOnlyMemory<byte> name in list)
            Require(!name.IsEmpty);
    }

    private static void Walk(KeyShareList list)
    {
        int count = 0;
        foreach (KeyShareEntry entry in list)
        {
            Require(!entry.KeyExchange.IsEmpty);
            count++;
        }
        Require(list.Count == count);
    }

    private static void Walk(OfferedPsks psks)
    {
        for (int i = 0; i < psks.Count; i++)
        {
            Require(!psks.GetIdentity(i).Identity.IsEmpty);
            Require(psks.GetBinder(i).Length >= 32);
        }
    }

    private static void Walk(CertificateRequest12 request)
    {
        Walk(request.SignatureSchemes);
        Walk(request.Authorities);
    }

    private static void Walk(Certificate12 certificate)
    {
        foreach (ReadOnlyMemory<byte> entry in certificate.Entries)
            Require(!entry.IsEmpty);
    }

    private static void Walk(Certificate13 certificate)
    {
        foreach (CertificateEntry entry in certificate.Entries)
        {
            Require(!entry.Data.IsEmpty);
            Walk(entry.Extensions);
        }
    }

    private static void Require(bool holds)
    {
        if (!holds)
            throw new InvalidOperationException("What was parsed contradicts itself.");
    }
}
