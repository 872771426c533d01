using System.IO.Pipelines;
using Segno.AspNetCore;

namespace Segno.Integration.Tests.AspNetCore;

public sealed class DuplexPipeStreamTests
{
    private readonly Pipe _in = new();
    private readonly Pipe _out = new();

    [Fact]
    public async Task A_read_takes_what_fits_and_leaves_the_rest()
    {
        await using DuplexPipeStream stream = Make();
        await _in.Writer.WriteAsync("abcde"u8.ToArray(), TestContext.Current.CancellationToken);
        byte[] buffer = new byte[3];
        Assert.Equal(3, await stream.ReadAsync(buffer, TestContext.Current.CancellationToken));
        Assert.Equal("abc"u8.ToArray(), buffer);
        Assert.Equal(2, await stream.ReadAsync(buffer, TestContext.Current.CancellationToken));
        Assert.Equal("de"u8.ToArray(), buffer[..2]);
    }

    [Fact]
    public async Task A_read_into_no_bytes_waits_for_some_and_takes_none()
    {
        await using DuplexPipeStream stream = Make();
        ValueTask<int> waiting = stream.ReadAsync(Memory<byte>.Empty, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        await _in.Writer.WriteAsync("a"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal(0, await waiting);
        Assert.Equal(1, await stream.ReadAsync(new byte[2], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_end_of_the_transport_is_the_end_of_the_stream_after_its_data()
    {
        await using DuplexPipeStream stream = Make();
        await _in.Writer.WriteAsync("a"u8.ToArray(), TestContext.Current.CancellationToken);
        await _in.Writer.CompleteAsync();
        byte[] buffer = new byte[2];
        Assert.Equal(1, await stream.ReadAsync(buffer, TestContext.Current.CancellationToken));
        Assert.Equal(0, await stream.ReadAsync(buffer, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_write_leaves_at_once()
    {
        await using DuplexPipeStream stream = Make();
        await stream.WriteAsync("flight"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.True(_out.Reader.TryRead(out ReadResult written));
        Assert.Equal(6, written.Buffer.Length);
    }

    private DuplexPipeStream Make() => new(new DuplexPipe(_in.Reader, _out.Writer));

    private sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
