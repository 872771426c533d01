using System.Security.Authentication;
using Segno.Wire;

namespace Segno.Tests.Properties;

/// <summary>Runs the acts of an interleaving, one after the other, on a connection and on a model of two queues, and compares.</summary>
internal sealed class Interleaving(HandshakePair pair, bool hasKeyUpdate, CancellationToken cancellationToken)
{
    /// <summary>KeyUpdates in a row that a peer takes without data between them.</summary>
    private const int MaxUpdatesInARow = 32;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly DirectionModel _toServer = new();
    private readonly DirectionModel _toClient = new();
    private readonly HashSet<TlsRole> _disposed = [];

    public async Task RunAsync(IReadOnlyList<Act> acts)
    {
        foreach (Act act in acts)
            await DoAsync(act);
        // Whatever happened, what was written arrives, and so does the end.
        foreach (TlsRole side in new[] { TlsRole.Client, TlsRole.Server })
            await DoAsync(new Act(side, ActKind.Shutdown, 0));
        foreach (TlsRole side in new[] { TlsRole.Client, TlsRole.Server })
        {
            while (!_disposed.Contains(side) && In(side).Waiting > 0)
                await DoAsync(new Act(side, ActKind.Read, 5000));
            await DoAsync(new Act(side, ActKind.Read, 1));
        }
    }

    private DirectionModel Out(TlsRole side) => side == TlsRole.Client ? _toServer : _toClient;

    private DirectionModel In(TlsRole side) => side == TlsRole.Client ? _toClient : _toServer;

    private TlsStream StreamOf(TlsRole side) => side == TlsRole.Client ? pair.Client : pair.Server;

    private async Task DoAsync(Act act)
    {
        TlsStream stream = StreamOf(act.Side);
        if (_disposed.Contains(act.Side))
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => AttemptAsync(stream, act));
            return;
        }
        switch (act.Kind)
        {
            case ActKind.Write:
                await WriteAsync(stream, act);
                break;
            case ActKind.Read:
                await ReadAsync(stream, act);
                break;
            case ActKind.Update or ActKind.UpdateBoth:
                await UpdateAsync(stream, act);
                break;
            case ActKind.Shutdown:
                await Timely(stream.ShutdownAsync(cancellationToken).AsTask());
                Out(act.Side).IsClosed = true;
                break;
            default:
                await Timely(stream.DisposeAsync().AsTask());
                Out(act.Side).IsClosed = true;
                _disposed.Add(act.Side);
                break;
        }
    }

    private async Task WriteAsync(TlsStream stream, Act act)
    {
        if (Out(act.Side).IsClosed)
        {
            if (act.Size > 0)
                await Assert.ThrowsAsync<InvalidOperationException>(() => AttemptAsync(stream, act));
            return;
        }
        await Timely(stream.WriteAsync(Out(act.Side).Write(act.Size), cancellationToken).AsTask());
    }

    /// <summary>A read that would wait is left out: there is nobody to write meanwhile.</summary>
    private async Task ReadAsync(TlsStream stream, Act act)
    {
        DirectionModel incoming = In(act.Side);
        if (incoming.Waiting == 0 && !incoming.IsClosed)
            return;
        byte[] room = new byte[act.Size];
        int read = await Timely(stream.ReadAsync(room.AsMemory(), cancellationToken).AsTask());
        Assert.Equal(incoming.Waiting > 0 && act.Size > 0, read > 0);
        incoming.Read(room.AsSpan(0, read));
    }

    private async Task UpdateAsync(TlsStream stream, Act act)
    {
        DirectionModel outgoing = Out(act.Side);
        if (!hasKeyUpdate || outgoing.IsClosed)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => AttemptAsync(stream, act));
            return;
        }
        if (++outgoing.UpdatesInARow < MaxUpdatesInARow)
            await Timely(stream.UpdateKeysAsync(act.Kind == ActKind.UpdateBoth, cancellationToken).AsTask());
    }

    private Task AttemptAsync(TlsStream stream, Act act) => act.Kind switch
    {
        ActKind.Write => stream.WriteAsync(new byte[Math.Max(act.Size, 1)], cancellationToken).AsTask(),
        ActKind.Read => stream.ReadAsync(new byte[1], cancellationToken).AsTask(),
        ActKind.Update => stream.UpdateKeysAsync(requestPeerUpdate: false, cancellationToken).AsTask(),
        ActKind.UpdateBoth => stream.UpdateKeysAsync(requestPeerUpdate: true, cancellationToken).AsTask(),
        ActKind.Shutdown => stream.ShutdownAsync(cancellationToken).AsTask(),
        _ => throw new ObjectDisposedException("disposing again does nothing"),
    };

    private Task Timely(Task task) => task.WaitAsync(s_patience, cancellationToken);

    private Task<T> Timely<T>(Task<T> task) => task.WaitAsync(s_patience, cancellationToken);
}
