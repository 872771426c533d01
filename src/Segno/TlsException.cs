namespace Segno;

/// <summary>Where the reason of a <see cref="TlsException"/> lies.</summary>
public enum TlsFaultDirection
{
    /// <summary>We refused what the peer sent, and told it with an alert.</summary>
    Sent,
    /// <summary>The peer refused, and told us with an alert.</summary>
    Received,
    /// <summary>The transport ended where the protocol may not end (RFC 8446 §6.1: truncation), or a local limit was met.</summary>
    Local,
}

/// <summary>
/// The one exception that the protocol throws: a peer that broke a rule, an alert from the peer, or a stream that was cut.
/// It never carries secrets: of what the application's own services threw its text has the type's name alone, and the rest is the inner exception.
/// After it the connection is over.
/// </summary>
public sealed class TlsException : IOException
{
    internal TlsException(TlsFault fault, string? detail = null, TlsFaultDirection direction = TlsFaultDirection.Sent, Exception? inner = null)
        : base(Describe(fault, detail, direction), inner)
    {
        Fault = fault;
        Direction = direction;
    }

    /// <summary>What was wrong, with the section that says so.</summary>
    public TlsFault Fault { get; }

    /// <summary>The alert that was sent or received.</summary>
    public AlertDescription Alert => Fault.Alert;

    /// <summary>Who refused.</summary>
    public TlsFaultDirection Direction { get; }

    /// <summary>The same failure for a call that comes after it.</summary>
    internal TlsException Again() => new(Fault, "the connection had failed before", Direction, this);

    private static string Describe(TlsFault fault, string? detail, TlsFaultDirection direction)
    {
        string sentence = detail is null ? fault.Sentence : $"{fault.Sentence} ({detail})";
        return direction switch
        {
            TlsFaultDirection.Sent => $"{sentence} [sent {fault.Alert}, {fault.Source}]",
            TlsFaultDirection.Received => sentence,
            _ => $"{sentence} [{fault.Source}]",
        };
    }
}
