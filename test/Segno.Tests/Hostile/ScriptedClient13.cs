using System.Buffers.Binary;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>
/// A TLS 1.3 client at message level: legal unless a test breaks something. It speaks TLS_AES_128_GCM_SHA256 and P-256, and
/// believes every certificate.
/// </summary>
internal sealed class ScriptedClient13
{
    private readonly List<byte> _transcript = [];

    public ScriptedClient13(TlsServer server, string? serverName = TestHosts.Name)
        : this(transport => server.AcceptAsync(transport, TestContext.Current.CancellationToken).AsTask(), serverName)
    {
    }

    /// <summary>Against any server.</summary>
    public ScriptedClient13(Func<DuplexStream, Task<TlsStream>> accept, string? serverName = TestHosts.Name)
    {
        (DuplexStream client, DuplexStream accepted) = DuplexStream.CreatePair();
        Records = new RawRecords(client);
        Accepting = accept(accepted);
        Hello = new RawHello { Suites = [0x1301] };
        if (serverName is not null)
            Hello.Set(ExtensionType.ServerName, RawExtensions.ServerName(serverName));
        Hello.Set(ExtensionType.SupportedGroups, RawExtensions.List16(RawExtensions.P256));
        Hello.Set(ExtensionType.SignatureAlgorithms, RawExtensions.List16(RawExtensions.EcdsaP256Sha256));
        Hello.Set(ExtensionType.SupportedVersions, RawExtensions.Versions(0x0304));
        Hello.Set(ExtensionType.PskKeyExchangeModes, RawExtensions.PskModes(1));
        Hello.Set(ExtensionType.KeyShare, RawExtensions.KeyShares(RawExtensions.KeyShareEntry(RawExtensions.P256, Share.Public)));
    }

    public RawRecords Records { get; }

    /// <summary>The server under test.</summary>
    public Task<TlsStream> Accepting { get; }

    public RawHello Hello { get; }

    public RawKeyShare Share { get; } = new();

    public List<RawPsk> Psks { get; } = [];

    /// <summary>Gets each binder by its index, and returns what goes out.</summary>
    public Func<int, byte[], byte[]> AlterBinder { get; set; } = static (_, binder) => binder;

    public RawSchedule13 Schedule { get; } = new();

    /// <summary>The ServerHello that came.</summary>
    public RawHello? ServerHello { get; private set; }

    /// <summary>Types of the server's messages up to Finished, without ServerHello.</summary>
    public List<HandshakeType> Flight { get; } = [];

    /// <summary>What the server's EncryptedExtensions hold.</summary>
    public List<(ExtensionType Type, byte[] Body)> EncryptedExtensions { get; } = [];

    public byte[] Transcript => [.. _transcript];

    /// <summary>The label of the binder key (RFC 8446 §7.1).</summary>
    public string BinderLabel { get; set; } = "res binder";

    /// <summary>The first binder that went out.</summary>
    public byte[] LastBinder { get; private set; } = [];

    /// <summary>Writes <see cref="Hello"/> with binders for <see cref="Psks"/>, over the transcript so far.</summary>
    public byte[] EncodeHello(byte[]? binderPrefix = null)
    {
        if (Psks.Count == 0)
            return Hello.Encode();
        RawHello hello = Hello.Clone().Remove(ExtensionType.PreSharedKey);
        byte[][] binders = [.. Psks.Select(_ => new byte[RawCrypto.HashLength])];
        byte[] blank = hello.Clone().Append((ushort)ExtensionType.PreSharedKey, RawExtensions.PreSharedKey(Psks, binders)).Encode();
        byte[] truncated = [.. binderPrefix ?? Transcript, .. blank[..^(2 + (33 * binders.Length))]];
        for (int i = 0; i < binders.Length; i++)
            binders[i] = AlterBinder(i, RawCrypto.Binder(Psks[i].Key, truncated, BinderLabel));
        LastBinder = binders[0];
        return hello.Append((ushort)ExtensionType.PreSharedKey, RawExtensions.PreSharedKey(Psks, binders)).Encode();
    }

    public void SendHello() => SendHello(EncodeHello());

    public void SendHello(byte[] encoded)
    {
        _transcript.AddRange(encoded);
        Records.SendMessage(encoded);
    }

    /// <summary>Takes a ServerHello or HelloRetryRequest; after a ServerHello, handshake keys are in place.</summary>
    public async Task<RawHello> ReceiveServerHelloAsync()
    {
        byte[] message = await Records.ReceiveMessageAsync(HandshakeType.ServerHello);
        ServerHello = RawHello.Parse(message.AsSpan(4), HandshakeType.ServerHello);
        if (Convert.ToHexString(ServerHello.Random).StartsWith("CF21AD74", StringComparison.Ordinal))
        {
            byte[] hash = RawCrypto.MessageHash(Transcript);
            _transcript.Clear();
            _transcript.AddRange(hash);
            _transcript.AddRange(message);
            return ServerHello;
        }
        _transcript.AddRange(message);
        byte[]? psk = ServerHello.Extension(ExtensionType.PreSharedKey) is { } selected ? Psks[BinaryPrimitives.ReadUInt16BigEndian(selected)].Key : null;
        byte[] shared = ServerHello.Extension(ExtensionType.KeyShare) is { } share ? Share.Agree(share[4..]) : [];
        Schedule.OnServerHello(psk, shared, Transcript);
        Records.Read = RawCipher.Tls13(Schedule.ServerHandshake);
        Records.Write = RawCipher.Tls13(Schedule.ClientHandshake);
        return ServerHello;
    }

    /// <summary>Takes the flight up to Finished, whose verify_data must be right.</summary>
    /// <returns>The first message of the type that is wanted, header included; empty if none came.</returns>
    public async Task<byte[]> ReceiveFlightAsync(HandshakeType? wanted = null)
    {
        byte[] found = [];
        while (true)
        {
            byte[] message = await Records.ReceiveMessageAsync();
            Flight.Add((HandshakeType)message[0]);
            if (message[0] == (byte)HandshakeType.EncryptedExtensions)
                ReadExtensions(message);
            if (found.Length == 0 && message[0] == (byte?)wanted)
                found = message;
            if (message[0] == (byte)HandshakeType.Finished)
            {
                Assert.Equal(RawSchedule13.VerifyData(Schedule.ServerHandshake, Transcript), message[4..]);
                _transcript.AddRange(message);
                break;
            }
            _transcript.AddRange(message);
        }
        Schedule.OnServerFinished(Transcript);
        Records.Read = RawCipher.Tls13(Schedule.ServerApplication);
        return found;
    }

    private void ReadExtensions(byte[] message)
    {
        TlsReader reader = new(message.AsSpan(4));
        TlsReader extensions = new(reader.ReadVector16(0));
        while (extensions.Remaining > 0)
        {
            ExtensionType type = (ExtensionType)extensions.ReadUInt16();
            EncryptedExtensions.Add((type, extensions.ReadVector16(0).ToArray()));
        }
        reader.EndOfInput();
    }

    /// <summary>This side's Finished, to be sent.</summary>
    public byte[] MakeFinished() => RawHello.Message(HandshakeType.Finished, RawSchedule13.VerifyData(Schedule.ClientHandshake, Transcript));

    /// <summary>A message of this side's flight, taken into the transcript.</summary>
    public void SendSealed(byte[] message)
    {
        Records.SendMessage(message);
        _transcript.AddRange(message);
    }

    public void SendFinished()
    {
        byte[] finished = MakeFinished();
        Records.SendMessage(finished);
        _transcript.AddRange(finished);
        Schedule.OnClientFinished(Transcript);
        Records.Write = RawCipher.Tls13(Schedule.ClientApplication);
    }

    /// <summary>A ticket as something to offer.</summary>
    public async Task<RawPsk> ReceiveTicketAsync() => (await ReceiveTicketAndNonceAsync()).Psk;

    /// <summary>The same, and the ticket's nonce.</summary>
    public async Task<(RawPsk Psk, byte[] Nonce)> ReceiveTicketAndNonceAsync()
    {
        byte[] message = await Records.ReceiveMessageAsync(HandshakeType.NewSessionTicket);
        return Read(message, Schedule);

        static (RawPsk Psk, byte[] Nonce) Read(byte[] message, RawSchedule13 schedule)
        {
            TlsReader reader = new(message.AsSpan(4));
            reader.ReadUInt32();
            uint ageAdd = reader.ReadUInt32();
            byte[] nonce = reader.ReadVector8(0).ToArray();
            return (new RawPsk(reader.ReadVector16(1).ToArray(), schedule.Psk(nonce), ageAdd), nonce);
        }
    }

    /// <summary>A whole handshake.</summary>
    public async Task<TlsStream> ConnectAsync()
    {
        SendHello();
        await ReceiveServerHelloAsync();
        await ReceiveFlightAsync();
        SendFinished();
        return await Accepting;
    }

    /// <summary>A full handshake with a server, and a ticket of it.</summary>
    public static async Task<RawPsk> ObtainTicketAsync(TlsServer server, string? serverName = TestHosts.Name)
    {
        ScriptedClient13 client = new(server, serverName);
        await using TlsStream accepted = await client.ConnectAsync();
        return await client.ReceiveTicketAsync();
    }
}
