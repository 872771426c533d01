using System.Net;
using System.Net.Sockets;

namespace Segno.Integration.Tests.Interop.Drivers;

/// <summary>What a peer that only forwards forwards to: it answers each connection's first bytes and closes.</summary>
internal sealed class PlainBackend : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;

    public PlainBackend()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                NetworkStream stream = client.GetStream();
                await stream.ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false);
                await stream.WriteAsync("HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nok\n"u8.ToArray());
            }
        }
        catch (Exception end) when (end is SocketException or IOException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
