using System.Buffers;
using System.IO.Pipelines;

namespace Segno.AspNetCore;

/// <summary>A stream as a pair of pipes, with the connection's memory pool. The stream stays open when they are completed.</summary>
internal sealed class StreamDuplexPipe(Stream stream, MemoryPool<byte> pool) : IDuplexPipe
{
    // Zero-byte reads: a connection that waits for a request holds no buffer here.
    public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(pool, leaveOpen: true, useZeroByteReads: true));

    public PipeWriter Output { get; } = PipeWriter.Create(stream, new StreamPipeWriterOptions(pool, leaveOpen: true));

    /// <summary>Gives back the buffers, after writing out what was not yet.</summary>
    public async ValueTask CompleteAsync()
    {
        await Input.CompleteAsync();
        await Output.CompleteAsync();
    }
}
