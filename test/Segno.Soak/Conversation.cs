using System.Security.Authentication;

namespace Segno.Soak;

/// <summary>What happens on a connection that stands, to its end.</summary>
internal sealed class Conversation(TlsStream client, TlsStream server, Stream clientTransport, Ending ending, TimeProvider clock)
{
    private const int BulkBytes = 64 * 1024;

    /// <summary>Runs it. A disturbed one may break off in any of the ways in which a connection may; and it meets a deadline, as a handshake does.</summary>
    public async Task RunAsync(bool disturbed)
    {
        using CancellationTokenSource deadline = new(Fleet.HandshakeTimeout, clock);
        try
        {
            await (ending switch
            {
                Ending.Polite => PartAsync(deadline.Token),
                Ending.Bulk => BulkAsync(deadline.Token),
                Ending.NewKeys => NewKeysAsync(deadline.Token),
                Ending.AtOnce => Task.CompletedTask,
                Ending.ClientGone => GoAsync(deadline.Token),
                _ => DisposeDuringReadAsync(deadline.Token),
            });
        }
        catch (Exception e) when (disturbed && e is TlsException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            if (e is TlsException failure && failure.Fault.Name == nameof(TlsFaults.InternalFailure))
                throw new SoakException($"A connection failed for a reason of our own: {e}");
        }
    }

    private async Task PartAsync(CancellationToken cancellationToken)
    {
        await SayAsync(cancellationToken);
        await client.ShutdownAsync(cancellationToken);
        await server.ShutdownAsync(cancellationToken);
        byte[] nothing = new byte[1];
        if (await server.ReadAsync(nothing, cancellationToken) + await client.ReadAsync(nothing, cancellationToken) != 0)
            throw new SoakException("There was data where a connection should end.");
    }

    private async Task BulkAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(PumpAsync(client, server, cancellationToken), PumpAsync(server, client, cancellationToken));
        await PartAsync(cancellationToken);
    }

    private async Task NewKeysAsync(CancellationToken cancellationToken)
    {
        await SayAsync(cancellationToken);
        if (client.SslProtocol == SslProtocols.Tls13)
        {
            await client.UpdateKeysAsync(requestPeerUpdate: true, cancellationToken);
            await server.UpdateKeysAsync(requestPeerUpdate: false, cancellationToken);
        }
        await PartAsync(cancellationToken);
    }

    /// <summary>The client's machine is gone: the server reads that the stream was cut.</summary>
    private async Task GoAsync(CancellationToken cancellationToken)
    {
        await SayAsync(cancellationToken);
        await clientTransport.DisposeAsync();
        try
        {
            if (await server.ReadAsync(new byte[1], cancellationToken) != 0)
                throw new SoakException("There was data of a client that is gone.");
            throw new SoakException("A stream that was cut passed for one that was closed.");
        }
        catch (Exception e) when (e is TlsException { Fault.Name: nameof(TlsFaults.TruncatedStream) } or IOException)
        {
        }
    }

    private async Task DisposeDuringReadAsync(CancellationToken cancellationToken)
    {
        await SayAsync(cancellationToken);
        Task<int> reading = server.ReadAsync(new byte[1], cancellationToken).AsTask();
        await server.DisposeAsync();
        try
        {
            await reading;
            throw new SoakException("A read of a stream that was disposed came back with something.");
        }
        catch (Exception e) when (e is ObjectDisposedException or IOException)
        {
        }
    }

    private async Task SayAsync(CancellationToken cancellationToken)
    {
        await SayAsync(server, client, cancellationToken);
        await SayAsync(client, server, cancellationToken);
    }

    private static async Task SayAsync(TlsStream from, TlsStream to, CancellationToken cancellationToken)
    {
        byte[] heard = new byte[1];
        await from.WriteAsync(new byte[] { 0x53 }, cancellationToken);
        await to.ReadExactlyAsync(heard, cancellationToken);
        if (heard[0] != 0x53)
            throw new SoakException("A byte arrived as another.");
    }

    private static async Task PumpAsync(TlsStream from, TlsStream to, CancellationToken cancellationToken)
    {
        byte[] heard = new byte[BulkBytes];
        Task reading = to.ReadExactlyAsync(heard, cancellationToken).AsTask();
        await from.WriteAsync(new byte[BulkBytes], cancellationToken);
        await reading;
    }
}
