using Segno.Record;
using Segno.Wire;
using Segno.Wire.Messages;

namespace Segno.Handshake.Server.Tls13;

/// <summary>After a HelloRetryRequest (RFC 8446 §4.1.4).</summary>
internal sealed class ExpectSecondClientHello(ServerHandshake hs, ServerFlight flight, RetryState retry) : HandshakeState
{
    public override string Awaits => "the second ClientHello";

    public override ValueTask<HandshakeState> OnMessageAsync(HandshakeMessage message, CancellationToken cancellationToken)
    {
        ClientHello hello = message.As<ClientHello>();
        message.RequireRecordBoundary();
        SecondClientHello.RequireConsistent(retry.FirstHello, hello);
        if (retry.HadPsk && !hello.Extensions.Contains(ExtensionType.PreSharedKey))
            throw new TlsException(TlsFaults.PskDroppedAfterRetry);
        hs.Now = hs.Configuration.Time.GetUtcNow();
        return flight.AnswerAsync(message, hello, retry, cancellationToken);
    }

    public override HandshakeState OnChangeCipherSpec(RecordBoundary boundary) => this;
}
