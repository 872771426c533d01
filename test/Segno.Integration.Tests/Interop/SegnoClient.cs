using System.Net.Sockets;
using System.Text;

namespace Segno.Integration.Tests.Interop;

/// <summary>Our client, set up so that one way alone can resume.</summary>
internal sealed class SegnoClient(Way way, bool withoutExtendedMasterSecret) : IAsyncDisposable
{
    private readonly TlsClient _client = new(Options(way, withoutExtendedMasterSecret));

    /// <summary>Connects, asks for a page, and reads to the end: a TLS 1.3 server's tickets come after the handshake.</summary>
    public async Task<(ConnectionInfo Account, string Response)> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        Socket socket = await DialAsync(port, patience.Token);
        TlsConnectOptions connect = new() { ServerName = "localhost", Port = port };
        await using TlsStream tls = await _client.ConnectAsync(new NetworkStream(socket, ownsSocket: true), connect, patience.Token);
        await tls.WriteAsync("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n"u8.ToArray(), patience.Token);
        StringBuilder response = new();
        byte[] buffer = new byte[4096];
        try
        {
            int count;
            while ((count = await tls.ReadAsync(buffer, patience.Token)) > 0)
            {
                response.Append(Encoding.UTF8.GetString(buffer, 0, count));
            }

            await tls.ShutdownAsync(patience.Token);
        }
        catch (IOException) when (response.Length > 0)
        {
            // A peer that closes without close_notify: its page has come, and the handshake is what is judged.
        }

        return (tls.Info, response.ToString());
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    // A peer that listens on several addresses may have begun with another one than ours.
    private static async Task<Socket> DialAsync(int port, CancellationToken cancellationToken)
    {
        while (true)
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync("127.0.0.1", port, cancellationToken);
                return socket;
            }
            catch (SocketException refused) when (refused.SocketErrorCode is SocketError.ConnectionRefused)
            {
                socket.Dispose();
                await Task.Delay(50, cancellationToken);
            }
        }
    }

    private static TlsClientOptions Options(Way way, bool withoutExtendedMasterSecret) => new()
    {
        EnabledSslProtocols = way.Protocol,
        Groups = way is Way.HelloRetry ? [NamedGroup.X25519, NamedGroup.Secp384r1] : null,
        KeyShareGroups = way is Way.HelloRetry ? [NamedGroup.X25519] : null,
        ServerValidation = new CertificateValidationOptions { Roots = PkiFiles.Roots },
        Credentials = way.HasClientCertificate ? [TlsCredential.FromPem(PkiFiles.Client.Certificate, PkiFiles.Client.Key, null)] : [],
        Resumption = new ClientResumptionOptions
        {
            AllowWithoutExtendedMasterSecret = withoutExtendedMasterSecret,
            Tickets = way is not Way.SessionId,
            PskModes = way is Way.PskKe ? PskKeyExchangeModes.Ke : PskKeyExchangeModes.DheKe,
        },
    };
}
