using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;
using Segno.Crypto;
using Segno.Tests.Load;

namespace Segno.Tests.Concurrency;

/// <summary>Connections, servers and clients that are disposed while they are at work: each call ends, in one of the ways that it may, and nothing is left.</summary>
[Collection(nameof(ProcessWide))]
public sealed class DisposalTests : IAsyncDisposable
{
    private const int Rounds = 60;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _clock = TestHosts.Clock();
    private readonly TlsServer _server;
    private readonly TlsClient _client;

    public DisposalTests()
    {
        _server = new TlsServer(TestHosts.ServerOptions(_clock));
        _client = new TlsClient(TestHosts.ClientOptions(_clock, resumption: new ClientResumptionOptions { Enabled = false }));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public Task A_connection_that_is_disposed_while_it_reads() => RequireNothingLeftAsync(async pair =>
    {
        Task reading = Task.Run(() => ReadOnAsync(pair.Server), Token);
        Task writing = Task.Run(() => WriteOnAsync(pair.Client, 20), Token);
        await Task.Yield();
        await pair.Server.DisposeAsync();
        await reading;
        await writing;
    });

    [Fact]
    public Task A_connection_that_is_disposed_while_it_writes() => RequireNothingLeftAsync(async pair =>
    {
        Task reading = Task.Run(() => ReadOnAsync(pair.Client), Token);
        Task writing = Task.Run(() => WriteOnAsync(pair.Server, int.MaxValue), Token);
        await Task.Yield();
        await pair.Server.DisposeAsync();
        await writing;
        await reading;
    });

    [Fact]
    public Task A_connection_that_is_disposed_by_several_at_once_while_it_does_everything() => RequireNothingLeftAsync(async pair =>
    {
        Task[] working =
        [
            Task.Run(() => ReadOnAsync(pair.Client), Token), Task.Run(() => ReadOnAsync(pair.Server), Token),
            Task.Run(() => WriteOnAsync(pair.Client, int.MaxValue), Token), Task.Run(() => WriteOnAsync(pair.Server, int.MaxValue), Token),
            Task.Run(() => AskOnAsync(pair.Client), Token), Task.Run(() => AskOnAsync(pair.Server), Token),
        ];
        await Task.Yield();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(async () => await (i % 2 == 0 ? pair.Client : pair.Server).DisposeAsync(), Token)));
        await Task.WhenAll(working);
    });

    [Theory, InlineData(SslProtocols.Tls12), InlineData(SslProtocols.Tls13)]
    public async Task A_handshake_whose_transport_server_or_client_is_disposed(SslProtocols version)
    {
        await RunAsync(-1);
        long before = SecretBuffer.Outstanding;
        for (int round = 0; round < Rounds; round++)
            await RunAsync(round);
        await RequireSecretsAsync(before);

        async Task RunAsync(int round)
        {
            TlsServer server = new(TestHosts.ServerOptions(_clock, version));
            TlsClient client = new(TestHosts.ClientOptions(_clock, version));
            (DuplexStream ours, DuplexStream peers) = DuplexStream.CreatePair(largestRead: 200);
            Task<TlsStream> accepting = Task.Run(async () => await server.AcceptAsync(ours, Token), Token);
            Task<TlsStream> connecting = Task.Run(async () => await client.ConnectAsync(peers, TestHosts.Name, Token), Token);
            for (int i = 0; i < round % 20; i++)
                await Task.Yield();
            switch (round % 4)
            {
                case 0:
                    await ours.DisposeAsync();
                    break;
                case 1:
                    await peers.DisposeAsync();
                    break;
                case 2:
                    await server.DisposeAsync();
                    break;
                case 3:
                    await client.DisposeAsync();
                    break;
            }
            foreach (Task<TlsStream> task in new[] { accepting, connecting })
            {
                await EndAsync(task);
                if (task.IsCompletedSuccessfully)
                    await (await task).DisposeAsync();
            }
            // Who was disposed before it began counts nothing.
            Assert.InRange(Ended(server.Statistics), round % 4 == 2 ? 0 : 1, 1);
            Assert.InRange(Ended(client.Statistics), round % 4 == 3 ? 0 : 1, 1);
            await client.DisposeAsync();
            await server.DisposeAsync();
        }
    }

    private static long Ended(TlsStatistics seen) => seen.Full + seen.SessionId + seen.Ticket + seen.PskDhe + seen.Psk + seen.Failed;

    private async Task RequireNothingLeftAsync(Func<HandshakePair, Task> act)
    {
        long before = SecretBuffer.Outstanding;
        for (int round = 0; round < Rounds; round++)
        {
            await using HandshakePair pair = await HandshakePair.ConnectAsync(_client, _server, cancellationToken: Token);
            await act(pair).WaitAsync(s_patience, Token);
        }
        await RequireSecretsAsync(before);
        Assert.Equal((Rounds, 0), (_server.Statistics.Full, _server.Statistics.Failed));
    }

    /// <summary>What goes out for the last time goes out in the background.</summary>
    private static async Task RequireSecretsAsync(long expected)
    {
        for (int i = 0; i < 100_000 && SecretBuffer.Outstanding != expected; i++)
            await Task.Yield();
        Assert.Equal(expected, SecretBuffer.Outstanding);
    }

    private static async Task ReadOnAsync(TlsStream stream)
    {
        byte[] buffer = new byte[1000];
        await EndAsync(Task.Run(
            async () =>
            {
                while (await stream.ReadAsync(buffer, Token) > 0)
                {
                }
            },
            Token));
    }

    private static async Task WriteOnAsync(TlsStream stream, int times)
    {
        byte[] buffer = new byte[20_000];
        await EndAsync(Task.Run(
            async () =>
            {
                for (int i = 0; i < times; i++)
                {
                    await stream.WriteAsync(buffer, Token);
                    // There may be one thread for everybody.
                    await Task.Yield();
                }
            },
            Token));
    }

    /// <summary>What an application may ask at any time: keying material, sessions, new keys.</summary>
    private static async Task AskOnAsync(TlsStream stream)
    {
        await EndAsync(Task.Run(
            async () =>
            {
                while (true)
                {
                    stream.Exported();
                    stream.ExportSession()?.Dispose();
                    _ = stream.Info;
                    if (stream.SslProtocol == SslProtocols.Tls13)
                        await stream.UpdateKeysAsync(requestPeerUpdate: false, Token);
                    await Task.Yield();
                }
            },
            Token));
    }

    /// <summary>The end that a call may have whose connection is taken from it. A failure of our own, or any other exception, is none.</summary>
    private static async Task EndAsync(Task task)
    {
        try
        {
            await task.WaitAsync(s_patience, Token);
        }
        catch (TlsException e)
        {
            Assert.NotEqual(nameof(TlsFaults.InternalFailure), e.Fault.Name);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
        }
    }
}
