using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>Records over a stream in memory, sealed or not, whole or broken.</summary>
internal sealed class RawRecords(DuplexStream transport)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly List<byte> _handshake = [];

    public RawCipher? Write { get; set; }

    public RawCipher? Read { get; set; }

    /// <summary>change_cipher_spec records that came since the last look.</summary>
    public int ChangeCipherSpecs { get; set; }

    /// <summary>The most bytes of a handshake message that go into one record.</summary>
    public int Largest { get; set; } = 16384;

    public DuplexStream Transport => transport;

    /// <summary>One record, sealed if keys are there.</summary>
    public void Send(ContentType type, byte[] content)
    {
        if (Write is null)
            SendBytes([(byte)type, 3, 3, .. RawHello.U16(content.Length), .. content]);
        else
            SendBytes(Write.Seal(type, content));
    }

    /// <summary>A handshake message in as many records as it needs.</summary>
    public void SendMessage(byte[] message)
    {
        foreach (byte[] fragment in message.Chunk(Largest))
            Send(ContentType.Handshake, fragment);
    }

    /// <summary>Bytes as they are.</summary>
    public void SendBytes(byte[] bytes) => transport.Write(bytes);

    /// <summary>A change_cipher_spec, which nothing seals.</summary>
    public void SendChangeCipherSpec() => SendBytes([20, 3, 3, 0, 1, 1]);

    /// <summary>The next handshake message, header included.</summary>
    /// <exception cref="RawAlertException">An alert came instead.</exception>
    public async Task<byte[]> ReceiveMessageAsync(HandshakeType? expected = null)
    {
        while (true)
        {
            if (_handshake.Count >= 4)
            {
                int length = 4 + (_handshake[1] << 16) + (_handshake[2] << 8) + _handshake[3];
                if (_handshake.Count >= length)
                {
                    byte[] message = [.. _handshake.Take(length)];
                    _handshake.RemoveRange(0, length);
                    if (expected is { } type && message[0] != (byte)type)
                        throw new InvalidOperationException($"Expected {type}, got {(HandshakeType)message[0]}.");
                    return message;
                }
            }
            (ContentType record, byte[] content) = await ReceiveAsync();
            switch (record)
            {
                case ContentType.Handshake:
                    _handshake.AddRange(content);
                    break;
                case ContentType.ChangeCipherSpec:
                    ChangeCipherSpecs++;
                    break;
                case ContentType.Alert:
                    throw new RawAlertException((AlertDescription)content[1]);
                default:
                    throw new InvalidOperationException($"Expected a handshake message, got {record}.");
            }
        }
    }

    /// <summary>TLS 1.2: the change_cipher_spec after which the peer's records are sealed.</summary>
    public async Task ReceiveChangeCipherSpecAsync(RawCipher next)
    {
        (ContentType type, byte[] content) = await ReceiveAsync();
        if (type == ContentType.Alert)
            throw new RawAlertException((AlertDescription)content[1]);
        Assert.Equal((ContentType.ChangeCipherSpec, (byte)1), (type, content.Single()));
        Read = next;
    }

    /// <summary>Application data, after whatever handshake messages come before it.</summary>
    public async Task<byte[]> ReceiveDataAsync()
    {
        while (true)
        {
            (ContentType type, byte[] content) = await ReceiveAsync();
            if (type == ContentType.ApplicationData)
                return content;
            if (type == ContentType.Alert)
                throw new RawAlertException((AlertDescription)content[1]);
        }
    }

    /// <summary>Reads on until an alert comes, and returns it.</summary>
    public async Task<AlertDescription> ReceiveAlertAsync()
    {
        while (true)
        {
            (ContentType type, byte[] content) = await ReceiveAsync();
            if (type != ContentType.Alert)
                continue;
            Assert.Equal(2, content.Length);
            return (AlertDescription)content[1];
        }
    }

    public async Task<(ContentType Type, byte[] Content)> ReceiveAsync()
    {
        byte[] header = new byte[5];
        await transport.ReadExactlyAsync(header.AsMemory(), TestContext.Current.CancellationToken).AsTask().WaitAsync(s_patience, TestContext.Current.CancellationToken);
        byte[] body = new byte[(header[3] << 8) + header[4]];
        await transport.ReadExactlyAsync(body.AsMemory(), TestContext.Current.CancellationToken).AsTask().WaitAsync(s_patience, TestContext.Current.CancellationToken);
        ContentType type = (ContentType)header[0];
        // A peer that refuses a hello does so before it has keys: an alert of two bytes is in clear.
        bool clear = Read is null || type == ContentType.ChangeCipherSpec || (type == ContentType.Alert && body.Length == 2);
        (ContentType Type, byte[] Content) received = clear ? (type, body) : Read!.Open(header, body);
        // RFC 8446 §5.1: of what Segno sends only application data may be empty.
        Assert.True(received.Content.Length > 0 || received.Type == ContentType.ApplicationData, $"An empty {received.Type} record came.");
        return received;
    }
}

/// <summary>The peer under test sent an alert.</summary>
internal sealed class RawAlertException(AlertDescription alert) : Exception($"The peer sent the alert {alert}.")
{
    public AlertDescription Alert { get; } = alert;
}
