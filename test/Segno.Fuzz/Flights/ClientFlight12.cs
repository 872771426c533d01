using System.Security.Cryptography;
using Segno.Fuzz.Harness;
using Segno.Testing.Raw;
using Segno.Wire;

namespace Segno.Fuzz.Flights;

/// <summary>What a client of TLS 1.2 sends; <see cref="ClientHellos"/> says what the mode means.</summary>
internal sealed class ClientFlight12(EngineLink link, List<Edit> edits, byte mode, TlsClientSession? session) : Flight(link, edits)
{
    private byte[] _master = [];
    private byte[] _offered = [];
    private RawKeys12? _keys;

    public override void Run()
    {
        RawHello hello = MakeHello();
        Send(hello.Encode());
        if (Receive(HandshakeType.ServerHello) is not { } answer)
            return;
        RawHello server = RawHello.Parse(answer.AsSpan(4), HandshakeType.ServerHello);
        if (server.Suites[0] != 0xc02b || server.Has(ExtensionType.SupportedVersions) || hello.Random.Length != 32)
            return;
        bool resumed = session is not null && server.SessionId.Length > 0 && server.SessionId.AsSpan().SequenceEqual(hello.SessionId);
        if (resumed)
            _master = _offered;
        else
            SendKeyExchange(hello, server);
        if (IsLost)
            return;
        _keys = RawKeys12.Derive(_master, hello.Random, server.Random);
        if (!resumed)
            SendFinished();
        ReceiveFinished(server);
        if (resumed)
            SendFinished();
        SendEpilogue(is13: false);
    }

    private RawHello MakeHello()
    {
        RawHello hello = new() { Random = [.. Enumerable.Repeat((byte)0x11, 32)], Suites = [0xc02b] };
        ClientHellos.AddCommon(hello, mode);
        if ((mode & 16) == 0)
            hello.Set(ExtensionType.ExtendedMasterSecret, []);
        hello.Set(ExtensionType.RenegotiationInfo, [0]);
        hello.Set(ExtensionType.EcPointFormats, [1, 0]);
        hello.Set(ExtensionType.SessionTicket, []);
        if ((mode & 2) != 0 && session is not null)
        {
            hello.SessionId = session.Ticket.IsEmpty ? session.SessionId.ToArray() : [.. Enumerable.Repeat((byte)0x22, 32)];
            byte[] ticket = session.Ticket.ToArray();
            _offered = session.Session.Secret.Span.ToArray();
            foreach (Edit edit in EditsOfHello.Where(edit => edit.Kind == PskEdits.Kind && ticket.Length > 0))
                (ticket, _offered) = PskEdits.AlterTicket(ticket, _offered, 0x0303, edit);
            hello.Set(ExtensionType.SessionTicket, ticket);
        }
        HelloEdits.Apply(hello, EditsOfHello);
        return hello;
    }

    private void SendKeyExchange(RawHello hello, RawHello server)
    {
        bool asked = false;
        byte[] peer = [];
        while (Receive() is { } message && message[0] != (byte)HandshakeType.ServerHelloDone)
        {
            asked |= message[0] == (byte)HandshakeType.CertificateRequest;
            if (message[0] == (byte)HandshakeType.ServerKeyExchange)
                peer = message[8..(8 + message[7])];
        }
        bool has = (mode & 8) != 0;
        byte[] list = has ? RawHello.Vector24(FuzzPki.Client.Leaf) : [];
        if (asked)
            Send(HandshakeType.Certificate, RawHello.Vector24(list));
        Send(HandshakeType.ClientKeyExchange, RawHello.Vector8(Share.Public));
        byte[]? sessionHash = server.Has(ExtensionType.ExtendedMasterSecret) ? SHA256.HashData(Transcript) : null;
        _master = RawKeys12.MasterSecret(Share.Agree(peer), sessionHash, hello.Random, server.Random);
        if (asked && has)
            Send(HandshakeType.CertificateVerify, [8, 7, .. RawHello.Vector16(FuzzPki.Client.Sign(Transcript))]);
    }

    private void SendFinished()
    {
        SendOther(ContentType.ChangeCipherSpec, [1], clear: true);
        WriteCipher = RawCipher.Tls12(_keys!.ClientKey, _keys.ClientSalt);
        Send(HandshakeType.Finished, RawKeys12.VerifyData(_master, "client finished", Transcript));
    }

    private void ReceiveFinished(RawHello server)
    {
        if (server.Has(ExtensionType.SessionTicket))
            Receive(HandshakeType.NewSessionTicket);
        ReceiveChangeCipherSpec(RawCipher.Tls12(_keys!.ServerKey, _keys.ServerSalt));
        Receive(HandshakeType.Finished);
    }
}
