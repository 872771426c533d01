using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Segno.Integration.Tests.Interop;

namespace Segno.Integration.Tests.EndToEnd;

/// <summary>HTTP/1.1 by hand over our own client, one connection at a time.</summary>
internal sealed class HttpsClient(int port, TlsClientOptions options) : IAsyncDisposable
{
    private readonly TlsClient _client = new(options);

    public static TlsClientOptions Trusting(Way way) => new()
    {
        EnabledSslProtocols = way.Protocol,
        ServerValidation = new CertificateValidationOptions { Roots = PkiFiles.Roots },
        Credentials = way.HasClientCertificate ? [TlsCredential.FromPem(PkiFiles.Client.Certificate, PkiFiles.Client.Key)] : [],
        Resumption = new ClientResumptionOptions
        {
            Tickets = way is not Way.SessionId,
            PskModes = way is Way.PskKe ? PskKeyExchangeModes.Ke : PskKeyExchangeModes.DheKe,
        },
    };

    public async Task<TlsStream> ConnectAsync()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
        TlsConnectOptions connect = new() { ServerName = "localhost", Port = port };
        return await _client.ConnectAsync(new NetworkStream(socket, ownsSocket: true), connect, TestContext.Current.CancellationToken);
    }

    /// <summary>A request on a connection that stays open. The answer must say how long it is.</summary>
    public static async Task<string> GetAsync(TlsStream tls, string path)
    {
        await SendAsync(tls, path, "keep-alive");
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await tls.ReadExactlyAsync(one, TestContext.Current.CancellationToken);
            head.Append((char)one[0]);
        }
        Assert.StartsWith("HTTP/1.1 200 ", head.ToString(), StringComparison.Ordinal);
        string length = head.ToString().Split("\r\n").Single(static line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase));
        byte[] body = new byte[int.Parse(length.AsSpan(16), CultureInfo.InvariantCulture)];
        await tls.ReadExactlyAsync(body, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(body);
    }

    public static async Task<JsonElement> StatusAsync(TlsStream tls) => JsonElement.Parse(await GetAsync(tls, "/status.json"));

    /// <summary>A last request, read until close_notify: an end without one is an exception.</summary>
    public static async Task<string> GetLastAsync(TlsStream tls, string path)
    {
        await SendAsync(tls, path, "close");
        using StreamReader reader = new(tls, leaveOpen: true);
        string answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        await tls.ShutdownAsync(TestContext.Current.CancellationToken);
        return answer;
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private static async Task SendAsync(TlsStream tls, string path, string connection) => await tls.WriteAsync(
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: {connection}\r\n\r\n"), TestContext.Current.CancellationToken);
}
