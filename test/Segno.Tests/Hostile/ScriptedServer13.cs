using System.Security.Cryptography;
using System.Text;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>A TLS 1.3 server at message level: legal unless a test breaks something. TLS_AES_128_GCM_SHA256, P-256, an ECDSA certificate.</summary>
internal sealed class ScriptedServer13
{
    private readonly List<byte> _transcript = [];
    private readonly RawKeyShare _share = new();

    public ScriptedServer13(TlsClient client, TlsConnectOptions? connect = null)
        : this(transport => client.ConnectAsync(transport, connect ?? new TlsConnectOptions { ServerName = TestHosts.Name }, TestContext.Current.CancellationToken).AsTask())
    {
    }

    /// <summary>Against any client.</summary>
    public ScriptedServer13(Func<DuplexStream, Task<TlsStream>> connect)
    {
        (DuplexStream connecting, DuplexStream accepted) = DuplexStream.CreatePair();
        Records = new RawRecords(accepted);
        Connecting = connect(connecting);
    }

    public RawRecords Records { get; }

    /// <summary>The client under test.</summary>
    public Task<TlsStream> Connecting { get; }

    /// <summary>What the client sent.</summary>
    public RawHello? ClientHello { get; private set; }

    public byte[] ClientHelloBytes { get; private set; } = [];

    public RawSchedule13 Schedule { get; } = new();

    /// <summary>The PSK to resume with; null: certificates.</summary>
    public byte[]? Psk { get; set; }

    /// <summary>EncryptedExtensions: extensions, without the block's length.</summary>
    public byte[] EncryptedExtensions { get; set; } = [];

    /// <summary>Every message may be altered before it goes out and into the transcript; null leaves it out.</summary>
    public Func<HandshakeType, byte[], byte[]?> Alter { get; set; } = static (_, message) => message;

    private byte[] Transcript => [.. _transcript];

    public async Task<RawHello> ReceiveHelloAsync()
    {
        ClientHelloBytes = await Records.ReceiveMessageAsync(HandshakeType.ClientHello);
        _transcript.AddRange(ClientHelloBytes);
        return ClientHello = RawHello.Parse(ClientHelloBytes.AsSpan(4));
    }

    /// <summary>A ServerHello that answers the hello as it should be answered.</summary>
    public RawHello MakeServerHello()
    {
        RawHello hello = new() { Type = HandshakeType.ServerHello, SessionId = ClientHello!.SessionId, Suites = [0x1301] };
        hello.Set(ExtensionType.SupportedVersions, [3, 4]);
        hello.Set(ExtensionType.KeyShare, RawExtensions.KeyShareEntry(RawExtensions.P256, _share.Public));
        if (Psk is not null)
            hello.Set(ExtensionType.PreSharedKey, [0, 0]);
        return hello;
    }

    /// <summary>A HelloRetryRequest for a group.</summary>
    public RawHello MakeRetry(ushort group)
    {
        RawHello hello = new() { Type = HandshakeType.ServerHello, SessionId = ClientHello!.SessionId, Suites = [0x1301] };
        hello.Random = Convert.FromHexString("CF21AD74E59A6111BE1D8C021E65B891C2A211167ABB8C5E079E09E2C8A8339C");
        hello.Set(ExtensionType.SupportedVersions, [3, 4]);
        hello.Set(ExtensionType.KeyShare, RawHello.U16(group));
        return hello;
    }

    public void SendRetry(RawHello retry)
    {
        byte[] hash = RawCrypto.MessageHash(Transcript);
        _transcript.Clear();
        _transcript.AddRange(hash);
        Send(retry.Encode());
    }

    /// <summary>Sends a ServerHello, and puts handshake keys in place.</summary>
    public void SendServerHello(RawHello hello)
    {
        Send(hello.Encode());
        byte[] shared = hello.Has(ExtensionType.KeyShare) && ClientShare() is { } peer ? _share.Agree(peer) : [];
        Schedule.OnServerHello(Psk, shared, Transcript);
        Records.Write = RawCipher.Tls13(Schedule.ServerHandshake);
        Records.Read = RawCipher.Tls13(Schedule.ClientHandshake);
    }

    /// <summary>EncryptedExtensions to Finished; without certificates where a PSK is used.</summary>
    public void SendFlight()
    {
        SendAltered(HandshakeType.EncryptedExtensions, RawHello.Vector16(EncryptedExtensions));
        if (Psk is null)
            SendCertificates();
        SendFinished();
    }

    public void SendCertificates()
    {
        TestIdentity identity = TestPki.Servers.Issue(KeyKind.EcdsaP256, TestHosts.Name);
        byte[] entries = [.. identity.Chain.SelectMany(certificate => (byte[])[.. U24(certificate.Length), .. certificate, 0, 0])];
        SendAltered(HandshakeType.Certificate, [0, .. U24(entries.Length), .. entries]);
        byte[] content = [.. Enumerable.Repeat((byte)0x20, 64), .. Encoding.ASCII.GetBytes("TLS 1.3, server CertificateVerify"), 0, .. SHA256.HashData(Transcript)];
        byte[] signature = identity.Signer!.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        SendAltered(HandshakeType.CertificateVerify, [.. RawHello.U16(RawExtensions.EcdsaP256Sha256), .. RawHello.Vector16(signature)]);
    }

    public void SendFinished()
    {
        SendAltered(HandshakeType.Finished, RawSchedule13.VerifyData(Schedule.ServerHandshake, Transcript));
        Schedule.OnServerFinished(Transcript);
        Records.Write = RawCipher.Tls13(Schedule.ServerApplication);
    }

    /// <summary>The client's Finished, which must be right.</summary>
    public async Task<TlsStream> ReceiveFinishedAsync()
    {
        byte[] expected = RawSchedule13.VerifyData(Schedule.ClientHandshake, Transcript);
        byte[] finished = await Records.ReceiveMessageAsync(HandshakeType.Finished);
        Assert.Equal(expected, finished[4..]);
        _transcript.AddRange(finished);
        Schedule.OnClientFinished(Transcript);
        Records.Read = RawCipher.Tls13(Schedule.ClientApplication);
        return await Connecting;
    }

    /// <summary>A whole handshake.</summary>
    public async Task<TlsStream> AcceptAsync(Action<RawHello>? alter = null)
    {
        await ReceiveHelloAsync();
        RawHello hello = MakeServerHello();
        alter?.Invoke(hello);
        SendServerHello(hello);
        SendFlight();
        return await ReceiveFinishedAsync();
    }

    /// <summary>A NewSessionTicket, and the PSK that belongs to it.</summary>
    public byte[] SendTicket(byte[]? ticket = null, uint lifetime = 3600, byte[]? nonce = null, byte[]? extensions = null, uint ageAdd = 0x01020304)
    {
        nonce ??= [0];
        byte[] body =
        [
            .. RawHello.U32(lifetime), .. RawHello.U32(ageAdd), .. RawHello.Vector8(nonce), .. RawHello.Vector16(ticket ?? [1, 2, 3, 4]),
            .. RawHello.Vector16(extensions ?? []),
        ];
        Records.SendMessage(RawHello.Message(HandshakeType.NewSessionTicket, body));
        return Schedule.Psk(nonce);
    }

    /// <summary>Application data that the client is known to have taken in, with all that was sent before it.</summary>
    public async Task DeliverAsync(TlsStream client)
    {
        Records.Send(ContentType.ApplicationData, [0x2a]);
        byte[] buffer = new byte[1];
        Assert.Equal(1, await client.ReadAsync(buffer.AsMemory(), TestContext.Current.CancellationToken));
        Assert.Equal(0x2a, buffer[0]);
    }

    /// <summary>A handshake that leaves the client one session, whose PSK is returned.</summary>
    public static async Task<byte[]> LeaveSessionAsync(TlsClient client)
    {
        ScriptedServer13 server = new(client);
        await using TlsStream stream = await server.AcceptAsync();
        byte[] psk = server.SendTicket();
        await server.DeliverAsync(stream);
        return psk;
    }

    private void Send(byte[] message)
    {
        _transcript.AddRange(message);
        Records.SendMessage(message);
    }

    private void SendAltered(HandshakeType type, byte[] body)
    {
        if (Alter(type, RawHello.Message(type, body)) is { } message)
            Send(message);
    }

    private byte[]? ClientShare()
    {
        if (ClientHello!.Extension(ExtensionType.KeyShare) is not { } body)
            return null;
        TlsReader reader = new(body);
        TlsReader entries = new(reader.ReadVector16(0));
        while (entries.Remaining > 0)
        {
            ushort group = entries.ReadUInt16();
            byte[] key = entries.ReadVector16(1).ToArray();
            if (group == RawExtensions.P256)
                return key;
        }
        return null;
    }

    private static byte[] U24(int value) => RawHello.U32((uint)value)[1..];
}
