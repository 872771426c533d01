using System.Runtime.CompilerServices;
using Segno.Record;

namespace Segno.Transport;

/// <summary>
/// Moves bytes between a stream and the engine. Filling is the one reader's affair. Flushing is whoever has made output's: one at a time holds the
/// gate and sends everything that waits, also what others add meanwhile.
/// </summary>
#pragma warning disable CA1001 // Neither the gate nor the reads' source ever makes a handle, so they hold nothing; and a background flush may outlive the connection.
internal sealed class StreamTransport(Stream stream, bool leaveOpen, TlsEngine engine)
#pragma warning restore CA1001
{
    private const int HandshakeCapacity = 4096;
    private const int Capacity = 32 * 1024;

    private readonly SemaphoreSlim _gate = new(1, 1);

    // A stream that is disposed with the connection ends its reads itself.
    private readonly CancellationTokenSource? _reads = leaveOpen ? new() : null;
    private Exception? _broken;

    public Stream Stream { get; } = stream;

    /// <summary>Receives what there is. False at the end of the stream.</summary>
    public ValueTask<bool> FillAsync(CancellationToken cancellationToken) =>
        _reads is { } reads ? FillUntilClosedAsync(reads, cancellationToken) : ReceiveAsync(cancellationToken);

    /// <inheritdoc cref="FillAsync"/>
    public bool Fill()
    {
        try
        {
            int received = Stream.Read(Room().Span);
            engine.Input.Commit(received);
            return received > 0;
        }
        catch (TlsException e)
        {
            throw OfTransport(e);
        }
    }

    /// <summary>Sends everything that waits. Cancelled, it leaves nothing that could be sent after it.</summary>
    public ValueTask FlushAsync(CancellationToken cancellationToken) => SendAsync(flushStream: false, cancellationToken);

    /// <summary>Sends everything, and has the stream do the same.</summary>
    public ValueTask FlushStreamAsync(CancellationToken cancellationToken) => SendAsync(flushStream: true, cancellationToken);

    /// <inheritdoc cref="FlushAsync"/>
    public void Flush() => Send(flushStream: false);

    /// <inheritdoc cref="FlushStreamAsync"/>
    public void FlushStream() => Send(flushStream: true);

    /// <summary>Has the stream send what it holds, for a caller who has queued nothing: cancelled while others send, it does no harm.</summary>
    public async ValueTask FlushStreamOnlyAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ThrowIfBroken();
            await FlushInnerAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
        // Somebody who found the gate closed has left his output to us.
        FlushInBackground();
    }

    /// <summary>
    /// Sends what waits without waiting for it: what a reader owes the peer must not keep it from reading, or two peers that both write would
    /// wait for each other.
    /// </summary>
    public void FlushInBackground()
    {
        if (!engine.HasOutput || Volatile.Read(ref _broken) is not null)
            return;
        if (!_gate.Wait(0, CancellationToken.None))
            return;
        _ = DrainInBackgroundAsync();
    }

    /// <summary>Gives the last flush, of an alert, at most <paramref name="patience"/>; its failure matters to nobody.</summary>
    public async ValueTask FlushForLastTimeAsync(TimeSpan patience, TimeProvider time)
    {
        if (!engine.HasOutput && _gate.CurrentCount == 1)
            return;
        using CancellationTokenSource deadline = new(patience, time);
        try
        {
            Task flush = FlushStreamAsync(deadline.Token).AsTask();
            await flush.WaitAsync(patience, time, CancellationToken.None).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Best effort, on a transport that may be gone.
        catch (Exception)
#pragma warning restore CA1031
        {
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

    private bool IsIdle => engine.Connected is not null && engine.Input.IsEmpty && !engine.Input.ExpectsMore;

    private Memory<byte> Room() =>
        engine.Input.Room(RecordReader.BytesOfRecord(engine.Input.Unread.Span), engine.Connected is null ? HandshakeCapacity : Capacity);

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
            engine.Input.Commit(received);
            return received > 0;
        }
        catch (TlsException e)
        {
            throw OfTransport(e);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(bool flushStream, CancellationToken cancellationToken)
    {
        do
        {
            if (!_gate.Wait(0, CancellationToken.None))
                await WaitWithOutputAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await DrainAsync(cancellationToken).ConfigureAwait(false);
                if (flushStream)
                    await FlushInnerAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _gate.Release();
            }
        }
        // Somebody who found the gate closed has left his output to us.
        while (engine.HasOutput);
    }

    private void Send(bool flushStream)
    {
        do
        {
            _gate.Wait();
            try
            {
                Drain();
                if (flushStream)
                    FlushInner();
            }
            finally
            {
                _gate.Release();
            }
        }
        while (engine.HasOutput);
    }

    /// <summary>
    /// Waits for the gate with records queued already, which whoever holds the gate may send or not: a caller who gives up here cannot know, so
    /// that a repetition could arrive twice.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WaitWithOutputAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            Break(e);
            throw;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ThrowIfBroken();
            ArraySegment<byte> taken = engine.TakeOutput();
            if (taken.Count == 0)
                return;
            try
            {
                await Stream.WriteAsync(taken, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // Part of a record may be out: nothing that follows could be understood.
                Break(e);
                if (e is TlsException failure)
                    throw OfTransport(failure);
                throw;
            }
            finally
            {
                SendBuffer.Return(taken);
            }
        }
    }

    private void Drain()
    {
        while (true)
        {
            ThrowIfBroken();
            ArraySegment<byte> taken = engine.TakeOutput();
            if (taken.Count == 0)
                return;
            try
            {
                Stream.Write(taken);
            }
            catch (Exception e)
            {
                Break(e);
                if (e is TlsException failure)
                    throw OfTransport(failure);
                throw;
            }
            finally
            {
                SendBuffer.Return(taken);
            }
        }
    }

    /// <summary>Flushes the stream. To be called with the gate held: a stream takes one write or flush at a time.</summary>
    private async ValueTask FlushInnerAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Break(e);
            if (e is TlsException failure)
                throw OfTransport(failure);
            throw;
        }
    }

    private void FlushInner()
    {
        try
        {
            Stream.Flush();
        }
        catch (Exception e)
        {
            Break(e);
            if (e is TlsException failure)
                throw OfTransport(failure);
            throw;
        }
    }

    private async Task DrainInBackgroundAsync()
    {
        bool again = true;
        while (again)
        {
            try
            {
                await DrainAsync(CancellationToken.None).ConfigureAwait(false);
                await FlushInnerAsync(CancellationToken.None).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // The next write finds the transport broken and says so.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
            finally
            {
                _gate.Release();
            }
            again = engine.HasOutput && Volatile.Read(ref _broken) is null && _gate.Wait(0, CancellationToken.None);
        }
    }

    /// <summary>In a TLS connection within another the outer one's failure is the transport's, and not ours: no session of ours is at fault.</summary>
    private static IOException OfTransport(TlsException e) => new("The transport, a TLS connection itself, failed.", e);

    private void Break(Exception reason) => Interlocked.CompareExchange(ref _broken, reason, null);

    private void ThrowIfBroken()
    {
        if (Volatile.Read(ref _broken) is { } broken)
            throw new IOException("An earlier write to the transport failed or was cancelled, so that nothing more can be sent.", broken);
    }
}
