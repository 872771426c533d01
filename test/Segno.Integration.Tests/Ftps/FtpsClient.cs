using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Segno.Integration.Tests.Interop;

namespace Segno.Integration.Tests.Ftps;

/// <summary>As much of RFC 959 and RFC 4217 as it takes to list a folder: AUTH TLS, an anonymous login, protected data connections.</summary>
internal sealed class FtpsClient : IAsyncDisposable
{
    private readonly TlsClient _tls;
    private readonly TlsStream _control;
    private readonly StreamReader _replies;

    private FtpsClient(TlsClient tls, TlsStream control)
    {
        _tls = tls;
        _control = control;
        _replies = new StreamReader(control, Encoding.ASCII, leaveOpen: true);
    }

    public TlsStream Control => _control;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Connects, secures the control connection, and logs in.</summary>
    public static async Task<FtpsClient> LoginAsync(int port, SslProtocols version)
    {
        TlsClient tls = new(new TlsClientOptions
        {
            EnabledSslProtocols = version,
            ServerValidation = new CertificateValidationOptions { Roots = PkiFiles.Roots },
        });
        NetworkStream plain = await DialAsync(port);
        // Byte by byte: nothing of the handshake may be read ahead.
        Assert.StartsWith("220 ", await PlainReplyAsync(plain), StringComparison.Ordinal);
        await plain.WriteAsync("AUTH TLS\r\n"u8.ToArray(), Cancellation);
        Assert.StartsWith("234 ", await PlainReplyAsync(plain), StringComparison.Ordinal);
        FtpsClient client = new(tls, await tls.ConnectAsync(plain, new TlsConnectOptions { ServerName = "localhost", Port = port }, Cancellation));
        await client.CommandAsync("USER anonymous", 331);
        await client.CommandAsync("PASS segno@localhost", 230);
        await client.CommandAsync("PBSZ 0", 200);
        await client.CommandAsync("PROT P", 200);
        return client;
    }

    /// <summary>Lists the folder on a data connection that must resume <paramref name="session"/>.</summary>
    /// <returns>The list, and how the data connection came about.</returns>
    public async Task<(string List, ResumptionInfo How)> ListAsync(TlsClientSession session)
    {
        int port = await PassiveAsync();
        await SendAsync("LIST");
        NetworkStream plain = await DialAsync(port);
        await using TlsStream data = await _tls.ConnectAsync(
            plain, new TlsConnectOptions { ServerName = "localhost", Port = port, Session = session, MustResume = true }, Cancellation);
        using StreamReader reader = new(data, Encoding.ASCII, leaveOpen: true);
        await ReplyAsync(150);
        string list = await reader.ReadToEndAsync(Cancellation);
        await data.ShutdownAsync(Cancellation);
        await ReplyAsync(226);
        return (list, data.Info.Resumption);
    }

    /// <summary>Tries to list the folder on a data connection with a session of its own.</summary>
    /// <returns>The server's answer.</returns>
    public async Task<string> ListWithoutSessionAsync()
    {
        int port = await PassiveAsync();
        await SendAsync("LIST");
        NetworkStream plain = await DialAsync(port);
        try
        {
            await using TlsStream data = await _tls.ConnectAsync(plain, new TlsConnectOptions { ServerName = "localhost", Port = port }, Cancellation);
            Assert.Equal(ResumptionKind.Full, data.Info.Resumption.Kind);
            await ReplyAsync(150);
            Assert.Equal(0, await data.ReadAsync(new byte[1], Cancellation));
        }
        catch (IOException)
        {
            // The server ends the connection as it likes; its reply says why.
        }
        return await ReplyAsync(522);
    }

    public async ValueTask DisposeAsync()
    {
        _replies.Dispose();
        await _control.DisposeAsync();
        await _tls.DisposeAsync();
    }

    private async Task<int> PassiveAsync()
    {
        string reply = await CommandAsync("EPSV", 229);
        // 229 Entering Extended Passive Mode (|||31234|) (RFC 2428 §3)
        return int.Parse(reply.Split('|')[3], CultureInfo.InvariantCulture);
    }

    private async Task<string> CommandAsync(string command, int code)
    {
        await SendAsync(command);
        return await ReplyAsync(code);
    }

    private async Task SendAsync(string command) => await _control.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), Cancellation);

    private async Task<string> ReplyAsync(int code)
    {
        string reply = await _replies.ReadLineAsync(Cancellation) ?? "nothing";
        Assert.StartsWith($"{code} ", reply, StringComparison.Ordinal);
        return reply;
    }

    private static async Task<string> PlainReplyAsync(NetworkStream stream)
    {
        StringBuilder line = new();
        byte[] one = new byte[1];
        while (line.Length == 0 || line[^1] != '\n')
        {
            await stream.ReadExactlyAsync(one, Cancellation);
            line.Append((char)one[0]);
        }
        return line.ToString();
    }

    private static async Task<NetworkStream> DialAsync(int port)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port, Cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
