using Segno.Diagnostics;
using Segno.Handshake;

namespace Segno.Transport;

/// <summary>Runs a handshake on a stream: deadline, alert on failure, counts. It owns the stream from its first call on, unless that is to be left open.</summary>
/// <param name="timeout">How long a handshake may take.</param>
/// <param name="time">The clock.</param>
/// <param name="counters">What is counted.</param>
internal sealed class HandshakeDriver(TimeSpan timeout, TimeProvider time, ConnectionCounters counters)
{
    private static readonly TimeSpan s_alertPatience = TimeSpan.FromSeconds(2);

    /// <param name="stream">The transport.</param>
    /// <param name="leaveOpen">Whether it stays open afterwards.</param>
    /// <param name="engine">A new engine.</param>
    /// <param name="handshake">What the states share; freed when the handshake is over and nothing of it runs any more.</param>
    /// <param name="begin">Makes the first state, and a client's first flight.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async ValueTask<TlsStream> RunAsync(
        Stream stream, bool leaveOpen, TlsEngine engine, IDisposable handshake, Func<CancellationToken, ValueTask<HandshakeState>> begin, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        StreamTransport transport = new(stream, leaveOpen, engine);
        using CancellationTokenSource deadline = new(timeout, time);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        LateWork late = new();
        try
        {
            await ShakeHandsAsync(engine, transport, late, begin, linked.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Exception reason = Explain(e, deadline.IsCancellationRequested, cancellationToken);
            counters.Failed(reason);
            await AbandonAsync(engine, transport, reason).ConfigureAwait(false);
            late.WhenOver(engine, handshake);
            if (ReferenceEquals(reason, e))
                throw;
            throw reason;
        }

        handshake.Dispose();
        (long received, long sent) = engine.HandshakeBytes;
        TlsStream connection = new(engine, transport, new HandshakeSummary(sent, received, time.GetElapsedTime(started)), time, counters.Closed);
        counters.Connected(connection.Info);
        return connection;
    }

    private static async ValueTask ShakeHandsAsync(
        TlsEngine engine, StreamTransport transport, LateWork late, Func<CancellationToken, ValueTask<HandshakeState>> begin, CancellationToken cancellationToken)
    {
        engine.Start(await late.WaitAsync(begin(cancellationToken), cancellationToken).ConfigureAwait(false));
        while (true)
        {
            EngineStep step = await late.WaitAsync(engine.StepAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
            // Who writes first after a handshake that is done need not read what follows it: waiting for each other, both would stand still.
            if (step == EngineStep.HandshakeDone && engine.EndsWithTickets)
                transport.FlushInBackground();
            else if (engine.HasOutput)
                await transport.FlushStreamAsync(cancellationToken).ConfigureAwait(false);
            if (step == EngineStep.HandshakeDone)
                return;
            if (step == EngineStep.NeedsInput && !await transport.FillAsync(cancellationToken).ConfigureAwait(false))
                throw engine.EndOfInput();
        }
    }

    private static Exception Explain(Exception e, bool timedOut, CancellationToken cancellationToken) => e switch
    {
        // The token that was cancelled is one of our own: the caller knows his.
        OperationCanceledException when cancellationToken.IsCancellationRequested => new OperationCanceledException(e.Message, e, cancellationToken),
        OperationCanceledException when timedOut => new TlsException(TlsFaults.HandshakeTimeout, direction: TlsFaultDirection.Local, inner: e),
        TlsException or IOException or ObjectDisposedException => e,
        _ => new TlsException(TlsFaults.InternalFailure, e.GetType().Name, inner: e),
    };

    /// <summary>Sends the alert and closes. A transport that breaks meanwhile must not hide why the handshake was given up.</summary>
    private async ValueTask AbandonAsync(TlsEngine engine, StreamTransport transport, Exception reason)
    {
        TlsException? failure = reason switch
        {
            TlsException own => own,
            // The transport broke: for the session that the handshake used it is as if the peer had closed.
            IOException => new TlsException(TlsFaults.ClosedDuringHandshake, direction: TlsFaultDirection.Local, inner: reason),
            _ => null,
        };
        try
        {
            if (failure is not null)
            {
                engine.Fail(failure);
                await transport.FlushForLastTimeAsync(s_alertPatience, time).ConfigureAwait(false);
            }
            await transport.CloseAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The transport is the application's, and may throw anything when it is disposed.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The reason is thrown; the transport is past use either way.
        }
    }

    /// <summary>
    /// Waits for services (stores, selectors, callbacks, signers), and lets go of one that ignores its token: the deadline holds all the same.
    /// What such a service still works with is freed when it comes back.
    /// </summary>
    private sealed class LateWork
    {
        private Task? _late;

        public async ValueTask<T> WaitAsync<T>(ValueTask<T> work, CancellationToken cancellationToken)
        {
            if (work.IsCompleted)
                return await work.ConfigureAwait(false);
            Task<T> task = work.AsTask();
            try
            {
                return await task.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!task.IsCompleted)
            {
                _late = task;
                throw;
            }
        }

        public void WhenOver(TlsEngine engine, IDisposable handshake)
        {
            if (_late is null)
                Free(null);
            else
                _late.ContinueWith(Free, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

            void Free(Task? over)
            {
                _ = over?.Exception;
                engine.Dispose();
                handshake.Dispose();
            }
        }
    }
}
