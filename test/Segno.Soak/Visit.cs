using Segno.Soak.Fates;
using Segno.Testing;

namespace Segno.Soak;

/// <summary>One connection from its beginning to its end, by a plan. What may happen in a disturbed one is left to it; an undisturbed one must go well.</summary>
internal sealed class Visit(Fleet fleet, Loopback loopback, SoakPlan plan)
{
    private readonly Party _server = fleet.ServerParties[plan.ToOther ? 1 : 0];
    private readonly Party _client = fleet.ClientParties[(int)plan.Client];

    public SoakPlan Plan => plan;

    /// <summary>What the server says of the connection; null if there was none.</summary>
    public ConnectionInfo? Server { get; private set; }

    /// <summary>Whether what was to go wrong did: a connection may be over before.</summary>
    public bool Befell { get; private set; }

    public async Task RunAsync()
    {
        (Stream client, Stream server) = plan.Overloopback
            ? await loopback.ConnectAsync(resets: plan.Seed % 2 == 0)
            : MakePair();
        if (plan.GarbageOnly)
            await RunGarbageAsync(client, server);
        else
            await RunHandshakeAsync(client, server);
    }

    private (Stream Client, Stream Server) MakePair()
    {
        (DuplexStream left, DuplexStream right) = DuplexStream.CreatePair(largestRead: plan.LargestRead);
        return (left, right);
    }

    private ValueTask<TlsStream> AcceptAsync(Stream transport, CancellationToken cancellationToken) =>
        fleet.Servers[plan.ToOther ? 1 : 0].AcceptAsync(transport, cancellationToken);

    private ValueTask<TlsStream> ConnectAsync(Stream transport, CancellationToken cancellationToken) =>
        fleet.Clients[(int)plan.Client].ConnectAsync(transport, Fleet.Target(plan), cancellationToken);

    private async Task RunHandshakeAsync(Stream clientEnd, Stream serverEnd)
    {
        using CancellationTokenSource giveUp = new();
        CancellationToken ofClient = default, ofServer = default;
        if (plan.Fate.Action != FateAction.None)
        {
            if (plan.Fate.OfServer)
                (serverEnd, ofServer) = (new FateStream(serverEnd, plan.Fate, giveUp), giveUp.Token);
            else
                (clientEnd, ofClient) = (new FateStream(clientEnd, plan.Fate, giveUp), giveUp.Token);
        }
        Task<TlsStream?> accepting = _server.RunAsync(() => AcceptAsync(serverEnd, ofServer), plan.IsDisturbed);
        Task<TlsStream?> connecting = _client.RunAsync(() => ConnectAsync(clientEnd, ofClient), plan.IsDisturbed);
        TlsStream? client = null, server = null;
        try
        {
            client = await connecting;
            // A client is done before the server has judged it; who then waits for data that will not come meets the deadline of the talk.
            server = await accepting;
            if (client is not null && server is not null)
            {
                Server = server.Info;
                Conversation talk = new(client, server, clientEnd, plan.Ending, fleet.Clock);
                await talk.RunAsync(plan.IsDisturbed);
            }
        }
        finally
        {
            if (client is not null)
                await client.DisposeAsync();
            server ??= await accepting;
            if (server is not null)
                await server.DisposeAsync();
            Befell = (clientEnd as FateStream ?? serverEnd as FateStream)?.Befell ?? false;
        }
    }

    private async Task RunGarbageAsync(Stream clientEnd, Stream serverEnd)
    {
        byte[] garbage = Garbage.Make(new Random(plan.Seed));
        bool toServer = plan.Seed % 4 != 0;
        Stream ours = toServer ? clientEnd : serverEnd;
        Task<TlsStream?> hearing = toServer
            ? _server.RunAsync(() => AcceptAsync(serverEnd, CancellationToken.None), mayFail: true)
            : _client.RunAsync(() => ConnectAsync(clientEnd, CancellationToken.None), mayFail: true);
        try
        {
            await ours.WriteAsync(garbage);
            // Half of them stay until the deadline, if they are not sent away before.
            if (plan.Seed % 3 != 0)
                await ours.DisposeAsync();
            if (await hearing is not null)
                throw new SoakException($"{(toServer ? _server : _client).Name} took garbage for a handshake.");
        }
        catch (IOException)
        {
            // It was sent away while it spoke.
            await hearing;
        }
        finally
        {
            await ours.DisposeAsync();
        }
    }
}
