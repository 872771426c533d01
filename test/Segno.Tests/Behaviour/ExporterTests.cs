using System.Security.Authentication;
using Segno.Testing;

namespace Segno.Tests.Behaviour;

/// <summary>Keying material is exported while the connection ends: what comes out is right, or an exception, never that of a secret that is gone.</summary>
public sealed class ExporterTests
{
    private const int Connections = 40;

    [Theory]
    [InlineData(SslProtocols.Tls12), InlineData(SslProtocols.Tls13)]
    public async Task An_export_during_disposal_is_right_or_refused(SslProtocols version) =>
        await RaceAsync(version, async (pair, _) => await pair.Server.DisposeAsync());

    [Theory]
    [InlineData(SslProtocols.Tls12), InlineData(SslProtocols.Tls13)]
    public async Task An_export_while_the_peer_breaks_the_connection_is_right_or_refused(SslProtocols version) =>
        await RaceAsync(version, async (pair, token) =>
        {
            await pair.ClientTransport.WriteAsync(new byte[] { 23, 3, 3, 0, 40 }.Concat(new byte[40]).ToArray(), token);
            TlsException e = await Assert.ThrowsAsync<TlsException>(async () => await pair.Server.ReadExactlyAsync(new byte[1], token));
            Assert.Equal("BadRecord", e.Fault.Name);
        });

    private static async Task RaceAsync(SslProtocols version, Func<HandshakePair, CancellationToken, Task> end)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server();
        TlsClient client = arena.Client();
        for (int i = 0; i < Connections; i++)
        {
            await using HandshakePair pair = await HandshakePair.ConnectAsync(client, server, cancellationToken: arena.Cancellation);
            byte[] right = new byte[32];
            pair.Server.ExportKeyingMaterial("EXPORTER-Segno-test", right);
            TaskCompletionSource going = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Task<int> exporting = Task.Run(() => ExportUntilRefused(pair.Server, right, going));
            await going.Task.WaitAsync(arena.Cancellation);
            await end(pair, arena.Cancellation);
            Assert.Equal(0, await exporting);
        }
    }

    /// <summary>How many exports came out wrong.</summary>
    private static int ExportUntilRefused(TlsStream stream, byte[] right, TaskCompletionSource going)
    {
        byte[] now = new byte[right.Length];
        int wrong = 0;
        try
        {
            while (true)
            {
                stream.ExportKeyingMaterial("EXPORTER-Segno-test", now);
                if (!now.AsSpan().SequenceEqual(right))
                    wrong++;
                going.TrySetResult();
            }
        }
        catch (ObjectDisposedException)
        {
            return wrong;
        }
    }
}
