using Segno.Crypto;
using Segno.Record;
using Segno.Wire;
using Segno.Wire.Messages;

namespace Segno.Handshake;

/// <summary>
/// The application traffic secrets of a TLS 1.3 connection and their updates (RFC 8446 §4.6.3, §7.2). Reading and writing
/// each have a secret of their own; the engine serialises the calls of each.
/// </summary>
internal sealed class TrafficUpdates(IHandshakeOutput output, CipherSuite suite, SecretBuffer read, SecretBuffer write) : IDisposable
{
    private SecretBuffer _read = read;
    private SecretBuffer _write = write;
    private int _updateRequested;

    /// <summary>The peer's KeyUpdate: new read keys, and an answer if it asks for one.</summary>
    public void OnKeyUpdate(in HandshakeMessage message)
    {
        KeyUpdate update = message.As<KeyUpdate>();
        RecordBoundary boundary = message.RequireRecordBoundary();
        Replace(ref _read);
        output.InstallReadKeys(TrafficSecrets.Keys(suite, _read.Span), boundary);
        Volatile.Write(ref _updateRequested, 0);
        if (update.Request == KeyUpdateRequest.UpdateRequested)
            output.AnswerKeyUpdate();
    }

    /// <summary>Sends KeyUpdate and installs new write keys. A request is not repeated while one is unanswered (RFC 9846 §4.7.3).</summary>
    public void UpdateWriteKeys(bool requestPeerUpdate)
    {
        bool request = requestPeerUpdate && Interlocked.Exchange(ref _updateRequested, 1) == 0;
        output.Send(new KeyUpdate(request ? KeyUpdateRequest.UpdateRequested : KeyUpdateRequest.UpdateNotRequested));
        Replace(ref _write);
        output.InstallWriteKeys(TrafficSecrets.Keys(suite, _write.Span));
    }

    public void Dispose()
    {
        _read.Dispose();
        _write.Dispose();
    }

    private void Replace(ref SecretBuffer secret)
    {
        SecretBuffer next = TrafficSecrets.Next(suite.Hash, secret.Span);
        secret.Dispose();
        secret = next;
    }
}
