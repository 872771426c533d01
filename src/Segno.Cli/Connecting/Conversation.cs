namespace Segno.Cli.Connecting;

/// <summary>
/// What goes over a connection after its handshake. One read is always under way: it takes in the tickets that a TLS 1.3
/// server sends, what it answers, and its close_notify.
/// </summary>
internal sealed class Conversation : IAsyncDisposable
{
    /// <summary>How long tickets are waited for when nothing else is read.</summary>
    public static readonly TimeSpan TicketWait = TimeSpan.FromMilliseconds(300);

    /// <summary>How long a server may think before the first byte of its answer.</summary>
    public static readonly TimeSpan AnswerWait = TimeSpan.FromSeconds(5);

    /// <summary>A pause after which an answer is taken to be complete.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);

    /// <summary>How long the peer's close_notify is waited for.</summary>
    public static readonly TimeSpan CloseWait = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(5);

    private readonly Stream _stream;
    private readonly Stream _answer;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;
    private long _lastByte;
    private long _received;

    /// <param name="stream">The connection, whose owner disposes it after this.</param>
    /// <param name="answer">Takes what the peer sends.</param>
    /// <param name="time">The clock of the waits.</param>
    public Conversation(Stream stream, Stream answer, TimeProvider time)
    {
        _stream = stream;
        _answer = answer;
        _time = time;
        _reading = ReadAsync();
    }

    /// <summary>Sends, and takes in the answer until the peer closes or falls quiet.</summary>
    public async Task ExchangeAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(request, cancellationToken);
        await _stream.FlushAsync(cancellationToken);
        Volatile.Write(ref _lastByte, _time.GetTimestamp());
        while (!_reading.IsCompleted)
        {
            TimeSpan limit = Volatile.Read(ref _received) == 0 ? AnswerWait : Quiet;
            TimeSpan left = limit - _time.GetElapsedTime(Volatile.Read(ref _lastByte));
            if (left <= TimeSpan.Zero)
                break;
            await WaitAsync(left < s_poll ? left : s_poll, cancellationToken);
        }
    }

    /// <summary>Waits until <paramref name="arrived"/>, the peer closes, or the time for it is over.</summary>
    public async Task WaitForTicketAsync(Func<bool> arrived, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        while (!_reading.IsCompleted && !arrived() && _time.GetElapsedTime(start) < TicketWait)
            await WaitAsync(s_poll, cancellationToken);
    }

    /// <summary>Waits a moment for the peer's close_notify, after ours went out.</summary>
    public Task WaitForCloseAsync(CancellationToken cancellationToken) => WaitAsync(CloseWait, cancellationToken);

    /// <summary>Throws if the peer ended the connection with an alert: a TLS 1.3 server refuses a client's certificate only after the client is done.</summary>
    /// <exception cref="TlsException">The alert, or what the peer broke.</exception>
    public void ThrowIfRefused()
    {
        if (_reading.Exception?.InnerException is TlsException { Direction: not TlsFaultDirection.Local } refusal)
            throw refusal;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // Its outcome was looked at where it matters; a peer that closes without close_notify is no error here.
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ReadAsync()
    {
        byte[] buffer = new byte[16 * 1024];
        int read;
        while ((read = await _stream.ReadAsync(buffer, _stop.Token)) > 0)
        {
            Volatile.Write(ref _lastByte, _time.GetTimestamp());
            Volatile.Write(ref _received, _received + read);
            await _answer.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }

    private async Task WaitAsync(TimeSpan span, CancellationToken cancellationToken) =>
        await Task.WhenAny(_reading, Task.Delay(span, _time, cancellationToken));
}
