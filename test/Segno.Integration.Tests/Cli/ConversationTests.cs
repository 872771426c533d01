using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Segno.Cli.Connecting;

namespace Segno.Integration.Tests.Cli;

public sealed class ConversationTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Pipe _fromPeer = new();
    private readonly Pipe _toPeer = new();

    [Fact]
    public async Task Waiting_for_a_ticket_ends_when_one_arrives()
    {
        await using Conversation conversation = Start(Stream.Null);
        int asked = 0;
        await PassTimeAsync(conversation.WaitForTicketAsync(() => ++asked == 3, TestContext.Current.CancellationToken));
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task Waiting_for_a_ticket_ends_after_its_time()
    {
        await using Conversation conversation = Start(Stream.Null);
        TimeSpan waited = await PassTimeAsync(conversation.WaitForTicketAsync(() => false, TestContext.Current.CancellationToken));
        Assert.True(waited >= Conversation.TicketWait);
    }

    [Fact]
    public async Task Waiting_for_a_ticket_ends_when_the_peer_closes()
    {
        await using Conversation conversation = Start(Stream.Null);
        Task waiting = conversation.WaitForTicketAsync(() => false, TestContext.Current.CancellationToken);
        await _fromPeer.Writer.CompleteAsync();
        await waiting;
    }

    [Fact]
    public async Task An_answer_ends_when_the_peer_falls_quiet()
    {
        using MemoryStream answer = new();
        await using Conversation conversation = Start(answer);
        Task exchange = conversation.ExchangeAsync("ping"u8.ToArray(), TestContext.Current.CancellationToken);
        ReadResult sent = await _toPeer.Reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal("ping", Encoding.UTF8.GetString(sent.Buffer));

        await _fromPeer.Writer.WriteAsync("pong"u8.ToArray(), TestContext.Current.CancellationToken);
        while (answer.Length < 4)
            await Task.Yield();
        TimeSpan waited = await PassTimeAsync(exchange);
        Assert.True(waited >= Conversation.Quiet);
        Assert.Equal("pong", Encoding.UTF8.GetString(answer.ToArray()));
    }

    [Fact]
    public async Task A_peer_that_says_nothing_may_think_longer_than_a_pause_and_is_given_up_then()
    {
        await using Conversation conversation = Start(Stream.Null);
        TimeSpan waited = await PassTimeAsync(conversation.ExchangeAsync("ping"u8.ToArray(), TestContext.Current.CancellationToken));
        Assert.True(waited >= Conversation.AnswerWait);
    }

    [Fact]
    public async Task An_alert_after_the_handshake_is_a_refusal()
    {
        await using Conversation conversation = Start(Stream.Null);
        await _fromPeer.Writer.CompleteAsync(new TlsException(TlsFaults.FromPeer(AlertDescription.CertificateRequired), direction: TlsFaultDirection.Received));
        await conversation.WaitForTicketAsync(() => false, TestContext.Current.CancellationToken);
        Assert.Equal(AlertDescription.CertificateRequired, Assert.Throws<TlsException>(conversation.ThrowIfRefused).Alert);
    }

    [Fact]
    public async Task A_peer_that_closes_without_close_notify_is_no_refusal()
    {
        await using Conversation conversation = Start(Stream.Null);
        await _fromPeer.Writer.CompleteAsync(new TlsException(TlsFaults.TruncatedStream, direction: TlsFaultDirection.Local));
        await conversation.WaitForTicketAsync(() => false, TestContext.Current.CancellationToken);
        conversation.ThrowIfRefused();
    }

    private Conversation Start(Stream answer)
    {
        DuplexStream stream = new(_fromPeer.Reader.AsStream(), _toPeer.Writer.AsStream());
        return new Conversation(stream, answer, _time);
    }

    /// <summary>Lets time pass until <paramref name="waiting"/> is over, and says how much had to.</summary>
    private async Task<TimeSpan> PassTimeAsync(Task waiting)
    {
        DateTimeOffset start = _time.GetUtcNow();
        while (!waiting.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(5));
            await Task.Yield();
        }
        await waiting;
        return _time.GetUtcNow() - start;
    }

    private sealed class DuplexStream(Stream input, Stream output) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => input.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => output.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
