using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Segno.AspNetCore;

/// <summary>Wraps each connection of an endpoint in TLS: the handshake, what later layers may know of it, and the end.</summary>
internal sealed class SegnoConnectionMiddleware(ConnectionDelegate next, TlsServer server, ILogger logger)
{
    /// <summary>Bounds how long a peer that reads nothing may keep a connection that is over.</summary>
    private static readonly TimeSpan s_closeTimeout = TimeSpan.FromSeconds(2);

    public async Task OnConnectionAsync(ConnectionContext context)
    {
        IDuplexPipe transport = context.Transport;
        if (await AcceptAsync(context, transport) is not { } tls)
            return;

        await using (tls)
        {
            SetFeatures(context.Features, new SegnoConnectionFeature(tls));
            StreamDuplexPipe plaintext = new(tls, context.Features.Get<IMemoryPoolFeature>()?.MemoryPool ?? MemoryPool<byte>.Shared);
            try
            {
                context.Transport = plaintext;
                await next(context);
            }
            finally
            {
                context.Transport = transport;
                await CloseAsync(context, plaintext, tls);
            }
        }
    }

    private async ValueTask<TlsStream?> AcceptAsync(ConnectionContext context, IDuplexPipe transport)
    {
        // A server that stops does not wait for handshakes. How long one may take is the TlsServer's to say.
        CancellationToken stopping = context.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(context.ConnectionClosed, stopping);
        try
        {
            TlsStream tls = await server.AcceptAsync(new DuplexPipeStream(transport), leaveOpen: true, ended.Token);
            SegnoLog.Connected(logger, context.ConnectionId, tls.Info.Resumption.Kind, tls.Info.Resumption.Decline);
            return tls;
        }
        catch (TlsException e) when (e is { Alert: AlertDescription.InternalError, Direction: not TlsFaultDirection.Received })
        {
            SegnoLog.HandshakeBroke(logger, context.ConnectionId, e.Message, e);
        }
        catch (IOException e)
        {
            SegnoLog.HandshakeFailed(logger, context.ConnectionId, e.Message);
        }
        catch (OperationCanceledException)
        {
            SegnoLog.HandshakeAbandoned(logger, context.ConnectionId);
        }
        return null;
    }

    private static void SetFeatures(IFeatureCollection features, SegnoConnectionFeature feature)
    {
        features.Set<ITlsConnectionFeature>(feature);
        features.Set<ITlsHandshakeFeature>(feature);
        features.Set<ITlsApplicationProtocolFeature>(feature);
        features.Set<IResumptionFeature>(feature);
    }

    /// <summary>Sends what is left and close_notify. OpenSSL 3 clients throw a session away whose connection ended without (RFC 5246 §7.2.1).</summary>
    private async ValueTask CloseAsync(ConnectionContext context, StreamDuplexPipe plaintext, TlsStream tls)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(context.ConnectionClosed);
        deadline.CancelAfter(s_closeTimeout);
        try
        {
            await plaintext.CompleteAsync().AsTask().WaitAsync(deadline.Token);
            await tls.ShutdownAsync(deadline.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The peer is gone, or does not read: nobody is left to whom it matters.
            SegnoLog.NotClosed(logger, context.ConnectionId, e.Message);
        }
    }
}
