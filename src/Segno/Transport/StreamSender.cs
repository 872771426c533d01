using System.Runtime.CompilerServices;
using Segno.Record;

namespace Segno.Transport;

/// <summary>
/// Sends the engine's output over a stream. That is whoever's affair who has made output: one at a time holds the gate and sends everything that
/// waits, also what others add meanwhile.
/// </summary>
#pragma warning disable CA1001 // The gate's wait handle is never made, so it holds nothing; and a background flush may outlive the connection.
internal abstract class StreamSender(Stream stream, TlsEngine engine)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Exception? _broken;

    public Stream Stream { get; } = stream;

    protected TlsEngine Engine { get; } = engine;

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
        if (!Engine.HasOutput || Volatile.Read(ref _broken) is not null)
            return;
        if (!_gate.Wait(0, CancellationToken.None))
            return;
        _ = DrainInBackgroundAsync();
    }

    /// <summary>Gives the last flush, of an alert, at most <paramref name="patience"/>; its failure matters to nobody.</summary>
    public async ValueTask FlushForLastTimeAsync(TimeSpan patience, TimeProvider time)
    {
        if (!Engine.HasOutput && _gate.CurrentCount == 1)
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

    /// <summary>In a TLS connection within another the outer one's failure is the transport's, and not ours: no session of ours is at fault.</summary>
    protected static IOException OfTransport(TlsException e) => new("The transport, a TLS connection itself, failed.", e);

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
        while (Engine.HasOutput);
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
        while (Engine.HasOutput);
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
            ArraySegment<byte> taken = Engine.TakeOutput();
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
            ArraySegment<byte> taken = Engine.TakeOutput();
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
            again = Engine.HasOutput && Volatile.Read(ref _broken) is null && _gate.Wait(0, CancellationToken.None);
        }
    }

    private void Break(Exception reason) => Interlocked.CompareExchange(ref _broken, reason, null);

    private void ThrowIfBroken()
    {
        if (Volatile.Read(ref _broken) is { } broken)
            throw new IOException("An earlier write to the transport failed or was cancelled, so that nothing more can be sent.", broken);
    }
}
