using System.Net.Sockets;

namespace Segno.Cli.Connecting;

/// <summary>Makes one connection: TCP, handshake, what is to be said, close.</summary>
internal sealed class Connector(TlsClient client, ConnectSettings settings, TimeProvider time)
{
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(10);

    /// <param name="session">A session to offer; null: the client's store is asked. It stays the caller's.</param>
    /// <param name="export">Whether the caller wants the connection's newest session for itself.</param>
    /// <param name="answer">Takes what the server sends.</param>
    /// <param name="cancellationToken">Gives the connection up.</param>
    /// <exception cref="CliException">It failed, with a sentence that says what to do.</exception>
    public async Task<Connection> ConnectAsync(TlsClientSession? session, bool export, Stream answer, CancellationToken cancellationToken)
    {
        TlsConnectOptions connect = new() { ServerName = settings.Name, Port = settings.Target.Port, Session = session };
        try
        {
            await using NetworkStream transport = await DialAsync(cancellationToken);
            await using TlsStream tls = await client.ConnectAsync(transport, connect, cancellationToken);
            return await TalkAsync(tls, export, answer, cancellationToken);
        }
        catch (Exception e) when (ConnectErrors.Describe(e, settings) is { } sentence)
        {
            throw new CliException(sentence, ExitCodes.Failed, e);
        }
    }

    private async Task<NetworkStream> DialAsync(CancellationToken cancellationToken)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using CancellationTokenSource deadline = new(s_connectTimeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await socket.ConnectAsync(settings.Target.Host, settings.Target.Port, either.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            socket.Dispose();
            throw new SocketException((int)SocketError.TimedOut);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<Connection> TalkAsync(TlsStream tls, bool export, Stream answer, CancellationToken cancellationToken)
    {
        await using (Conversation conversation = new(tls, answer, time))
        {
            if (settings.Send is { } request)
                await conversation.ExchangeAsync(request, cancellationToken);
            // TLS 1.2 sends its ticket within the handshake, TLS 1.3 after it (RFC 8446 §4.6.1).
            if (tls.Info.Protocol == System.Security.Authentication.SslProtocols.Tls13)
                await conversation.WaitForTicketAsync(() => tls.Info.Resumption.TicketsIssued > 0, cancellationToken);
            conversation.ThrowIfRefused();
            // OpenSSL servers drop a session from their cache whose connection ended without close_notify.
            await CloseAsync(tls, conversation, cancellationToken);
            conversation.ThrowIfRefused();
        }
        return new Connection(tls.Info, export ? tls.ExportSession() : null);
    }

    private static async Task CloseAsync(TlsStream tls, Conversation conversation, CancellationToken cancellationToken)
    {
        try
        {
            await tls.ShutdownAsync(cancellationToken);
            await conversation.WaitForCloseAsync(cancellationToken);
        }
        catch (IOException)
        {
            // The server closed first.
        }
    }
}

/// <summary>A connection that is over.</summary>
/// <param name="Info">How it came about, with the tickets that it brought.</param>
/// <param name="Session">Its newest session, owned by the caller; null if it brought none, or none was asked for.</param>
internal sealed record Connection(ConnectionInfo Info, TlsClientSession? Session);
