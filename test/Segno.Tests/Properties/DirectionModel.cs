namespace Segno.Tests.Properties;

/// <summary>What a plain model knows of one direction of a connection: a queue of bytes that may be closed.</summary>
internal sealed class DirectionModel
{
    private readonly Queue<byte> _sent = new();
    private byte _next;

    /// <summary>Bytes that were written and not read.</summary>
    public int Waiting => _sent.Count;

    /// <summary>The writer has sent close_notify.</summary>
    public bool IsClosed { get; set; }

    /// <summary>KeyUpdates that the reader has yet to take, one after another without data between them (bounded by what a peer may cause).</summary>
    public int UpdatesInARow { get; set; }

    /// <summary>The next <paramref name="size"/> bytes to write; each differs from the one before.</summary>
    public byte[] Write(int size)
    {
        byte[] data = new byte[size];
        for (int i = 0; i < size; i++)
        {
            data[i] = _next;
            _next = (byte)((_next + 1) % 251);
            _sent.Enqueue(data[i]);
        }
        if (size > 0)
            UpdatesInARow = 0;
        return data;
    }

    /// <summary>Requires that <paramref name="data"/> is what was written first.</summary>
    public void Read(ReadOnlySpan<byte> data)
    {
        foreach (byte value in data)
            Assert.Equal(_sent.Dequeue(), value);
    }
}
