using System.Net.Security;
using System.Security.Authentication;
using Segno.Crypto;
using Segno.Handshake;
using Segno.Record;
using Segno.Wire;

namespace Segno.Tests.Transport;

/// <summary>Keys that follow from a number alone, so that both ends of a test have them.</summary>
internal static class FakeKeys
{
    public static CipherSuite Suite(ProtocolVersion version) => CipherSuite.Find(
        version == ProtocolVersion.Tls13 ? TlsCipherSuite.TLS_AES_128_GCM_SHA256 : TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256)!;

    public static TrafficKeys Make(CipherSuite suite, byte seed, ulong sequence = 0)
    {
        byte[] key = new byte[suite.KeyLength];
        byte[] iv = new byte[suite.FixedIvLength];
        key.AsSpan().Fill(seed);
        iv.AsSpan().Fill((byte)(seed ^ 0x55));
        return new TrafficKeys(suite, key, iv, sequence);
    }
}

/// <summary>Takes one message of any type, installs keys for both directions and is connected.</summary>
internal sealed class FakeStart(IHandshakeOutput output, CipherSuite suite, byte readSeed, byte writeSeed) : HandshakeState
{
    public override string Awaits => "anything";

    public List<byte[]> Received { get; } = [];

    public int FatalAlerts { get; private set; }

    public int ChangeCipherSpecs { get; private set; }

    /// <summary>Messages before the one that connects.</summary>
    public int MessagesBefore { get; init; }

    /// <summary>Awaited before each message is answered.</summary>
    public Func<CancellationToken, ValueTask>? Service { get; init; }

    /// <summary>What is sent in answer to the last message, before the keys.</summary>
    public byte[]? Flight { get; init; }

    public ulong WriteSequence { get; init; }

    public FakeConnected? Connected { get; private set; }

    public override async ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken)
    {
        if (Service is not null)
            await Service(cancellationToken);
        Received.Add(message.Encoded.ToArray());
        if (Received.Count <= MessagesBefore)
            return this;
        output.SetVersion(suite.Version);
        if (Flight is not null)
            output.SendEncoded(Flight);
        output.InstallWriteKeys(FakeKeys.Make(suite, writeSeed, WriteSequence));
        output.InstallReadKeys(FakeKeys.Make(suite, readSeed), message.RequireRecordBoundary());
        return Connected = new FakeConnected(output, suite, readSeed, writeSeed);
    }

    public override HandshakeState OnChangeCipherSpec(RecordBoundary boundary)
    {
        ChangeCipherSpecs++;
        return this;
    }

    public override ValueTask OnFailureAsync(CancellationToken cancellationToken)
    {
        FatalAlerts++;
        return ValueTask.CompletedTask;
    }
}

/// <summary>A connection whose keys are updated by adding 16 to their seed.</summary>
internal sealed class FakeConnected(IHandshakeOutput output, CipherSuite suite, byte readSeed, byte writeSeed) : ConnectedState
{
    private int _readEpoch;
    private int _writeEpoch;

    public int FatalAlerts { get; private set; }

    public int KeyUpdatesSent => _writeEpoch;

    public bool IsDisposed { get; private set; }

    /// <summary>Awaited when a message other than a KeyUpdate comes.</summary>
    public Func<CancellationToken, ValueTask>? Service { get; set; }

    public override ConnectionInfo Info { get; } = new()
    {
        Protocol = suite.Version == ProtocolVersion.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12,
        CipherSuite = suite.Code,
        Resumption = new ResumptionInfo { Decline = ResumptionDecline.Expired, Offered = true, TicketsIssued = 2 },
    };

    public override IReadOnlyList<ReadOnlyMemory<byte>> PeerCertificates => [];

    public override bool IsWelcome(HandshakeType type) => true;

    public override async ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken)
    {
        if (message.Type != HandshakeType.KeyUpdate)
        {
            if (Service is not null)
                await Service(cancellationToken);
            return this;
        }
        _readEpoch++;
        output.InstallReadKeys(FakeKeys.Make(suite, (byte)(readSeed + (16 * (_readEpoch % 8)))), message.RequireRecordBoundary());
        if (message.Body.Span[0] == 1)
            output.AnswerKeyUpdate();
        return this;
    }

    public override bool UpdateWriteKeys(bool requestPeerUpdate)
    {
        if (suite.Version == ProtocolVersion.Tls12)
            return false;
        _writeEpoch++;
        output.SendEncoded([(byte)HandshakeType.KeyUpdate, 0, 0, 1, requestPeerUpdate ? (byte)1 : (byte)0]);
        output.InstallWriteKeys(FakeKeys.Make(suite, (byte)(writeSeed + (16 * (_writeEpoch % 8)))));
        return true;
    }

    public override ValueTask OnFailureAsync(CancellationToken cancellationToken)
    {
        FatalAlerts++;
        return ValueTask.CompletedTask;
    }

    protected override void Export(string label, ReadOnlySpan<byte> context, bool hasContext, Span<byte> destination) => destination.Fill(hasContext ? (byte)1 : (byte)0);

    protected override void DisposeSecrets() => IsDisposed = true;
}
