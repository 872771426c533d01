using System.Security.Authentication;
using Segno.Testing;

namespace Segno.Tests.Behaviour;

/// <summary>An established connection: both directions, closing, cutting, and one reader beside one writer.</summary>
public sealed class ConnectionTests
{
    public static TheoryData<SslProtocols> Versions => new(SslProtocols.Tls12, SslProtocols.Tls13);

    [Theory, MemberData(nameof(Versions))]
    public async Task One_direction_closes_and_the_other_goes_on(SslProtocols version)
    {
        await using Arena arena = new(version);
        HandshakePair pair = await arena.ConnectAsync(arena.Client(), arena.Server());
        await pair.Client.ShutdownAsync(arena.Cancellation);
        byte[] buffer = new byte[4];
        Assert.Equal(0, await pair.Server.ReadAsync(buffer.AsMemory(), arena.Cancellation));
        Assert.Equal(0, await pair.Server.ReadAsync(buffer.AsMemory(), arena.Cancellation));
        await pair.Server.WriteAsync(new byte[] { 1, 2, 3, 4 }, arena.Cancellation);
        await pair.Client.ReadExactlyAsync(buffer.AsMemory(), arena.Cancellation);
        Assert.Equal([1, 2, 3, 4], buffer);
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => pair.Client.WriteAsync(buffer.AsMemory(), arena.Cancellation).AsTask());
        await pair.Server.ShutdownAsync(arena.Cancellation);
        Assert.Equal(0, await pair.Client.ReadAsync(buffer.AsMemory(), arena.Cancellation));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_cut_within_a_record_is_a_truncation(SslProtocols version)
    {
        await using Arena arena = new(version);
        HandshakePair pair = await arena.ConnectAsync(arena.Client(), arena.Server());
        pair.ClientTransport.Write([23, 3, 3, 0, 40, 1, 2, 3]);
        pair.ClientTransport.CompleteWriting();
        TlsException cut = await Assert.ThrowsAsync<TlsException>(() => pair.Server.ReadAsync(new byte[1].AsMemory(), arena.Cancellation).AsTask());
        Assert.Equal(("TruncatedStream", TlsFaultDirection.Local), (cut.Fault.Name, cut.Direction));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Synchronous_calls_work(SslProtocols version)
    {
        await using Arena arena = new(version);
        HandshakePair pair = await arena.ConnectAsync(arena.Client(), arena.Server());
        byte[] data = new byte[40_000];
        new FixedRandom(1).Fill(data);
        pair.Client.Write(data, 0, data.Length);
        pair.Client.Flush();
        byte[] received = new byte[data.Length];
        pair.Server.ReadExactly(received);
        Assert.Equal(data, received);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_reader_and_a_writer_work_at_the_same_time_on_both_sides(SslProtocols version)
    {
        await using Arena arena = new(version);
        HandshakePair pair = await arena.ConnectAsync(arena.Client(), arena.Server());
        byte[] upwards = new byte[1_000_000];
        byte[] downwards = new byte[1_000_000];
        new FixedRandom(1).Fill(upwards);
        new FixedRandom(2).Fill(downwards);
        byte[] atServer = new byte[upwards.Length];
        byte[] atClient = new byte[downwards.Length];
        await Task.WhenAll(
            Task.Run(() => WriteInPiecesAsync(pair.Client, upwards, arena.Cancellation), arena.Cancellation),
            Task.Run(() => WriteInPiecesAsync(pair.Server, downwards, arena.Cancellation), arena.Cancellation),
            Task.Run(() => pair.Server.ReadExactlyAsync(atServer.AsMemory(), arena.Cancellation).AsTask(), arena.Cancellation),
            Task.Run(() => pair.Client.ReadExactlyAsync(atClient.AsMemory(), arena.Cancellation).AsTask(), arena.Cancellation));
        Assert.Equal(upwards, atServer);
        Assert.Equal(downwards, atClient);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_second_reader_is_refused_and_harms_nothing(SslProtocols version)
    {
        await using Arena arena = new(version);
        HandshakePair pair = await arena.ConnectAsync(arena.Client(), arena.Server());
        byte[] first = new byte[1];
        Task<int> reading = pair.Client.ReadAsync(first.AsMemory(), arena.Cancellation).AsTask();
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => pair.Client.ReadAsync(new byte[1].AsMemory(), arena.Cancellation).AsTask());
        await pair.Server.WriteAsync(new byte[] { 7 }, arena.Cancellation);
        Assert.Equal(1, await reading);
        Assert.Equal(7, first[0]);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_read_that_is_cancelled_loses_nothing(SslProtocols version)
    {
        await using Arena arena = new(version);
        HandshakePair pair = await arena.ConnectAsync(arena.Client(), arena.Server());
        using CancellationTokenSource cancel = new();
        byte[] buffer = new byte[3];
        Task<int> reading = pair.Client.ReadAsync(buffer.AsMemory(), cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await pair.Server.WriteAsync(new byte[] { 1, 2, 3 }, arena.Cancellation);
        await pair.Client.ReadExactlyAsync(buffer.AsMemory(), arena.Cancellation);
        Assert.Equal([1, 2, 3], buffer);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Disposal_ends_a_read_that_waits(SslProtocols version)
    {
        await using Arena arena = new(version);
        HandshakePair pair = await arena.ConnectAsync(arena.Client(), arena.Server());
        Task<int> reading = pair.Client.ReadAsync(new byte[1].AsMemory(), arena.Cancellation).AsTask();
        await pair.Client.DisposeAsync();
        // Over a stream in memory nothing wakes the reader but the peer's end.
        pair.ServerTransport.CompleteWriting();
        Task ended = await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(30), arena.Cancellation));
        Assert.Same(reading, ended);
        if (reading.IsCompletedSuccessfully)
            Assert.Equal(0, await reading);
        await Assert.ThrowsAnyAsync<ObjectDisposedException>(() => pair.Client.ReadAsync(new byte[1].AsMemory(), arena.Cancellation).AsTask());
        await Assert.ThrowsAnyAsync<ObjectDisposedException>(() => pair.Client.WriteAsync(new byte[1].AsMemory(), arena.Cancellation).AsTask());
    }

    private static async Task WriteInPiecesAsync(TlsStream stream, byte[] data, CancellationToken cancellationToken)
    {
        int piece = 1;
        for (int at = 0; at < data.Length; at += piece, piece = (piece * 7 % 20_011) + 1)
            await stream.WriteAsync(data.AsMemory(at, Math.Min(piece, data.Length - at)), cancellationToken);
    }
}
