using System.Runtime.CompilerServices;
using Segno.Record;

namespace Segno.Transport;

/// <summary>Moves bytes between a stream and the engine. Filling is the one reader's affair.</summary>
#pragma warning disable CA1001 // The source of the reads never makes a handle or a timer, so it holds nothing.
internal sealed class StreamTransport(Stream stream, bool leaveOpen, TlsEngine engine) : StreamSender(stream, engine)
#pragma warning restore CA1001
{
    private const int HandshakeCapacity = 4096;
    private const int Capacity = 32 * 1024;

    // A stream that is disposed with the connection ends its reads itself.
    private readonly CancellationTokenSource? _reads = leaveOpen ? new() : null;

    /// <summary>Receives what there is. False at the end of the stream.</summary>
    public ValueTask<bool> FillAsync(CancellationToken cancellationToken) =>
        _reads is { } reads ? FillUntilClosedAsync(reads, cancellationToken) : ReceiveAsync(cancellationToken);

    /// <inheritdoc cref="FillAsync"/>
    public bool Fill()
    {
        try
        {
            int received = Stream.Read(Room().Span);
            Engine.Input.Commit(received);
            return received > 0;
        }
        catch (TlsException e)
        {
            throw OfTransport(e);
        }
    }

    /// <summary>Disposes the stream, or where that is to be left open, ends the read that waits on it.</summary>
    public async ValueTask CloseAsync()
    {
        if (_reads is { } reads)
        {
            await reads.CancelAsync().ConfigureAwait(false);
            return;
        }
        try
        {
            await Stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (TlsException e)
        {
            throw OfTransport(e);
        }
    }

    /// <inheritdoc cref="CloseAsync"/>
    public void Close()
    {
        if (_reads is { } reads)
        {
            reads.Cancel();
            return;
        }
        try
        {
            Stream.Dispose();
        }
        catch (TlsException e)
        {
            throw OfTransport(e);
        }
    }

    private bool IsIdle => Engine.Connected is not null && Engine.Input.IsEmpty && !Engine.Input.ExpectsMore;

    private Memory<byte> Room() =>
        Engine.Input.Room(RecordReader.BytesOfRecord(Engine.Input.Unread.Span), Engine.Connected is null ? HandshakeCapacity : Capacity);

    /// <summary>The same, on a stream that outlives the connection: what comes after the connection is the stream's owner's.</summary>
    private async ValueTask<bool> FillUntilClosedAsync(CancellationTokenSource reads, CancellationToken cancellationToken)
    {
        using CancellationTokenSource? linked =
            cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(reads.Token, cancellationToken) : null;
        try
        {
            return await ReceiveAsync(linked?.Token ?? reads.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (reads.IsCancellationRequested)
        {
            throw new ObjectDisposedException("The connection was disposed while a read waited.", e);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            // A read without room waits for data and holds no buffer; a stream that does not know such reads answers at once, and nothing is lost.
            if (IsIdle)
                await Stream.ReadAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);
            int received = await Stream.ReadAsync(Room(), cancellationToken).ConfigureAwait(false);
            Engine.Input.Commit(received);
            return received > 0;
        }
        catch (TlsException e)
        {
            throw OfTransport(e);
        }
    }
}
