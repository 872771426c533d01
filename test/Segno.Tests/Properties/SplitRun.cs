using Segno.Tests.Matrix;

namespace Segno.Tests.Properties;

/// <summary>Everything that can be seen of the last connection of a <see cref="SplitCase"/>.</summary>
internal sealed record SplitRun(
    ConnectionInfo Client, ConnectionInfo Server, byte[] ClientWrote, byte[] ServerWrote, byte[] ClientGot, byte[] ServerGot, byte[] Exported, string[] ClientSees, string[] ServerSees)
{
    /// <summary>Makes two connections of the case, of which the second resumes where the case says so.</summary>
    public static async Task<SplitRun> MakeAsync(SplitCase split, CancellationToken cancellationToken)
    {
        TimeProvider clock = TestHosts.Clock();
        RecordingObserver clientSees = new(), serverSees = new();
        await using TlsServer server = TestPeers.Server(ServerOptions(split, clock, serverSees));
        await using TlsClient client = TestPeers.Client(ClientOptions(split, clock, clientSees));
        await ConnectAsync(split, client, server, clientSees, serverSees, cancellationToken);
        clientSees.Clear();
        serverSees.Clear();
        return await ConnectAsync(split, client, server, clientSees, serverSees, cancellationToken);
    }

    private static async Task<SplitRun> ConnectAsync(
        SplitCase split, TlsClient client, TlsServer server, RecordingObserver clientSees, RecordingObserver serverSees, CancellationToken cancellationToken)
    {
        (DuplexStream left, DuplexStream right) = DuplexStream.CreatePair(split.Capacity);
        SplitStream clientWire = new(left, split.Client), serverWire = new(right, split.Server);
        Task<TlsStream> connecting = Task.Run(() => client.ConnectAsync(clientWire, TestHosts.Name, cancellationToken).AsTask(), cancellationToken);
        Task<TlsStream> accepting = Task.Run(() => server.AcceptAsync(serverWire, cancellationToken).AsTask(), cancellationToken);
        await Task.WhenAll(connecting, accepting).WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
        await using TlsStream ours = await connecting, theirs = await accepting;

        Task<byte[]> clientReads = ReadToEndAsync(ours, cancellationToken), serverReads = ReadToEndAsync(theirs, cancellationToken);
        Task clientWrites = WriteAsync(ours, split.ToServer, cancellationToken), serverWrites = WriteAsync(theirs, split.ToClient, cancellationToken);
        await Task.WhenAll(clientWrites, serverWrites, clientReads, serverReads).WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
        byte[] exported = ours.Exported();
        Assert.Equal(exported, theirs.Exported());
        return new SplitRun(
            ours.Info, theirs.Info, clientWire.Written, serverWire.Written, await clientReads, await serverReads, exported, Texts(clientSees), Texts(serverSees));
    }

    private static async Task WriteAsync(TlsStream stream, IReadOnlyList<int> sizes, CancellationToken cancellationToken)
    {
        int seed = 0;
        foreach (int size in sizes)
        {
            byte[] data = new byte[size];
            new FixedRandom(seed++).Fill(data);
            await stream.WriteAsync(data.AsMemory(), cancellationToken);
        }
        await stream.ShutdownAsync(cancellationToken);
    }

    private static async Task<byte[]> ReadToEndAsync(TlsStream stream, CancellationToken cancellationToken)
    {
        using MemoryStream all = new();
        await stream.CopyToAsync(all, cancellationToken);
        return all.ToArray();
    }

    private static string[] Texts(RecordingObserver observer) =>
        [.. observer.All.Select(sighting => $"{(sighting.Sent ? '>' : '<')} {Convert.ToHexString(sighting.Encoded)}")];

    private static TlsServerOptions ServerOptions(SplitCase split, TimeProvider clock, RecordingObserver observer) => new()
    {
        Host = TestHosts.Host(KeyKind.Ed25519, clients: split.ClientAuth ? ClientCertificateMode.Required : ClientCertificateMode.None),
        EnabledSslProtocols = split.Version,
        Groups = [NamedGroup.X25519],
        TimeProvider = clock,
        Random = new FixedRandom(2 * split.Seed),
        Observer = observer,
        RecordSizeLimit = split.SizeLimit,
        RecordPaddingBlock = split.Padding,
        Resumption = new ServerResumptionOptions
        {
            Tickets = split.Way != Way.SessionId,
            SessionIdCapacity = split.Way == Way.SessionId ? 100 : 0,
            PskModes = split.Way == Way.Psk ? PskKeyExchangeModes.Ke : PskKeyExchangeModes.DheKe,
        },
    };

    private static TlsClientOptions ClientOptions(SplitCase split, TimeProvider clock, RecordingObserver observer) => new()
    {
        EnabledSslProtocols = split.Version,
        // Without a share every full handshake needs a retry; X25519 and Ed25519, unlike the system's curves, take all their randomness from us.
        Groups = [NamedGroup.X25519],
        KeyShareGroups = split.Retry ? [] : [NamedGroup.X25519],
        ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
        Credentials = split.ClientAuth ? [TestPki.Clients.Issue(KeyKind.Ed25519, "client.example").ToCredential()] : [],
        TimeProvider = clock,
        Random = new FixedRandom((2 * split.Seed) + 1),
        Observer = observer,
        RecordSizeLimit = split.SizeLimit,
        RecordPaddingBlock = split.Padding,
        Resumption = new ClientResumptionOptions
        {
            Enabled = split.Way is not (Way.Full12 or Way.Full13),
            PskModes = split.Way == Way.Psk ? PskKeyExchangeModes.Ke : PskKeyExchangeModes.DheKe,
        },
    };
}
