using Segno.Crypto;
using Segno.Record;
using Segno.Wire;

namespace Segno.Handshake;

/// <summary>Everything that a state may do to the world, all of it synchronous. The engine implements it.</summary>
internal interface IHandshakeOutput
{
    /// <summary>
    /// Appends a message to the flight. Returns it as encoded, header and body, for the transcript; the span is valid until
    /// the next call.
    /// </summary>
    ReadOnlySpan<byte> Send<TMessage>(in TMessage message)
        where TMessage : IHandshakeMessage<TMessage>;

    /// <summary>Appends a message that the caller has encoded whole, header and body: a ClientHello with binders.</summary>
    void SendEncoded(ReadOnlySpan<byte> message);

    /// <summary>Appends a change_cipher_spec record: the TLS 1.2 message, or the dummy of RFC 8446 App. D.4.</summary>
    void SendChangeCipherSpec();

    /// <summary>Protects what is sent from here on. The engine owns the keys afterwards and disposes the ones before.</summary>
    void InstallWriteKeys(TrafficKeys keys);

    /// <summary>Opens what is received from here on.</summary>
    void InstallReadKeys(TrafficKeys keys, RecordBoundary boundary);

    /// <summary>
    /// A server that refuses early data (RFC 8446 §4.2.10). <see cref="EarlyDataSkip.UntilDeprotected"/>: drop records that fail to
    /// deprotect until one succeeds. <see cref="EarlyDataSkip.UntilClientHello"/>: after a HelloRetryRequest, drop records
    /// of outer type application_data until the second ClientHello. At most <paramref name="maxBytes"/> bytes of records.
    /// </summary>
    void SkipRejectedEarlyData(EarlyDataSkip skip, int maxBytes);

    /// <summary>
    /// record_size_limit was negotiated (RFC 8449): the most plaintext bytes a record that we send, and that we receive, may hold.
    /// In TLS 1.3 the content type and padding count.
    /// </summary>
    void SetRecordSizeLimits(int send, int receive);

    /// <summary>
    /// The peer asked for a KeyUpdate: one goes out, by <see cref="ConnectedState.UpdateWriteKeys"/> under the write lock, before the next
    /// application data. Requests that come while an answer still waits to be sent are answered by that one (RFC 8446 §4.6.3).
    /// </summary>
    void AnswerKeyUpdate();

    /// <summary>The version is known: from here on records carry 0x0303 and warnings and alerts follow that version's rules.</summary>
    void SetVersion(ProtocolVersion version);
}
