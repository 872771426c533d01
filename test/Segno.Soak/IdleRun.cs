using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;
using Segno.Crypto;
using Segno.Soak.Measures;
using Segno.Testing;

namespace Segno.Soak;

/// <summary>Connections that stand and say nothing, all on one server, and then as many that do not get beyond half a ClientHello.</summary>
internal sealed class IdleRun(SoakOptions options, PoolRents rents)
{
    /// <summary>Of the managed heap, both sides of a connection, their transport aside. What they take is printed; this is far above it.</summary>
    private const long MostBytesEach = 24 * 1024;

    /// <summary>What may be left when all are gone: what a process takes once, grown lists and the like.</summary>
    private const long MostBytesLeft = 4 * 1024 * 1024;

    /// <summary>And the places of secrets, which are kept for the next: 64 bytes, and as much of a list as says that they are free.</summary>
    private const long MostBytesASecret = 64 + 48;

    private static readonly byte[] s_halfHello = [22, 3, 1, 1, 0, 1, 0, 0, 252, 3, 3];

    private readonly FakeTimeProvider _clock = TestHosts.Clock();

    public async Task RunAsync()
    {
        await using TlsServer server = new(TestHosts.ServerOptions(_clock));
        await using TlsClient old = new(TestHosts.ClientOptions(_clock, SslProtocols.Tls12));
        await using TlsClient current = new(TestHosts.ClientOptions(_clock, SslProtocols.Tls13));
        for (int i = 0; i < 100; i++)
            await (await OpenAsync(server, i % 2 == 0 ? old : current, DuplexStream.CreatePair())).CloseAsync();
        await IdleAsync(server, old, current);
        await StallAsync(server);
    }

    private async Task IdleAsync(TlsServer server, TlsClient old, TlsClient current)
    {
        Vitals before = Vitals.Take(rents);
        (DuplexStream Client, DuplexStream Server)[] transports = [.. Enumerable.Range(0, options.Idle).Select(_ => DuplexStream.CreatePair())];
        foreach ((DuplexStream client, DuplexStream serverEnd) in transports)
            await WarmAsync(client, serverEnd);
        Vitals empty = Vitals.Take(rents);

        Idler[] idlers = new Idler[options.Idle];
        for (int i = 0; i < idlers.Length; i++)
            idlers[i] = await OpenAsync(server, i % 2 == 0 ? old : current, transports[i]);
        Vitals full = Vitals.Take(rents);
        long each = (full.HeapBytes - empty.HeapBytes) / options.Idle;
        Console.WriteLine(FormattableString.Invariant(
            $"{options.Idle:N0} idle connections, both sides: {each:N0} bytes of heap each, {(full.WorkingSetBytes - empty.WorkingSetBytes) / options.Idle:N0} of the working set; {full}"));
        if (each > MostBytesEach)
            throw new SoakException($"An idle connection takes {each} bytes of heap, both sides; {MostBytesEach} is the bound.");
        if (full.Rents + full.SecretArrays != 0)
            throw new SoakException($"Idle connections hold {full.Rents + full.SecretArrays} arrays of the pools. {rents.Renters}");

        // They still are what they were.
        for (int i = 0; i < idlers.Length; i += 97)
            await idlers[i].SpeakAsync();
        foreach (Idler idler in idlers)
            await idler.CloseAsync();
        transports = [];
        idlers = [];
        Vitals after = Vitals.Take(rents);
        Console.WriteLine($"closed: {after}");
        Require(before, full, after);
    }

    /// <summary>Half a ClientHello each, and nothing more: the deadline sends them all away.</summary>
    private async Task StallAsync(TlsServer server)
    {
        Vitals before = Vitals.Take(rents);
        List<DuplexStream> ends = [];
        List<Task<TlsStream>> accepting = [];
        for (int i = 0; i < options.Idle; i++)
        {
            (DuplexStream peer, DuplexStream accepted) = DuplexStream.CreatePair();
            ends.Add(accepted);
            await peer.WriteAsync(s_halfHello);
            accepting.Add(server.AcceptAsync(accepted).AsTask());
        }
        for (int i = 0; i < 500 && ends.Exists(end => end.Available > 0); i++)
            await Task.Delay(10);
        Vitals full = Vitals.Take(rents);
        Console.WriteLine(FormattableString.Invariant(
            $"{options.Idle:N0} handshakes that stand still: {(full.HeapBytes - before.HeapBytes) / options.Idle:N0} bytes of heap each, transport included; {full}"));
        _clock.Advance(TimeSpan.FromSeconds(10));
        foreach (Task<TlsStream> task in accepting)
        {
            try
            {
                await task.WaitAsync(TimeSpan.FromSeconds(60));
                throw new SoakException("Half a ClientHello made a connection.");
            }
            catch (TlsException e) when (e.Fault.Name == nameof(TlsFaults.HandshakeTimeout))
            {
            }
        }
        ends.Clear();
        accepting.Clear();
        Vitals after = Vitals.Take(rents);
        Console.WriteLine($"sent away: {after}");
        Require(before, full, after);
    }

    private void Require(Vitals before, Vitals full, Vitals after)
    {
        long bound = MostBytesLeft + (full.Secrets * MostBytesASecret);
        if (after.HeapBytes > before.HeapBytes + bound)
            throw new SoakException($"{after.HeapBytes - before.HeapBytes} bytes of heap were left by connections that are gone; {bound} is the bound.");
        if (after.Rents + after.SecretArrays != 0)
            throw new SoakException($"{after.Rents + after.SecretArrays} arrays of the pools were left by connections that are gone. {rents.Renters}");
        if (after.Secrets > before.Secrets + options.Idle / 10)
            throw new SoakException($"{after.Secrets - before.Secrets} secrets were left by connections that are gone.");
    }

    /// <summary>As much through a transport as a handshake takes, so that its own buffers are not counted as the connection's.</summary>
    private static async Task WarmAsync(DuplexStream client, DuplexStream server)
    {
        byte[] data = new byte[4096];
        await client.WriteAsync(data);
        await server.ReadExactlyAsync(data);
        await server.WriteAsync(data);
        await client.ReadExactlyAsync(data);
    }

    private static async Task<Idler> OpenAsync(TlsServer server, TlsClient client, (DuplexStream Client, DuplexStream Server) transport)
    {
        Task<TlsStream> accepting = server.AcceptAsync(transport.Server).AsTask();
        TlsStream opened = await client.ConnectAsync(transport.Client, TestHosts.Name);
        Idler idler = new(opened, await accepting);
        await idler.SpeakAsync();
        return idler;
    }
}
