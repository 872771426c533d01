namespace Segno.Cli.Serving;

/// <summary>What the site keeps of one connection, beside what Segno says of it. Thread-safe: HTTP/2 has requests at once.</summary>
internal sealed class ConnectionRecord(Saving? saving)
{
    private int _requests;

    /// <summary>What resuming saved; null on a full handshake, or if there was none to compare with.</summary>
    public Saving? Saving { get; } = saving;

    /// <summary>Counts a request, and says how many there were on this connection.</summary>
    public int CountRequest() => Interlocked.Increment(ref _requests);
}
