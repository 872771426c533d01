using System.Security.Authentication;
using System.Text;
using Segno.Testing;

namespace Segno.Tests.Behaviour;

/// <summary>Handshakes that do not come to their end: time, cancellation, cuts, and peers that speak something else.</summary>
public sealed class HandshakeEndTests
{
    public static TheoryData<SslProtocols> Versions => new(SslProtocols.Tls12, SslProtocols.Tls13);

    [Fact]
    public async Task A_server_waits_for_a_silent_client_as_long_as_it_was_told()
    {
        await using Arena arena = new(SslProtocols.Tls13);
        (DuplexStream client, DuplexStream server) = DuplexStream.CreatePair();
        await using (client)
        {
            Task<TlsStream> accepting = arena.Server().AcceptAsync(server, arena.Cancellation).AsTask();
            arena.Clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromMilliseconds(1));
            Assert.False(accepting.IsCompleted);
            arena.Clock.Advance(TimeSpan.FromMilliseconds(1));
            TlsException late = await Assert.ThrowsAsync<TlsException>(() => accepting);
            Assert.Equal("HandshakeTimeout", late.Fault.Name);
        }
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_client_waits_for_a_silent_server_as_long_as_it_was_told(SslProtocols version)
    {
        await using Arena arena = new(version);
        (DuplexStream client, DuplexStream server) = DuplexStream.CreatePair();
        await using (server)
        {
            Task<TlsStream> connecting = arena.Client().ConnectAsync(client, TestHosts.Name, arena.Cancellation).AsTask();
            // Its ClientHello is out before the clock moves.
            await server.ReadExactlyAsync(new byte[1].AsMemory(), arena.Cancellation);
            arena.Clock.Advance(TimeSpan.FromSeconds(10));
            TlsException late = await Assert.ThrowsAsync<TlsException>(() => connecting);
            Assert.Equal("HandshakeTimeout", late.Fault.Name);
        }
    }

    [Fact]
    public async Task A_cancelled_handshake_says_so()
    {
        await using Arena arena = new(SslProtocols.Tls13);
        using CancellationTokenSource cancel = new();
        (DuplexStream client, DuplexStream server) = DuplexStream.CreatePair();
        Task<TlsStream> accepting = arena.Server().AcceptAsync(server, cancel.Token).AsTask();
        Task<TlsStream> connecting = arena.Client().ConnectAsync(client, TestHosts.Name, cancel.Token).AsTask();
        (DuplexStream silent, DuplexStream waiting) = DuplexStream.CreatePair();
        Task<TlsStream> alone = arena.Server().AcceptAsync(waiting, cancel.Token).AsTask();
        await Task.WhenAll(accepting, connecting);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => alone);
        await silent.DisposeAsync();
    }

    [Fact]
    public async Task A_client_that_goes_away_closed_during_the_handshake()
    {
        await using Arena arena = new(SslProtocols.Tls13);
        foreach (byte[] sent in new byte[][] { [], [22, 3, 1], [22, 3, 1, 0, 5, 1, 0, 1] })
        {
            (DuplexStream client, DuplexStream server) = DuplexStream.CreatePair();
            client.Write(sent);
            client.CompleteWriting();
            TlsException gone = await Assert.ThrowsAsync<TlsException>(() => arena.Server().AcceptAsync(server, arena.Cancellation).AsTask());
            Assert.Contains(gone.Fault.Name, new[] { "ClosedDuringHandshake", "TruncatedStream" });
            Assert.Equal(TlsFaultDirection.Local, gone.Direction);
        }
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: server.example\r\n\r\n", "HttpRequest")]
    [InlineData("POST / HTTP/1.1\r\n\r\n", "HttpRequest")]
    [InlineData("CONNECT server.example:443 HTTP/1.1\r\n\r\n", "HttpsProxyRequest")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "NotTls")]
    public async Task Plaintext_on_the_TLS_port_is_called_by_its_name(string text, string fault)
    {
        await using Arena arena = new(SslProtocols.Tls13);
        (DuplexStream client, DuplexStream server) = DuplexStream.CreatePair();
        await using (client)
        {
            client.Write(Encoding.ASCII.GetBytes(text));
            TlsException refusal = await Assert.ThrowsAsync<TlsException>(() => arena.Server().AcceptAsync(server, arena.Cancellation).AsTask());
            Assert.Equal(fault, refusal.Fault.Name);
        }
    }

    [Fact]
    public async Task A_name_that_nobody_serves_is_unrecognized()
    {
        await using Arena arena = new(SslProtocols.Tls13);
        await using TlsServer server = TestPeers.Server(new TlsServerOptions
        {
            HostSelector = (hello, _) => ValueTask.FromResult(hello.ServerName == "a.example" ? TestHosts.Host(name: "a.example") : null),
            TimeProvider = arena.Clock,
        });
        HandshakeOutcome outcome = await HandshakePair.TryConnectAsync(arena.Client(), server, cancellationToken: arena.Cancellation);
        Assert.Equal(AlertDescription.UnrecognizedName, Assert.IsType<TlsException>(outcome.ClientError).Alert);
        Assert.Equal("UnknownServerName", Assert.IsType<TlsException>(outcome.ServerError).Fault.Name);
    }

    [Theory, MemberData(nameof(Versions)), Requirement("C090")]
    public async Task No_protocol_in_common_is_an_alert(SslProtocols version)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server(TestHosts.Host(protocols: [System.Net.Security.SslApplicationProtocol.Http2]));
        HandshakeOutcome outcome = await HandshakePair.TryConnectAsync(
            arena.Client(protocols: [System.Net.Security.SslApplicationProtocol.Http11]), server, cancellationToken: arena.Cancellation);
        Assert.Equal(AlertDescription.NoApplicationProtocol, Assert.IsType<TlsException>(outcome.ClientError).Alert);
        Assert.Equal("NoCommonProtocol", Assert.IsType<TlsException>(outcome.ServerError).Fault.Name);
    }

    [Fact]
    public async Task Versions_without_an_intersection_are_refused()
    {
        await using Arena arena = new(SslProtocols.Tls13);
        HandshakeOutcome outcome = await HandshakePair.TryConnectAsync(
            arena.Client(versions: SslProtocols.Tls12), arena.Server(versions: SslProtocols.Tls13), cancellationToken: arena.Cancellation);
        Assert.Equal(AlertDescription.ProtocolVersion, Assert.IsType<TlsException>(outcome.ClientError).Alert);
        outcome = await HandshakePair.TryConnectAsync(
            arena.Client(versions: SslProtocols.Tls13), arena.Server(versions: SslProtocols.Tls12), cancellationToken: arena.Cancellation);
        Assert.Equal(AlertDescription.ProtocolVersion, Assert.IsType<TlsException>(outcome.ClientError).Alert);
    }

    [Fact, Requirement("C100")]
    public async Task A_TLS_13_server_that_speaks_TLS_12_says_so_in_its_random_full_and_resumed()
    {
        await using Arena arena = new(SslProtocols.Tls12);
        TlsServer server = arena.Server(versions: SslProtocols.Tls12 | SslProtocols.Tls13);
        TlsClient client = arena.Client();
        foreach (ResumptionKind kind in new[] { ResumptionKind.Full, ResumptionKind.Ticket })
        {
            arena.ClientSees.Clear();
            Assert.Equal(kind, (await arena.VisitAsync(client, server)).Server.Kind);
            Assert.Equal("444F574E47524401", Convert.ToHexString(arena.ClientSees.First(Segno.Wire.HandshakeType.ServerHello).AsSpan(6 + 24, 8)));
        }
    }
}
