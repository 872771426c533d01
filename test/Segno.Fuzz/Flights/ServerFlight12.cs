using System.Security.Cryptography;
using Segno.Fuzz.Harness;
using Segno.Testing.Raw;
using Segno.Wire;

namespace Segno.Fuzz.Flights;

/// <summary>What a server of TLS 1.2 sends; <see cref="ServerModes"/> says what the mode means.</summary>
internal sealed class ServerFlight12(EngineLink link, List<Edit> edits, ServerModes mode, TlsClientSession? session) : Flight(link, edits)
{
    private RawHello _client = new();
    private RawHello _server = new();
    private RawKeys12? _keys;
    private byte[] _master = [];

    public override void Run()
    {
        if (Receive(HandshakeType.ClientHello) is not { } message)
            return;
        _client = RawHello.Parse(message.AsSpan(4));
        bool resumes = mode.HasFlag(ServerModes.Resume) && session is not null && _client.SessionId.Length > 0;
        SendServerHello(resumes);
        if (resumes)
            _master = session!.Session.Secret.Span.ToArray();
        else
            AgreeOnKey();
        if (IsLost)
            return;
        _keys = RawKeys12.Derive(_master, _client.Random, _server.Random);
        if (!resumes)
            ReceiveFinished();
        SendFinished();
        if (resumes)
            ReceiveFinished();
        SendEpilogue(is13: false);
    }

    private void SendServerHello(bool resumes)
    {
        _server = new RawHello
        {
            Type = HandshakeType.ServerHello,
            Random = [.. Enumerable.Repeat((byte)0x33, 32)],
            SessionId = resumes ? _client.SessionId : mode.HasFlag(ServerModes.Retry) ? [.. Enumerable.Repeat((byte)0x44, 32)] : [],
            Suites = [0xc02b],
        };
        _server.Set(ExtensionType.RenegotiationInfo, [0]);
        if (!mode.HasFlag(ServerModes.PskKe))
            _server.Set(ExtensionType.ExtendedMasterSecret, []);
        if (mode.HasFlag(ServerModes.Ticket) && _client.Has(ExtensionType.SessionTicket))
            _server.Set(ExtensionType.SessionTicket, []);
        if (mode.HasFlag(ServerModes.Extensions))
        {
            if (_client.Has(ExtensionType.ApplicationLayerProtocolNegotiation))
                _server.Set(ExtensionType.ApplicationLayerProtocolNegotiation, [0, 3, 2, .. "h2"u8]);
            if (_client.Has(ExtensionType.StatusRequest) && !resumes)
                _server.Set(ExtensionType.StatusRequest, []);
            if (_client.Has(ExtensionType.SignedCertificateTimestamp) && !resumes)
                _server.Set(ExtensionType.SignedCertificateTimestamp, [0, 5, 0, 3, 1, 2, 3]);
            if (_client.Has(ExtensionType.RecordSizeLimit))
                _server.Set(ExtensionType.RecordSizeLimit, [1, 0]);
        }
        HelloEdits.Apply(_server, EditsOfHello);
        Send(_server.Encode());
    }

    /// <summary>Certificate to the client's key.</summary>
    private void AgreeOnKey()
    {
        Send(HandshakeType.Certificate, RawHello.Vector24(RawHello.Vector24(FuzzPki.Server.Leaf)));
        if (_server.Has(ExtensionType.StatusRequest))
            Send(HandshakeType.CertificateStatus, [1, .. RawHello.Vector24(0x30, 1, 5)]);
        byte[] parameters = [3, .. RawHello.U16(RawExtensions.X25519), .. RawHello.Vector8(Share.Public)];
        Send(HandshakeType.ServerKeyExchange, [.. parameters, 8, 7, .. RawHello.Vector16(FuzzPki.Server.Sign([.. _client.Random, .. _server.Random, .. parameters]))]);
        if (mode.HasFlag(ServerModes.AskForCertificate))
            Send(HandshakeType.CertificateRequest, [1, 64, .. RawExtensions.List16((ushort)SignatureScheme.Ed25519), 0, 0]);
        Send(HandshakeType.ServerHelloDone);
        byte[]? message = Receive();
        if (message is not null && message[0] == (byte)HandshakeType.Certificate)
            message = Receive();
        if (message is null || message[0] != (byte)HandshakeType.ClientKeyExchange)
        {
            IsLost = true;
            return;
        }
        byte[]? sessionHash = _server.Has(ExtensionType.ExtendedMasterSecret) ? SHA256.HashData(Transcript) : null;
        _master = RawKeys12.MasterSecret(Share.Agree(message.AsSpan(5)), sessionHash, _client.Random, _server.Random);
        if (mode.HasFlag(ServerModes.AskForCertificate) && HasPlainMessage)
            Receive(HandshakeType.CertificateVerify);
    }

    private void ReceiveFinished()
    {
        ReceiveChangeCipherSpec(RawCipher.Tls12(_keys!.ClientKey, _keys.ClientSalt));
        Receive(HandshakeType.Finished);
    }

    private void SendFinished()
    {
        if (_server.Has(ExtensionType.SessionTicket))
            Send(HandshakeType.NewSessionTicket, [0, 0, 14, 16, .. RawHello.Vector16(9, 8, 7, 6)]);
        SendOther(ContentType.ChangeCipherSpec, [1], clear: true);
        WriteCipher = RawCipher.Tls12(_keys!.ServerKey, _keys.ServerSalt);
        Send(HandshakeType.Finished, RawKeys12.VerifyData(_master, "server finished", Transcript));
    }
}
