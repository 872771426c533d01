namespace Segno.Resumption.Sessions;

/// <summary>Whether one TLS 1.3 ticket, however often it was copied, is taken: by a connection, by the application, or by a failure (RFC 8446 App. C.4).</summary>
internal sealed class TicketClaim
{
    private int _taken;

    /// <summary>True for the first caller among all.</summary>
    public bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;
}
