using System.Security.Cryptography;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>A TLS 1.2 server at message level: TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, P-256.</summary>
internal sealed class ScriptedServer12
{
    private readonly List<byte> _transcript = [];
    private readonly RawKeyShare _share = new();

    public ScriptedServer12(TlsClient client, TlsConnectOptions? connect = null)
        : this(transport => client.ConnectAsync(transport, connect ?? new TlsConnectOptions { ServerName = TestHosts.Name }, TestContext.Current.CancellationToken).AsTask())
    {
    }

    /// <summary>Against any client.</summary>
    public ScriptedServer12(Func<DuplexStream, Task<TlsStream>> connect)
    {
        (DuplexStream connecting, DuplexStream accepted) = DuplexStream.CreatePair();
        Records = new RawRecords(accepted);
        Connecting = connect(connecting);
    }

    public RawRecords Records { get; }

    /// <summary>The client under test.</summary>
    public Task<TlsStream> Connecting { get; }

    public RawHello? ClientHello { get; private set; }

    public RawHello? ServerHello { get; private set; }

    public byte[] Master { get; set; } = [];

    /// <summary>The ticket that goes out where the ServerHello promises one; null breaks the promise.</summary>
    public byte[]? Ticket { get; set; } = [9, 8, 7, 6];

    /// <summary>Its lifetime hint in seconds.</summary>
    public uint TicketLifetime { get; set; } = 3600;

    private byte[] Transcript => [.. _transcript];

    public async Task<RawHello> ReceiveHelloAsync()
    {
        byte[] message = await ReceiveAsync(HandshakeType.ClientHello);
        return ClientHello = RawHello.Parse(message.AsSpan(4));
    }

    public static RawHello MakeServerHello(byte[]? sessionId = null, bool ems = true, bool ticket = false)
    {
        RawHello hello = new() { Type = HandshakeType.ServerHello, SessionId = sessionId ?? [], Suites = [0xc02b] };
        hello.Set(ExtensionType.RenegotiationInfo, [0]);
        if (ems)
            hello.Set(ExtensionType.ExtendedMasterSecret, []);
        if (ticket)
            hello.Set(ExtensionType.SessionTicket, []);
        return hello;
    }

    public void SendServerHello(RawHello hello)
    {
        ServerHello = hello;
        Send(hello.Encode());
    }

    public void SendCertificates()
    {
        byte[] chain = [.. TestPki.Servers.Issue(KeyKind.EcdsaP256, TestHosts.Name).Chain.SelectMany(certificate => (byte[])[.. U24(certificate.Length), .. certificate])];
        Send(RawHello.Message(HandshakeType.Certificate, [.. U24(chain.Length), .. chain]));
    }

    public void SendKeyExchange()
    {
        byte[] parameters = [3, .. RawHello.U16(RawExtensions.P256), .. RawHello.Vector8(_share.Public)];
        byte[] signature = TestPki.Servers.Issue(KeyKind.EcdsaP256, TestHosts.Name).Signer!.SignData(
            [.. ClientHello!.Random, .. ServerHello!.Random, .. parameters], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        Send(RawHello.Message(HandshakeType.ServerKeyExchange, [.. parameters, .. RawHello.U16(RawExtensions.EcdsaP256Sha256), .. RawHello.Vector16(signature)]));
    }

    public void SendHelloDone() => Send(RawHello.Message(HandshakeType.ServerHelloDone, []));

    /// <summary>ServerHello to ServerHelloDone.</summary>
    public void SendFullFlight(RawHello hello)
    {
        SendServerHello(hello);
        SendCertificates();
        SendKeyExchange();
        SendHelloDone();
    }

    /// <summary>ClientKeyExchange to the client's Finished, which must be right.</summary>
    public async Task ReceiveClientFlightAsync()
    {
        byte[] exchange = await ReceiveAsync(HandshakeType.ClientKeyExchange);
        bool ems = ServerHello!.Has(ExtensionType.ExtendedMasterSecret);
        Master = RawKeys12.MasterSecret(_share.Agree(exchange[5..]), ems ? SHA256.HashData(Transcript) : null, ClientHello!.Random, ServerHello.Random);
        await ReceiveFinishedAsync();
    }

    public async Task ReceiveFinishedAsync()
    {
        RawKeys12 keys = Keys();
        await Records.ReceiveChangeCipherSpecAsync(RawCipher.Tls12(keys.ClientKey, keys.ClientSalt));
        byte[] expected = RawKeys12.VerifyData(Master, "client finished", Transcript);
        byte[] finished = await ReceiveAsync(HandshakeType.Finished);
        Assert.Equal(expected, finished[4..]);
    }

    public void SendTicket() =>
        Send(RawHello.Message(HandshakeType.NewSessionTicket, [.. RawHello.U32(TicketLifetime), .. RawHello.Vector16(Ticket!)]));

    /// <summary>[NewSessionTicket], change_cipher_spec, Finished.</summary>
    /// <param name="alter">Changes verify_data.</param>
    /// <param name="behind">More bytes in the record of Finished.</param>
    public void SendFinished(Func<byte[], byte[]>? alter = null, params byte[] behind)
    {
        if (ServerHello!.Has(ExtensionType.SessionTicket) && Ticket is not null)
            SendTicket();
        SendChangeCipherSpec();
        byte[] verifyData = RawKeys12.VerifyData(Master, "server finished", Transcript);
        Send([.. RawHello.Message(HandshakeType.Finished, alter?.Invoke(verifyData) ?? verifyData), .. behind]);
        // Until the client's change_cipher_spec its records are in clear.
    }

    /// <summary>change_cipher_spec, after which this side's records are sealed.</summary>
    public void SendChangeCipherSpec()
    {
        RawKeys12 keys = Keys();
        Records.SendChangeCipherSpec();
        Records.Write = RawCipher.Tls12(keys.ServerKey, keys.ServerSalt);
    }

    /// <summary>A full handshake.</summary>
    public async Task<TlsStream> AcceptAsync(byte[]? sessionId = null, bool ems = true, bool ticket = false)
    {
        await ReceiveHelloAsync();
        SendFullFlight(MakeServerHello(sessionId, ems, ticket));
        await ReceiveClientFlightAsync();
        SendFinished();
        return await Connecting;
    }

    /// <summary>An abbreviated handshake under <see cref="Master"/>.</summary>
    public async Task<TlsStream> ResumeAsync(RawHello hello)
    {
        SendServerHello(hello);
        SendFinished();
        await ReceiveFinishedAsync();
        return await Connecting;
    }

    /// <summary>A handshake that leaves the client one session.</summary>
    /// <returns>Its master secret.</returns>
    public static async Task<byte[]> LeaveSessionAsync(TlsClient client, byte[]? sessionId = null, bool ems = true, bool ticket = false)
    {
        ScriptedServer12 server = new(client);
        await using TlsStream stream = await server.AcceptAsync(sessionId, ems, ticket);
        return server.Master;
    }

    private RawKeys12 Keys() => RawKeys12.Derive(Master, ClientHello!.Random, ServerHello!.Random);

    private void Send(byte[] message)
    {
        _transcript.AddRange(message);
        Records.SendMessage(message);
    }

    private async Task<byte[]> ReceiveAsync(HandshakeType type)
    {
        byte[] message = await Records.ReceiveMessageAsync(type);
        _transcript.AddRange(message);
        return message;
    }

    private static byte[] U24(int value) => RawHello.U32((uint)value)[1..];
}
