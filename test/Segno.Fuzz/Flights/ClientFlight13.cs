using Segno.Fuzz.Harness;
using Segno.Testing;
using Segno.Testing.Raw;
using Segno.Wire;

namespace Segno.Fuzz.Flights;

/// <summary>What a client of TLS 1.3 sends; <see cref="ClientHellos"/> says what the mode means.</summary>
internal sealed class ClientFlight13(EngineLink link, List<Edit> edits, byte mode, TlsClientSession? session) : Flight(link, edits)
{
    private readonly RawSchedule13 _schedule = new();
    private readonly RawHello _hello = new() { Random = [.. Enumerable.Repeat((byte)0x11, 32)] };

    public override void Run()
    {
        _hello.Suites = [0x1301];
        _hello.SessionId = [.. Enumerable.Repeat((byte)0x22, 32)];
        ClientHellos.AddCommon(_hello, mode);
        _hello.Set(ExtensionType.SupportedVersions, RawExtensions.Versions(0x0304));
        _hello.Set(ExtensionType.PskKeyExchangeModes, RawExtensions.PskModes((mode & 64) != 0 ? (byte)0 : (byte)1));
        _hello.Set(ExtensionType.KeyShare, RawExtensions.KeyShares((mode & 4) != 0 ? [] : [RawExtensions.KeyShareEntry(RawExtensions.X25519, Share.Public)]));
        if ((mode & 16) != 0)
            _hello.Set(ExtensionType.EarlyData, []);
        Send(EncodeHello());
        if ((mode & 16) != 0)
            SendOther(ContentType.ApplicationData, new byte[40], clear: true);
        byte[]? answer = Receive(HandshakeType.ServerHello);
        if (answer is not null && answer.AsSpan(6, 32).StartsWith((ReadOnlySpan<byte>)[0xcf, 0x21, 0xad, 0x74]))
            answer = Retry(answer);
        if (answer is null)
            return;
        RawHello server = RawHello.Parse(answer.AsSpan(4), HandshakeType.ServerHello);
        if (server.Suites[0] != 0x1301)
            return;
        byte[] shared = server.Extension(ExtensionType.KeyShare) is { Length: > 4 } share ? Share.Agree(share.AsSpan(4)) : [];
        _schedule.OnServerHello(server.Has(ExtensionType.PreSharedKey) ? session?.Session.Secret.Span.ToArray() : null, shared, Transcript);
        ReadCipher = RawCipher.Tls13(_schedule.ServerHandshake);
        WriteCipher = RawCipher.Tls13(_schedule.ClientHandshake);
        bool asked = false;
        while (Receive() is { } message && message[0] != (byte)HandshakeType.Finished)
            asked |= message[0] == (byte)HandshakeType.CertificateRequest;
        if (IsLost)
            return;
        _schedule.OnServerFinished(Transcript);
        ReadCipher = RawCipher.Tls13(_schedule.ServerApplication);
        SendOther(ContentType.ChangeCipherSpec, [1], clear: true);
        if (asked)
            SendCertificate13();
        Send(HandshakeType.Finished, RawSchedule13.VerifyData(_schedule.ClientHandshake, Transcript));
        _schedule.OnClientFinished(Transcript);
        WriteCipher = RawCipher.Tls13(_schedule.ClientApplication);
        SendEpilogue(is13: true);
    }

    protected override void RekeyAfterUpdate()
    {
        _schedule.ClientApplication = RawSchedule13.Next(_schedule.ClientApplication);
        WriteCipher = RawCipher.Tls13(_schedule.ClientApplication);
    }

    /// <summary>The second hello: the share that is asked for, and the cookie.</summary>
    private byte[]? Retry(byte[] message)
    {
        RawHello retry = RawHello.Parse(message.AsSpan(4), HandshakeType.ServerHello);
        HashBefore(message);
        _hello.Set(ExtensionType.KeyShare, RawExtensions.KeyShares(RawExtensions.KeyShareEntry(RawExtensions.X25519, Share.Public)));
        if (retry.Extension(ExtensionType.Cookie) is { } cookie)
            _hello.Set(ExtensionType.Cookie, cookie);
        _hello.Remove(ExtensionType.EarlyData);
        Send(EncodeHello());
        return Receive(HandshakeType.ServerHello);
    }

    /// <summary>The hello with its edits, and behind them the PSKs whose binders cover it.</summary>
    private byte[] EncodeHello()
    {
        RawHello hello = _hello.Clone();
        HelloEdits.Apply(hello, EditsOfHello);
        if (session is null || (mode & 2) == 0)
            return hello.Encode();
        byte[] secret = session.Session.Secret.Span.ToArray();
        PskEdits psks = PskEdits.Apply(new RawPsk(session.Ticket.ToArray(), secret, session.Session.TicketAgeAdd), EditsOfHello);
        return psks.AddTo(hello, Transcript).Encode();
    }

    private void SendCertificate13()
    {
        bool has = (mode & 8) != 0;
        byte[] entries = has ? [.. RawHello.Vector24(FuzzPki.Client.Leaf), 0, 0] : [];
        Send(HandshakeType.Certificate, [0, .. RawHello.Vector24(entries)]);
        if (has)
            Send(HandshakeType.CertificateVerify, [8, 7, .. RawHello.Vector16(FuzzPki.Client.Sign13("TLS 1.3, client CertificateVerify", Transcript))]);
    }
}
