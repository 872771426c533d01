using System.Net;
using System.Net.Sockets;

namespace Segno.Soak;

/// <summary>Connections over sockets of this machine.</summary>
internal sealed class Loopback : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly SemaphoreSlim _one = new(1, 1);

    public Loopback()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(128);
    }

    /// <summary>Two ends of one connection.</summary>
    /// <param name="resets">Whether the client's end is closed with a reset, as that of a process that was killed.</param>
    public async Task<(Stream Client, Stream Server)> ConnectAsync(bool resets)
    {
        Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        // One at a time, so that what is accepted is what was connected.
        await _one.WaitAsync();
        try
        {
            Task<Socket> accepting = _listener.AcceptAsync();
            await client.ConnectAsync(_listener.LocalEndPoint!);
            if (resets)
                client.LingerState = new LingerOption(true, 0);
            return (new NetworkStream(client, ownsSocket: true), new NetworkStream(await accepting, ownsSocket: true));
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _one.Dispose();
    }
}
