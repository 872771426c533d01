using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;
using Segno.Tests.Hostile;
using Segno.Wire;

namespace Segno.Tests.Load;

/// <summary>Peers that take their time: what they may spend of ours is bounded by a deadline and in bytes.</summary>
public sealed class SlowPeerTests : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _clock = TestHosts.Clock();
    private readonly TlsServer _server;
    private readonly TlsClient _client;

    public SlowPeerTests()
    {
        _server = new TlsServer(TestHosts.ServerOptions(_clock));
        _client = new TlsClient(TestHosts.ClientOptions(_clock));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_hello_that_comes_a_byte_a_second_meets_the_deadline()
    {
        ScriptedClient13 client = new(_server);
        byte[] record = client.Hello.Encode();
        record = [22, 3, 1, .. RawHello.U16(record.Length), .. record];
        for (int second = 0; second < 10; second++)
        {
            Assert.False(client.Accepting.IsCompleted);
            client.Records.SendBytes([record[second]]);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
        await RequireTimeoutAsync(client.Accepting, client.Records.Transport);
        Assert.Equal(1, _server.Statistics.Faults[nameof(TlsFaults.HandshakeTimeout)]);
    }

    [Theory, InlineData(SslProtocols.Tls12), InlineData(SslProtocols.Tls13)]
    public async Task A_client_that_answers_the_servers_flight_a_byte_a_second_meets_the_deadline(SslProtocols version)
    {
        (RawRecords records, Task<TlsStream> accepting) = await HalfwayAsync(version);
        for (int second = 0; second < 10; second++)
        {
            Assert.False(accepting.IsCompleted);
            records.SendBytes([new byte[] { 22, 3, 3, 0, 70, 16, 0, 0, 66, 65 }[second]]);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
        await RequireTimeoutAsync(accepting, records.Transport);
    }

    [Fact]
    public async Task A_client_that_warns_once_a_second_meets_the_deadline()
    {
        (RawRecords records, Task<TlsStream> accepting) = await HalfwayAsync(SslProtocols.Tls12);
        for (int second = 0; second < 4; second++)
        {
            records.Send(ContentType.Alert, [1, (byte)AlertDescription.UserCanceled]);
            _clock.Advance(TimeSpan.FromSeconds(2.4));
        }
        Assert.False(accepting.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.4));
        await RequireTimeoutAsync(accepting, records.Transport);
    }

    [Fact]
    public async Task A_server_that_answers_a_byte_a_second_meets_the_clients_deadline()
    {
        (DuplexStream ours, DuplexStream peers) = DuplexStream.CreatePair();
        Task<TlsStream> connecting = _client.ConnectAsync(ours, TestHosts.Name, Token).AsTask();
        byte[] record = [22, 3, 3, 0, 90, 2, 0, 0, 86, 3, 3];
        for (int second = 0; second < 10; second++)
        {
            Assert.False(connecting.IsCompleted);
            await peers.WriteAsync(record.AsMemory(second, 1), Token);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
        TlsException late = await Assert.ThrowsAsync<TlsException>(() => connecting.WaitAsync(s_patience, Token));
        Assert.Equal((nameof(TlsFaults.HandshakeTimeout), TlsFaultDirection.Local), (late.Fault.Name, late.Direction));
    }

    [Fact]
    public async Task A_peer_that_reads_nothing_does_not_hold_a_handshake_beyond_the_deadline()
    {
        // Room for less than a flight, which nobody takes away.
        (DuplexStream peers, DuplexStream ours) = DuplexStream.CreatePair(capacity: 600);
        ScriptedClient13 model = new(_server);
        byte[] hello = model.Hello.Encode();
        Task<TlsStream> accepting = _server.AcceptAsync(ours, Token).AsTask();
        await peers.WriteAsync((byte[])[22, 3, 1, .. RawHello.U16(hello.Length), .. hello], Token);
        while (peers.Available < 600)
            await Task.Yield();
        _clock.Advance(TimeSpan.FromSeconds(10));
        // It tries for two seconds more to say so.
        while (!accepting.IsCompleted)
        {
            await Task.Yield();
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
        TlsException late = await Assert.ThrowsAsync<TlsException>(() => accepting);
        Assert.Equal(nameof(TlsFaults.HandshakeTimeout), late.Fault.Name);
        Assert.True(ours.IsDisposed);
        model.Records.Transport.CompleteWriting();
        await Assert.ThrowsAsync<TlsException>(() => model.Accepting);
    }

    [Theory, InlineData(0, 4095, true), InlineData(0, 4096, false), InlineData(17, 1927, true), InlineData(17, 1928, false)]
    public async Task Early_data_in_tiny_records_is_bounded_by_records_and_by_bytes(int length, int count, bool passes)
    {
        ScriptedClient13 client = new(_server);
        byte[] shares = client.Hello.Extension(ExtensionType.KeyShare)!;
        client.Hello.Set(ExtensionType.EarlyData, []).Set(ExtensionType.KeyShare, RawExtensions.KeyShares());
        client.SendHello();
        byte[] record = [23, 3, 3, .. RawHello.U16(length), .. new byte[length]];
        // After a retry, where they are told by their type: the second hello is a record, too, and the first was one.
        int records = passes ? count - 1 : count;
        client.Records.SendBytes([.. Enumerable.Repeat(record, records).SelectMany(bytes => bytes)]);
        await client.ReceiveServerHelloAsync();
        if (!passes)
        {
            await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.UnexpectedMessage);
            return;
        }
        client.Hello.Set(ExtensionType.KeyShare, shares).Remove(ExtensionType.EarlyData);
        client.SendHello();
        await client.ReceiveServerHelloAsync();
    }

    [Fact]
    public async Task Early_data_that_drips_meets_the_deadline()
    {
        ScriptedClient13 client = new(_server);
        client.Hello.Set(ExtensionType.EarlyData, []);
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        await client.ReceiveFlightAsync();
        for (int second = 0; second < 10; second++)
        {
            Assert.False(client.Accepting.IsCompleted);
            client.Records.SendBytes([23, 3, 3, 0, 17, .. new byte[17]]);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
        await RequireTimeoutAsync(client.Accepting, client.Records.Transport);
    }

    [Fact]
    public async Task Empty_records_between_words_are_borne_and_33_in_a_row_are_not()
    {
        ScriptedClient13 client = new(_server);
        await using TlsStream stream = await client.ConnectAsync();
        byte[] heard = new byte[1];
        for (int word = 0; word < 3; word++)
        {
            for (int i = 0; i < 32; i++)
                client.Records.Send(ContentType.ApplicationData, []);
            client.Records.Send(ContentType.ApplicationData, [(byte)word]);
            await stream.ReadExactlyAsync(heard, Token);
            Assert.Equal(word, heard[0]);
        }
        for (int i = 0; i < 33; i++)
            client.Records.Send(ContentType.ApplicationData, []);
        client.Records.Read = RawCipher.Tls13(client.Schedule.ServerApplication);
        await Refusal.RequireAsync(client.Records, stream, AlertDescription.UnexpectedMessage);
    }

    /// <summary>A client that has the server's flight and owes its own.</summary>
    private async Task<(RawRecords Records, Task<TlsStream> Accepting)> HalfwayAsync(SslProtocols version)
    {
        if (version == SslProtocols.Tls12)
        {
            ScriptedClient12 old = new(_server);
            old.SendHello();
            await old.ReceiveServerHelloAsync();
            foreach (HandshakeType type in new[] { HandshakeType.Certificate, HandshakeType.ServerKeyExchange, HandshakeType.ServerHelloDone })
                await old.Records.ReceiveMessageAsync(type);
            return (old.Records, old.Accepting);
        }
        ScriptedClient13 client = new(_server);
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        await client.ReceiveFlightAsync();
        return (client.Records, client.Accepting);
    }

    /// <summary>The deadline is ours alone: the peer hears nothing but the end of the connection.</summary>
    private static async Task RequireTimeoutAsync(Task<TlsStream> accepting, DuplexStream peer)
    {
        TlsException late = await Assert.ThrowsAsync<TlsException>(() => accepting.WaitAsync(s_patience, Token));
        Assert.Equal((nameof(TlsFaults.HandshakeTimeout), TlsFaultDirection.Local), (late.Fault.Name, late.Direction));
        Assert.Equal(0, await peer.ReadAsync(new byte[1], Token));
    }
}
