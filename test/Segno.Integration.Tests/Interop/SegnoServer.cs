using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Segno.Integration.Tests.Interop;

/// <summary>Our server on a port of 127.0.0.1, set up so that one way alone can resume. It answers a line with a line of HTTP.</summary>
internal sealed class SegnoServer : IAsyncDisposable
{
    private static readonly byte[] s_response = Encoding.ASCII.GetBytes("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n");

    private readonly TlsServer _server;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly List<Task<ConnectionInfo>> _accounts = [];
    private readonly List<Task> _conversations = [];
    private readonly Task _accepting;

    /// <param name="way">The way that can resume.</param>
    /// <param name="withoutExtendedMasterSecret">Whether sessions of peers that lack it may resume.</param>
    public SegnoServer(Way way, bool withoutExtendedMasterSecret)
    {
        _server = new TlsServer(Options(way, withoutExtendedMasterSecret));
        _listener.Start();
        _accepting = AcceptAsync(way);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Our account of each connection, in the order in which they came.</summary>
    public async Task<IReadOnlyList<ConnectionInfo>> AccountsAsync()
    {
        Task<ConnectionInfo>[] accounts;
        lock (_accounts)
        {
            accounts = [.. _accounts];
        }

        return await Task.WhenAll(accounts);
    }

    /// <summary>What went wrong on our side, when a peer came to grief.</summary>
    public async Task<IReadOnlyList<Exception>> FailuresAsync()
    {
        try
        {
            await AccountsAsync().WaitAsync(TimeSpan.FromSeconds(2));
            return [];
        }
        catch (Exception failure)
        {
            return [failure];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_conversations);
        await _server.DisposeAsync();
        _ending.Dispose();
    }

    private static TlsServerOptions Options(Way way, bool withoutExtendedMasterSecret) => new()
    {
        EnabledSslProtocols = way.Protocol,
        Groups = way is Way.HelloRetry ? [NamedGroup.Secp384r1] : null,
        Host = new TlsHost
        {
            Credentials =
            [
                TlsCredential.FromPem(PkiFiles.EcdsaServer.Certificate, PkiFiles.EcdsaServer.Key, null),
                TlsCredential.FromPem(PkiFiles.RsaServer.Certificate, PkiFiles.RsaServer.Key, null),
            ],
            ClientCertificateMode = way.HasClientCertificate ? ClientCertificateMode.Required : ClientCertificateMode.None,
            ClientValidation = new CertificateValidationOptions { Roots = PkiFiles.Roots },
        },
        Resumption = new ServerResumptionOptions
        {
            AllowWithoutExtendedMasterSecret = withoutExtendedMasterSecret,
            Tickets = way is not Way.SessionId,
            SessionIdCapacity = way is Way.SessionId ? 1000 : 0,
            PskModes = way is Way.PskKe ? PskKeyExchangeModes.Ke : PskKeyExchangeModes.DheKe,
        },
    };

    private async Task AcceptAsync(Way way)
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_ending.Token);
                socket.NoDelay = true;
                TaskCompletionSource<ConnectionInfo> account = new(TaskCreationOptions.RunContinuationsAsynchronously);
                lock (_accounts)
                {
                    _accounts.Add(account.Task);
                }

                _conversations.Add(ConverseAsync(new NetworkStream(socket, ownsSocket: true), way, account));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ConverseAsync(NetworkStream transport, Way way, TaskCompletionSource<ConnectionInfo> account)
    {
        try
        {
            await using TlsStream tls = await _server.AcceptAsync(transport, leaveOpen: false, _ending.Token);
            if (way.HasClientCertificate)
            {
                // Whoever the client was in the full handshake, it still is.
                Assert.Equal("CN=segno client", tls.PeerCertificate?.Subject);
            }

            account.SetResult(tls.Info);
            byte[] buffer = new byte[4096];
            if (await tls.ReadAsync(buffer, _ending.Token) > 0)
            {
                await tls.WriteAsync(s_response, _ending.Token);
            }

            await tls.ShutdownAsync(_ending.Token);
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
            patience.CancelAfter(TimeSpan.FromSeconds(2));
            while (await tls.ReadAsync(buffer, patience.Token) > 0)
            {
            }
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException && account.Task.IsCompleted)
        {
            // Peers end as they like; the handshake is what is judged.
        }
        catch (Exception failure)
        {
            account.TrySetException(failure);
            await transport.DisposeAsync();
        }
    }
}
