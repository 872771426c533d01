using System.Runtime.CompilerServices;
using System.Text;
using Segno.Transport;

namespace Segno.Bogo;

/// <summary>One connection, as PORTING.md of the runner describes it.</summary>
internal sealed class Connection(ShimFlags flags, ShimState state, bool isResume)
{
    // As BoringSSL's shim, so that records come out in several reads.
    private const int ReadSize = 512;

    public async Task RunAsync()
    {
        // Of the reasons why there is no early data, this is the one that there is without it.
        if (flags.Text("expect-early-data-reason") is { } reason and not "disabled")
            throw ShimException.Unimplemented($"-expect-early-data-reason {reason}");
        state.BeginConnection(flags);
        ShimTransport transport = await ShimTransport.ConnectAsync(flags);
        try
        {
            await using TlsStream stream = await ShakeHandsAsync(transport);
            if (!flags.Has("implicit-handshake"))
                Expectations.Check(stream, flags, state, isResume);
            await TalkAsync(stream, transport);
        }
        finally
        {
            await transport.CloseAsync();
        }
    }

    private async Task<TlsStream> ShakeHandsAsync(ShimTransport transport)
    {
        if (flags.Has("server"))
        {
            TlsServer server = new(Configurations.Server(flags, state));
            return await server.AcceptAsync(transport, leaveOpen: true);
        }
        // The warning about a key log would count as an error.
        if (state.KeyLogFile is not null)
            Console.SetError(TextWriter.Null);
        TlsClient client = new(Configurations.Client(flags, state));
        TlsConnectOptions connect = new() { ServerName = flags.Text("host-name") ?? Configurations.NoName };
        return await client.ConnectAsync(transport, connect, leaveOpen: true);
    }

    private async Task TalkAsync(TlsStream stream, ShimTransport transport)
    {
        await ExportAsync(stream);
        if (flags.Has("send-alert"))
        {
            // The engine alerts for its own faults only; the application has nothing to alert about.
            EngineOf(stream).Fail(new TlsException(TlsFaults.FromPeer(AlertDescription.DecompressionFailure)));
            await TransportOf(stream).FlushStreamAsync(CancellationToken.None);
            return;
        }
        Task unfinished = Task.CompletedTask;
        if (flags.Has("read-with-unfinished-write"))
        {
            transport.Hold();
            unfinished = stream.WriteAsync("hello"u8.ToArray()).AsTask();
        }
        else if (flags.Has("shim-writes-first"))
        {
            await stream.WriteAsync("hello"u8.ToArray());
        }
        bool peerClosed = false;
        if (!flags.Has("shim-shuts-down"))
            peerClosed = await EchoAsync(stream, transport, unfinished);
        Expectations.CheckAtEnd(stream, flags, state);
        await ShutDownAsync(stream, peerClosed);
    }

    /// <returns>Whether the peer ended with close_notify.</returns>
    private async Task<bool> EchoAsync(TlsStream stream, ShimTransport transport, Task unfinished)
    {
        byte[] buffer = new byte[flags.Number("read-size") ?? ReadSize];
        while (true)
        {
            int length;
            try
            {
                length = await stream.ReadAsync(buffer);
            }
            catch (TlsException e) when (e.Fault == TlsFaults.TruncatedStream)
            {
                // To a test without -check-close-notify both ends are fine.
                return false;
            }
            if (length == 0)
            {
                state.Observer.OnCloseNotify();
                return true;
            }
            transport.LetGo();
            await unfinished;
            if (flags.Has("key-update"))
                await stream.UpdateKeysAsync();
            for (int i = 0; i < length; i++)
                buffer[i] ^= 0xff;
            await stream.WriteAsync(buffer.AsMemory(0, length));
        }
    }

    private async Task ShutDownAsync(TlsStream stream, bool peerClosed)
    {
        if (!flags.Has("check-close-notify"))
            return;
        await stream.ShutdownAsync();
        if (flags.Has("shim-shuts-down"))
        {
            int length = await stream.ReadAsync(new byte[1]);
            ShimException.Require(length == 0, "ApplicationDataOnShutdown");
            peerClosed = true;
        }
        ShimException.Require(peerClosed, "the peer did not send close_notify");
    }

    private async Task ExportAsync(TlsStream stream)
    {
        if (flags.Number("export-keying-material") is { } length)
        {
            byte[] material = new byte[length];
            string label = flags.Text("export-label") ?? "";
            if (flags.Has("use-export-context"))
                stream.ExportKeyingMaterial(label, Encoding.Latin1.GetBytes(flags.Text("export-context") ?? ""), material);
            else
                stream.ExportKeyingMaterial(label, material);
            await stream.WriteAsync(material);
        }
        if (flags.Has("export-traffic-secrets"))
        {
            (byte[] read, byte[] write) = TrafficSecrets();
            await stream.WriteAsync(BitConverter.GetBytes((ushort)read.Length));
            await stream.WriteAsync(read);
            await stream.WriteAsync(write);
        }
    }

    private (byte[] Read, byte[] Write) TrafficSecrets()
    {
        string[] lines = File.ReadAllLines(state.KeyLogFile!);
        File.Delete(state.KeyLogFile!);
        byte[] Find(string label) => Convert.FromHexString(lines.Single(line => line.StartsWith(label, StringComparison.Ordinal)).Split(' ')[2]);
        byte[] client = Find("CLIENT_TRAFFIC_SECRET_0 ");
        byte[] server = Find("SERVER_TRAFFIC_SECRET_0 ");
        return flags.Has("server") ? (client, server) : (server, client);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_engine")]
    private static extern ref TlsEngine EngineOf(TlsStream stream);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_transport")]
    private static extern ref StreamTransport TransportOf(TlsStream stream);
}
