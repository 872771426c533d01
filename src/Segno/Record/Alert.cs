using Segno.Wire;

namespace Segno.Record;

/// <summary>One alert (RFC 8446 §6): level and description.</summary>
internal readonly record struct Alert(AlertLevel Level, AlertDescription Description)
{
    public const int Length = 2;

    /// <summary>Whether the sender only says that it stops, or that it stops soon (RFC 8446 §6.1).</summary>
    public bool IsClosure => Description is AlertDescription.CloseNotify or AlertDescription.UserCanceled;

    /// <summary>The alert with which <paramref name="description"/> goes out: closure alerts are warnings, all others fatal.</summary>
    public static Alert Outgoing(AlertDescription description) =>
        new(description is AlertDescription.CloseNotify or AlertDescription.UserCanceled ? AlertLevel.Warning : AlertLevel.Fatal, description);

    /// <summary>Reads a record's content.</summary>
    /// <exception cref="TlsException">It is not one alert, or its level does not exist.</exception>
    public static Alert Parse(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty)
            throw new TlsException(TlsFaults.EmptyFragment, "alert");
        // RFC 8446 §5.1: an alert is neither fragmented nor joined with another.
        if (content.Length != Length)
            throw new TlsException(TlsFaults.MalformedAlert, $"{content.Length} bytes");
        AlertLevel level = (AlertLevel)content[0];
        return level is AlertLevel.Warning or AlertLevel.Fatal
            ? new Alert(level, (AlertDescription)content[1])
            : throw new TlsException(TlsFaults.UnknownAlertLevel);
    }
}
