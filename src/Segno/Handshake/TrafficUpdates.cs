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
    private readonly Lock _secrets = new();
    private SecretBuffer _read = read;
    private SecretBuffer _write = write;
    private bool _disposed;
    private int _updateRequested;

    /// <summary>The peer's KeyUpdate: new read keys, and an answer if it asks for one.</summary>
    public void OnKeyUpdate(in HandshakeMessage message)
    {
        KeyUpdate update = message.As<KeyUpdate>();
        RecordBoundary boundary = message.RequireRecordBoundary();
        output.InstallReadKeys(Advance(ref _read), boundary);
        Volatile.Write(ref _updateRequested, 0);
        if (update.Request == KeyUpdateRequest.UpdateRequested)
            output.AnswerKeyUpdate();
    }

    /// <summary>Sends KeyUpdate and installs new write keys. A request is not repeated while one is unanswered (RFC 9846 §4.7.3).</summary>
    public void UpdateWriteKeys(bool requestPeerUpdate)
    {
        bool request = requestPeerUpdate && Interlocked.Exchange(ref _updateRequested, 1) == 0;
        output.Send(new KeyUpdate(request ? KeyUpdateRequest.UpdateRequested : KeyUpdateRequest.UpdateNotRequested));
        output.InstallWriteKeys(Advance(ref _write));
    }

    public void Dispose()
    {
        lock (_secrets)
        {
            _disposed = true;
            _read.Dispose();
            _write.Dispose();
        }
    }

    /// <summary>The next secret in place of this one, and its keys. The lock is held for no longer, since the output has one of its own.</summary>
    private TrafficKeys Advance(ref SecretBuffer secret)
    {
        lock (_secrets)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(TlsStream));
            SecretBuffer next = TrafficSecrets.Next(suite.Hash, secret.Span);
            secret.Dispose();
            secret = next;
            TrafficKeys keys = TrafficSecrets.Keys(suite, next.Span);
            DeadStack.Zero();
            return keys;
        }
    }
}
