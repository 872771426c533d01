namespace Segno;

/// <summary>
/// One reason for which a connection is refused: its name, the alert that the RFC gives for it, where the RFC says so,
/// and a sentence. The list is closed: everything that the protocol throws is one of <c>TlsFaults</c>.
/// </summary>
public sealed class TlsFault
{
    internal TlsFault(string name, AlertDescription alert, string source, string sentence)
    {
        Name = name;
        Alert = alert;
        Source = source;
        Sentence = sentence;
    }

    /// <summary>A stable identifier, for example <c>BinderMismatch</c>.</summary>
    public string Name { get; }

    /// <summary>The alert that goes to the peer.</summary>
    public AlertDescription Alert { get; }

    /// <summary>The section that demands it, for example <c>RFC 8446 §4.2.11</c>.</summary>
    public string Source { get; }

    /// <summary>What was wrong, as a sentence without secrets.</summary>
    public string Sentence { get; }

    /// <summary>Returns <see cref="Name"/>.</summary>
    public override string ToString() => Name;
}
