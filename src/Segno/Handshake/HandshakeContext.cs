using Segno.Crypto;
using Segno.Diagnostics;
using Segno.Record;
using Segno.Wire;

namespace Segno.Handshake;

/// <summary>What the states of one connection share on either side: output and transcript, randoms, the account, and the secrets that must not outlive the handshake.</summary>
internal abstract class HandshakeContext(IHandshakeOutput output, KeyLog? keyLog) : IDisposable
{
    public const int RandomLength = 32;

    private readonly byte[] _randoms = new byte[2 * RandomLength];
    private readonly List<IDisposable> _owned = [];

    public IHandshakeOutput Output { get; } = output;

    public HandshakeTranscript Transcript { get; } = new();

    public ResumptionAccount Account { get; } = new();

    public Span<byte> ClientRandom => _randoms.AsSpan(0, RandomLength);

    public Span<byte> ServerRandom => _randoms.AsSpan(RandomLength);

    /// <summary><see cref="ServerRandom"/> for messages, which borrow memory.</summary>
    public ReadOnlyMemory<byte> ServerRandomMemory => _randoms.AsMemory(RandomLength);

    /// <summary>Sends a message, as part of the transcript.</summary>
    public void Send<TMessage>(in TMessage message)
        where TMessage : IHandshakeMessage<TMessage> => Transcript.Append(Output.Send(message));

    /// <summary>Takes a received message into the transcript.</summary>
    public void Receive(in HandshakeMessage message) => Transcript.Append(message.Encoded.Span);

    /// <summary>Writes a secret to the key log, if one is configured.</summary>
    public void LogSecret(string label, SecretBuffer secret) => keyLog?.Write(label, ClientRandom, secret.Span);

    /// <summary>The same for the master secret of TLS 1.2.</summary>
    public void LogMasterSecret(SecretBuffer secret) => LogSecret("CLIENT_RANDOM", secret);

    /// <summary>Whatever way the handshake ends, <paramref name="secret"/> is disposed, and so zeroed, by then.</summary>
    public T Own<T>(T secret)
        where T : IDisposable
    {
        _owned.Add(secret);
        return secret;
    }

    /// <summary>The connection takes <paramref name="secret"/> over from the handshake.</summary>
    public T Release<T>(T secret)
        where T : IDisposable
    {
        _owned.Remove(secret);
        return secret;
    }

    public virtual void Dispose()
    {
        foreach (IDisposable secret in _owned)
            secret.Dispose();
        Transcript.Dispose();
    }
}
