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
    /// <param name="begin">Makes the first state, and a client's first flight.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async ValueTask<TlsStream> RunAsync(
        Stream stream, bool leaveOpen, TlsEngine engine, Func<CancellationToken, ValueTask<HandshakeState>> begin, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        StreamTransport transport = new(stream, leaveOpen, engine);
        using CancellationTokenSource deadline = new(timeout, time);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await ShakeHandsAsync(engine, transport, begin, linked.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Exception reason = Explain(e, deadline.IsCancellationRequested, cancellationToken);
            counters.Failed(reason);
            await AbandonAsync(engine, transport, reason).ConfigureAwait(false);
            if (ReferenceEquals(reason, e))
                throw;
            throw reason;
        }

        (long received, long sent) = engine.HandshakeBytes;
        TlsStream connection = new(engine, transport, new HandshakeSummary(sent, received, time.GetElapsedTime(started)), time, counters.Closed);
        counters.Connected(connection.Info);
        return connection;
    }

    private static async ValueTask ShakeHandsAsync(
        TlsEngine engine, StreamTransport transport, Func<CancellationToken, ValueTask<HandshakeState>> begin, CancellationToken cancellationToken)
    {
        engine.Start(await begin(cancellationToken).ConfigureAwait(false));
        while (true)
        {
            EngineStep step = await engine.StepAsync(cancellationToken).ConfigureAwait(false);
            if (engine.HasOutput)
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
        _ => new TlsException(TlsFaults.InternalFailure, e.Message, inner: e),
    };

    private async ValueTask AbandonAsync(TlsEngine engine, StreamTransport transport, Exception reason)
    {
        try
        {
            if (reason is TlsException failure)
            {
                await engine.FailAsync(failure).ConfigureAwait(false);
                await transport.FlushForLastTimeAsync(s_alertPatience, time).ConfigureAwait(false);
            }
            await transport.CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            engine.Dispose();
        }
    }
}
