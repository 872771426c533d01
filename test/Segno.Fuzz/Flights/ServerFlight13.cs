using Segno.Fuzz.Harness;
using Segno.Testing.Raw;
using Segno.Wire;

namespace Segno.Fuzz.Flights;

/// <summary>What a server of TLS 1.3 sends; <see cref="ServerModes"/> says what the mode means.</summary>
internal sealed class ServerFlight13(EngineLink link, List<Edit> edits, ServerModes mode, TlsClientSession? session) : Flight(link, edits)
{
    private static readonly byte[] s_retryRandom = Convert.FromHexString("CF21AD74E59A6111BE1D8C021E65B891C2A211167ABB8C5E079E09E2C8A8339C");

    private readonly RawSchedule13 _schedule = new();
    private RawHello _client = new();

    public override void Run()
    {
        if (!ReceiveHello())
            return;
        if (mode.HasFlag(ServerModes.Retry) && !Retry())
            return;
        bool resumes = mode.HasFlag(ServerModes.Resume) && session is not null && _client.Has(ExtensionType.PreSharedKey);
        SendServerHello(resumes);
        Send(HandshakeType.EncryptedExtensions, RawHello.Vector16(EncryptedExtensions()));
        bool asks = mode.HasFlag(ServerModes.AskForCertificate) && !resumes;
        if (asks)
            Send(HandshakeType.CertificateRequest, [0, .. RawHello.Vector16(Extension(ExtensionType.SignatureAlgorithms, RawExtensions.List16((ushort)SignatureScheme.Ed25519)))]);
        if (!resumes)
            SendCertificate();
        Send(HandshakeType.Finished, RawSchedule13.VerifyData(_schedule.ServerHandshake, Transcript));
        _schedule.OnServerFinished(Transcript);
        WriteCipher = RawCipher.Tls13(_schedule.ServerApplication);
        while (Receive() is { } message && message[0] != (byte)HandshakeType.Finished)
        {
        }
        if (IsLost)
            return;
        _schedule.OnClientFinished(Transcript);
        ReadCipher = RawCipher.Tls13(_schedule.ClientApplication);
        for (byte i = 0; i < 2; i++)
            Send(HandshakeType.NewSessionTicket, [0, 0, 14, 16, 1, 2, 3, 4, 1, i, 0, 4, 9, 9, 9, i, .. RawHello.Vector16(i == 0 ? [] : Extension(ExtensionType.EarlyData, [0, 0, 16, 0]))]);
        SendEpilogue(is13: true);
    }

    protected override void RekeyAfterUpdate()
    {
        _schedule.ServerApplication = RawSchedule13.Next(_schedule.ServerApplication);
        WriteCipher = RawCipher.Tls13(_schedule.ServerApplication);
    }

    private bool ReceiveHello()
    {
        if (Receive(HandshakeType.ClientHello) is not { } hello)
            return false;
        _client = RawHello.Parse(hello.AsSpan(4));
        return true;
    }

    private bool Retry()
    {
        RawHello retry = Answer(s_retryRandom);
        retry.Set(ExtensionType.KeyShare, RawHello.U16(RawExtensions.P256));
        retry.Set(ExtensionType.Cookie, RawHello.Vector16(7, 7, 7));
        HelloEdits.Apply(retry, EditsOfHello);
        HashAll();
        Send(retry.Encode());
        return ReceiveHello();
    }

    private void SendServerHello(bool resumes)
    {
        RawHello hello = Answer([.. Enumerable.Repeat((byte)0x33, 32)]);
        byte[] shared = [];
        if (!(resumes && mode.HasFlag(ServerModes.PskKe)))
            hello.Set(ExtensionType.KeyShare, AnswerShare(out shared));
        if (resumes)
            hello.Set(ExtensionType.PreSharedKey, [0, 0]);
        HelloEdits.Apply(hello, EditsOfHello);
        Send(hello.Encode());
        SendOther(ContentType.ChangeCipherSpec, [1], clear: true);
        bool usesPsk = hello.Has(ExtensionType.PreSharedKey) && session is not null;
        _schedule.OnServerHello(usesPsk ? session!.Session.Secret.Span.ToArray() : null, hello.Has(ExtensionType.KeyShare) ? shared : [], Transcript);
        WriteCipher = RawCipher.Tls13(_schedule.ServerHandshake);
        ReadCipher = RawCipher.Tls13(_schedule.ClientHandshake);
    }

    private RawHello Answer(byte[] random)
    {
        RawHello hello = new() { Type = HandshakeType.ServerHello, Random = random, SessionId = _client.SessionId, Suites = [0x1301] };
        hello.Set(ExtensionType.SupportedVersions, [3, 4]);
        return hello;
    }

    /// <summary>Agrees on whichever group the client has its first share of.</summary>
    private byte[] AnswerShare(out byte[] shared)
    {
        shared = [];
        if (_client.Extension(ExtensionType.KeyShare) is not { Length: >= 6 } shares)
            return RawExtensions.KeyShareEntry(RawExtensions.X25519, Share.Public);
        byte[] key = shares[6..Math.Min(shares.Length, 6 + (shares[4] << 8) + shares[5])];
        if (shares[3] == RawExtensions.P256)
        {
            RawKeyShare own = new();
            shared = own.Agree(key);
            return RawExtensions.KeyShareEntry(RawExtensions.P256, own.Public);
        }
        shared = Share.Agree(key);
        return RawExtensions.KeyShareEntry(RawExtensions.X25519, Share.Public);
    }

    private byte[] EncryptedExtensions() => mode.HasFlag(ServerModes.Extensions)
        ? [
            .. _client.Has(ExtensionType.ServerName) ? Extension(ExtensionType.ServerName, []) : [],
            .. _client.Has(ExtensionType.ApplicationLayerProtocolNegotiation) ? Extension(ExtensionType.ApplicationLayerProtocolNegotiation, [0, 3, 2, .. "h2"u8]) : [],
            .. _client.Has(ExtensionType.RecordSizeLimit) ? Extension(ExtensionType.RecordSizeLimit, [1, 0]) : [],
            .. _client.Has(ExtensionType.TicketRequest) ? Extension(ExtensionType.TicketRequest, [2]) : [],
        ]
        : [];

    private void SendCertificate()
    {
        byte[] extensions =
        [
            .. mode.HasFlag(ServerModes.Extensions) && _client.Has(ExtensionType.StatusRequest) ? Extension(ExtensionType.StatusRequest, [1, .. RawHello.Vector24(0x30, 1, 5)]) : [],
            .. mode.HasFlag(ServerModes.Extensions) && _client.Has(ExtensionType.SignedCertificateTimestamp) ? Extension(ExtensionType.SignedCertificateTimestamp, [0, 5, 0, 3, 1, 2, 3]) : [],
        ];
        Send(HandshakeType.Certificate, [0, .. RawHello.Vector24([.. RawHello.Vector24(FuzzPki.Server.Leaf), .. RawHello.Vector16(extensions)])]);
        Send(HandshakeType.CertificateVerify, [8, 7, .. RawHello.Vector16(FuzzPki.Server.Sign13("TLS 1.3, server CertificateVerify", Transcript))]);
    }

    private static byte[] Extension(ExtensionType type, byte[] body) => [.. RawHello.U16((ushort)type), .. RawHello.Vector16(body)];
}
