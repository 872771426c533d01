using System.Net.Security;
using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>Every extension that Segno knows, in every message of a server's where it may not be: the table of RFC 8446 §4.2, written a second time.</summary>
public sealed class ExtensionPlacesTests
{
    private const ushort Unknown = 0x1a1a;

    /// <summary>Where a server may put an extension; in the ServerHello of TLS 1.2 those of RFC 5246 and its companions.</summary>
    private static readonly Dictionary<string, ExtensionType[]> s_places = new()
    {
        ["ServerHello"] = [ExtensionType.PreSharedKey, ExtensionType.SupportedVersions, ExtensionType.KeyShare],
        ["HelloRetryRequest"] = [ExtensionType.SupportedVersions, ExtensionType.Cookie, ExtensionType.KeyShare],
        ["EncryptedExtensions"] =
        [
            ExtensionType.ServerName, ExtensionType.SupportedGroups, ExtensionType.ApplicationLayerProtocolNegotiation, ExtensionType.RecordSizeLimit,
            ExtensionType.EarlyData, ExtensionType.TicketRequest,
        ],
        ["CertificateRequest"] =
        [
            ExtensionType.StatusRequest, ExtensionType.SignatureAlgorithms, ExtensionType.SignedCertificateTimestamp, ExtensionType.CertificateAuthorities,
            ExtensionType.OidFilters, ExtensionType.SignatureAlgorithmsCert,
        ],
        ["Certificate"] = [ExtensionType.StatusRequest, ExtensionType.SignedCertificateTimestamp],
        ["NewSessionTicket"] = [ExtensionType.EarlyData],
        ["ServerHello of TLS 1.2"] =
        [
            ExtensionType.ServerName, ExtensionType.StatusRequest, ExtensionType.EcPointFormats, ExtensionType.ApplicationLayerProtocolNegotiation,
            ExtensionType.SignedCertificateTimestamp, ExtensionType.ExtendedMasterSecret, ExtensionType.RecordSizeLimit, ExtensionType.SessionTicket,
            ExtensionType.RenegotiationInfo,
            // Belongs to the client, and is passed over.
            ExtensionType.SupportedGroups,
            // Says which version it is: tested where versions are.
            ExtensionType.SupportedVersions,
        ],
    };

    /// <summary>What the client below offers. It does not offer the rest: early data, cookies, and what is not for a ClientHello.</summary>
    private static readonly ExtensionType[] s_offered =
    [
        ExtensionType.ServerName, ExtensionType.StatusRequest, ExtensionType.SupportedGroups, ExtensionType.EcPointFormats, ExtensionType.SignatureAlgorithms,
        ExtensionType.ApplicationLayerProtocolNegotiation, ExtensionType.SignedCertificateTimestamp, ExtensionType.ExtendedMasterSecret, ExtensionType.RecordSizeLimit,
        ExtensionType.SessionTicket, ExtensionType.SupportedVersions, ExtensionType.PskKeyExchangeModes, ExtensionType.KeyShare, ExtensionType.TicketRequest,
        ExtensionType.RenegotiationInfo,
    ];

    public static TheoryData<string, int> Misplaced
    {
        get
        {
            TheoryData<string, int> misplaced = [];
            foreach ((string message, ExtensionType[] places) in s_places)
            {
                foreach (ExtensionType type in Enum.GetValues<ExtensionType>().Except(places))
                    misplaced.Add(message, (int)type);
                if (message is not ("CertificateRequest" or "NewSessionTicket"))
                    misplaced.Add(message, Unknown);
            }
            return misplaced;
        }
    }

    [Fact, Requirement("C112")]
    public async Task The_client_of_these_tests_offers_what_the_table_says()
    {
        await using TlsClient client = Client();
        RawHello hello = await CapturedHello.OfAsync(client);
        Assert.Equal(s_offered.Order(), hello.Extensions.Select(extension => (ExtensionType)extension.Type).Order());
    }

    [Theory, MemberData(nameof(Misplaced)), Requirement("C112", "C019")]
    public async Task A_misplaced_extension_is_refused(string message, int type)
    {
        bool isResponse = message is not ("CertificateRequest" or "NewSessionTicket");
        bool offered = s_offered.Contains((ExtensionType)type) || (type == (int)ExtensionType.Cookie && message is "ServerHello" or "HelloRetryRequest");
        // What was not offered cannot be answered. RFC 8446 §4.2 would have what was offered and belongs elsewhere be an illegal parameter; in
        // EncryptedExtensions and Certificate BoringSSL's tests have it be an unsupported extension, and so do we.
        bool unsolicited = isResponse && (!offered || message is "EncryptedExtensions" or "Certificate");
        if (type == (int)ExtensionType.Cookie && message == "ServerHello of TLS 1.2")
            unsolicited = false;
        await SendAsync(message, [.. RawHello.U16(type), 0, 1, 0], unsolicited ? AlertDescription.UnsupportedExtension : AlertDescription.IllegalParameter);
    }

    [Theory, Requirement("C112")]
    [InlineData("CertificateRequest"), InlineData("NewSessionTicket")]
    public async Task In_what_answers_nothing_an_unknown_extension_is_passed_over(string message) => await SendAsync(message, [0x1a, 0x1a, 0, 1, 0], alert: null);

    [Theory, Requirement("C112", "C019")]
    [InlineData("ServerHello", 51), InlineData("HelloRetryRequest", 51), InlineData("EncryptedExtensions", 0), InlineData("Certificate", 18)]
    [InlineData("CertificateRequest", 47), InlineData("NewSessionTicket", 42), InlineData("ServerHello of TLS 1.2", 23)]
    public async Task An_extension_that_stands_twice_is_refused(string message, int type)
    {
        byte[] twice = [.. RawHello.U16(type), 0, 0, .. RawHello.U16(type), 0, 0];
        await SendAsync(message, twice, AlertDescription.IllegalParameter);
    }

    [Theory, Requirement("C112")]
    [InlineData((int)ExtensionType.OidFilters, true), InlineData((int)ExtensionType.Cookie, false), InlineData((int)ExtensionType.PostHandshakeAuth, false)]
    [InlineData((int)ExtensionType.CertificateAuthorities, false), InlineData((int)ExtensionType.Padding, false), InlineData(Unknown, false)]
    public async Task A_server_refuses_in_a_hello_of_TLS_13_what_belongs_to_another_message(int type, bool refused)
    {
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock()));
        ScriptedClient13 client = new(server);
        client.Hello.Append((ushort)type, [0, 1, 0]);
        if (refused)
        {
            client.SendHello();
            await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.ForbiddenExtension);
            return;
        }
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal(ResumptionKind.Full, accepted.Info.Resumption.Kind);
    }

    [Theory, Requirement("C112")]
    [InlineData((int)ExtensionType.StatusRequest), InlineData((int)ExtensionType.SignedCertificateTimestamp), InlineData((int)ExtensionType.ServerName), InlineData(Unknown)]
    public async Task A_server_that_asked_for_no_extension_of_a_certificate_takes_none(int type)
    {
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), host: TestHosts.Host(clients: ClientCertificateMode.Optional)));
        ScriptedClient13 client = new(server);
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        await client.ReceiveFlightAsync();
        client.SendSealed(WithEntryExtensions([.. RawHello.U16(type), 0, 0]));
        await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.UnsolicitedExtension);
    }

    /// <summary>A handshake in which one message holds more; without an alert it must come to its end.</summary>
    private static async Task SendAsync(string message, byte[] more, AlertDescription? alert)
    {
        await using TlsClient client = Client();
        if (message == "ServerHello of TLS 1.2")
        {
            ScriptedServer12 server12 = new(client);
            await server12.ReceiveHelloAsync();
            RawHello hello12 = ScriptedServer12.MakeServerHello();
            Add(hello12, more);
            server12.SendServerHello(hello12);
            await Refusal.RequireAsync(server12.Records, server12.Connecting, alert!.Value);
            return;
        }

        ScriptedServer13 server = new(client);
        await server.ReceiveHelloAsync();
        RawHello hello = message == "HelloRetryRequest" ? server.MakeRetry(0x0018) : server.MakeServerHello();
        if (message is "ServerHello" or "HelloRetryRequest")
        {
            Add(hello, more);
            server.Records.SendMessage(hello.Encode());
            await Refusal.RequireAsync(server.Records, server.Connecting, alert!.Value);
            return;
        }
        server.SendServerHello(hello);
        if (message == "EncryptedExtensions")
            server.EncryptedExtensions = more;
        server.Alter = (type, encoded) => (message, type) switch
        {
            ("CertificateRequest", HandshakeType.EncryptedExtensions) =>
                [.. encoded, .. RawHello.Message(HandshakeType.CertificateRequest, [0, .. RawHello.Vector16([0, 13, 0, 4, 0, 2, 4, 3, .. more])])],
            ("Certificate", HandshakeType.Certificate) => WithEntryExtensions(more),
            _ => encoded,
        };
        server.SendFlight();
        if (message != "NewSessionTicket")
        {
            if (alert is { } expected)
            {
                await Refusal.RequireAsync(server.Records, server.Connecting, expected);
                return;
            }
            await using TlsStream asked = await server.Connecting;
            Assert.Equal(ResumptionKind.Full, asked.Info.Resumption.Kind);
            return;
        }
        await using TlsStream stream = await server.ReceiveFinishedAsync();
        server.SendTicket(extensions: more);
        if (alert is { } refused)
            await Refusal.RequireAsync(server.Records, stream, refused);
        else
            await server.DeliverAsync(stream);
    }

    private static void Add(RawHello hello, byte[] more)
    {
        TlsReader reader = new(more);
        while (reader.Remaining > 0)
        {
            ushort type = reader.ReadUInt16();
            hello.Append(type, reader.ReadVector16(0).ToArray());
        }
    }

    private static byte[] WithEntryExtensions(byte[] more)
    {
        byte[] leaf = TestPki.Servers.Issue(KeyKind.EcdsaP256, TestHosts.Name).Chain[0];
        byte[] entry = [.. RawHello.U32((uint)leaf.Length)[1..], .. leaf, .. RawHello.Vector16(more)];
        return RawHello.Message(HandshakeType.Certificate, [0, .. RawHello.U32((uint)entry.Length)[1..], .. entry]);
    }

    private static TlsClient Client() => new(new TlsClientOptions
    {
        Groups = [NamedGroup.Secp256r1, NamedGroup.Secp384r1],
        KeyShareGroups = [NamedGroup.Secp256r1],
        ApplicationProtocols = [SslApplicationProtocol.Http2],
        RequestOcspResponse = true,
        RequestSignedCertificateTimestamps = true,
        ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
        TimeProvider = TestHosts.Clock(),
    });
}
