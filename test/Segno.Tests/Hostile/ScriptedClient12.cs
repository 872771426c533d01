using System.Security.Cryptography;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>A TLS 1.2 client at message level: TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 and P-256, every certificate believed.</summary>
internal sealed class ScriptedClient12
{
    private readonly List<byte> _transcript = [];
    private readonly RawKeyShare _share = new();
    private RawKeys12? _keys;

    public ScriptedClient12(TlsServer server, string? serverName = TestHosts.Name, bool ems = true, byte[]? ticket = null)
        : this(transport => server.AcceptAsync(transport, TestContext.Current.CancellationToken).AsTask(), serverName, ems, ticket)
    {
    }

    /// <summary>Against any server.</summary>
    public ScriptedClient12(Func<DuplexStream, Task<TlsStream>> accept, string? serverName = TestHosts.Name, bool ems = true, byte[]? ticket = null)
    {
        (DuplexStream client, DuplexStream accepted) = DuplexStream.CreatePair();
        Records = new RawRecords(client);
        Accepting = accept(accepted);
        Hello = new RawHello { Suites = [0xc02b] };
        if (serverName is not null)
            Hello.Set(ExtensionType.ServerName, RawExtensions.ServerName(serverName));
        if (ems)
            Hello.Set(ExtensionType.ExtendedMasterSecret, []);
        Hello.Set(ExtensionType.RenegotiationInfo, [0]);
        Hello.Set(ExtensionType.EcPointFormats, [1, 0]);
        Hello.Set(ExtensionType.SupportedGroups, RawExtensions.List16(RawExtensions.P256));
        Hello.Set(ExtensionType.SignatureAlgorithms, RawExtensions.List16(RawExtensions.EcdsaP256Sha256));
        if (ticket is not null)
            Hello.Set(ExtensionType.SessionTicket, ticket);
    }

    public RawRecords Records { get; }

    /// <summary>The server under test.</summary>
    public Task<TlsStream> Accepting { get; }

    public RawHello Hello { get; }

    public RawHello? ServerHello { get; private set; }

    /// <summary>The master secret: this connection's, or the session's that is offered.</summary>
    public byte[] Master { get; set; } = [];

    /// <summary>The ticket that came; null if none did.</summary>
    public byte[]? Ticket { get; private set; }

    private byte[] Transcript => [.. _transcript];

    public void SendHello() => SendMessage(Hello.Encode());

    public void SendMessage(byte[] message)
    {
        _transcript.AddRange(message);
        Records.SendMessage(message);
    }

    public async Task<RawHello> ReceiveServerHelloAsync()
    {
        byte[] message = await ReceiveAsync(HandshakeType.ServerHello);
        return ServerHello = RawHello.Parse(message.AsSpan(4), HandshakeType.ServerHello);
    }

    /// <summary>From ServerHello to the end of a full handshake.</summary>
    public async Task FinishFullAsync()
    {
        await ReceiveFlightAsync();
        SendFinished();
        await ReceiveFinishedAsync();
    }

    /// <summary>From ServerHello to ServerHelloDone, and the answer to it up to ClientKeyExchange.</summary>
    public async Task ReceiveFlightAsync()
    {
        await ReceiveAsync(HandshakeType.Certificate);
        byte[] exchange = await ReceiveAsync(HandshakeType.ServerKeyExchange);
        byte[] peer = exchange[8..(8 + exchange[7])];
        await ReceiveAsync(HandshakeType.ServerHelloDone);
        SendMessage(RawHello.Message(HandshakeType.ClientKeyExchange, RawHello.Vector8(_share.Public)));
        bool ems = ServerHello!.Has(ExtensionType.ExtendedMasterSecret);
        Master = RawKeys12.MasterSecret(_share.Agree(peer), ems ? SHA256.HashData(Transcript) : null, Hello.Random, ServerHello.Random);
    }

    /// <summary>From ServerHello to the end of an abbreviated handshake.</summary>
    public async Task FinishAbbreviatedAsync()
    {
        await ReceiveFinishedAsync();
        SendFinished();
    }

    public async Task<TlsStream> ConnectAsync(bool expectResumption = false)
    {
        SendHello();
        await ReceiveServerHelloAsync();
        if (expectResumption)
            await FinishAbbreviatedAsync();
        else
            await FinishFullAsync();
        return await Accepting;
    }

    /// <param name="alter">Changes verify_data.</param>
    /// <param name="behind">More bytes in the record of Finished.</param>
    public void SendFinished(Func<byte[], byte[]>? alter = null, params byte[] behind)
    {
        SendChangeCipherSpec();
        byte[] verifyData = RawKeys12.VerifyData(Master, "client finished", Transcript);
        SendMessage([.. RawHello.Message(HandshakeType.Finished, alter?.Invoke(verifyData) ?? verifyData), .. behind]);
    }

    /// <summary>change_cipher_spec, after which this side's records are sealed.</summary>
    public void SendChangeCipherSpec()
    {
        RawKeys12 keys = Keys();
        Records.SendChangeCipherSpec();
        Records.Write = RawCipher.Tls12(keys.ClientKey, keys.ClientSalt);
    }

    public async Task ReceiveFinishedAsync()
    {
        RawKeys12 keys = Keys();
        if (ServerHello!.Has(ExtensionType.SessionTicket))
        {
            byte[] message = await ReceiveAsync(HandshakeType.NewSessionTicket);
            Ticket = message[10..];
        }
        await Records.ReceiveChangeCipherSpecAsync(RawCipher.Tls12(keys.ServerKey, keys.ServerSalt));
        byte[] expected = RawKeys12.VerifyData(Master, "server finished", Transcript);
        byte[] finished = await ReceiveAsync(HandshakeType.Finished);
        Assert.Equal(expected, finished[4..]);
    }

    private RawKeys12 Keys() => _keys ??= RawKeys12.Derive(Master, Hello.Random, ServerHello!.Random);

    private async Task<byte[]> ReceiveAsync(HandshakeType type)
    {
        byte[] message = await Records.ReceiveMessageAsync(type);
        _transcript.AddRange(message);
        return message;
    }
}
