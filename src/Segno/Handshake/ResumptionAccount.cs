using Segno.Resumption.Sessions;

namespace Segno.Handshake;

/// <summary>Gathers, while the handshake runs, what <see cref="ResumptionInfo"/> will say.</summary>
internal sealed class ResumptionAccount
{
    private ResumptionKind _kind;
    private bool _offered;
    private ResumptionDecline _decline;
    private ResumptionDecline _withheld;
    private TimeSpan? _age;
    private TimeSpan? _authenticationAge;
    private string? _keyName;
    private string? _declinedKeyName;
    private TicketRefusal _notIssued;
    private int _ticketsIssued;

    /// <summary>How often the lineage was resumed, this connection included.</summary>
    public int TimesResumed { get; private set; }

    /// <summary>Whether the connection resumed.</summary>
    public bool IsResumed => _kind != ResumptionKind.Full;

    /// <summary>The client offered something; it may yet be declined.</summary>
    public void Offered() => _offered = true;

    /// <summary>What was offered does not resume; the first reason given stands.</summary>
    public void Declined(ResumptionDecline reason)
    {
        _offered = true;
        if (_decline != ResumptionDecline.None)
            return;
        _decline = reason;
        _declinedKeyName = _keyName;
    }

    /// <summary>A client had a session and did not offer it, since it may not resume.</summary>
    public void Withheld(ResumptionDecline reason)
    {
        if (_withheld == ResumptionDecline.None)
            _withheld = reason;
    }

    /// <summary>The key that an offered ticket names.</summary>
    public void NamesKey(string? keyName) => _keyName = keyName;

    /// <summary>The connection resumes <paramref name="session"/>.</summary>
    public void Resumed(ResumptionKind kind, Session session, DateTimeOffset now)
    {
        _offered = true;
        _decline = ResumptionDecline.None;
        _kind = kind;
        _age = Positive(now - session.CreatedAt);
        _authenticationAge = Positive(now - session.AuthenticatedAt);
        TimesResumed = session.TimesResumed + 1;
    }

    /// <summary>A ticket was sent, or received.</summary>
    public void TicketIssued() => _ticketsIssued++;

    /// <summary>No ticket was sent, or no session kept, though the peer would have liked one.</summary>
    public void NotIssued(TicketRefusal reason) => _notIssued = reason;

    public ResumptionInfo ToInfo() => new()
    {
        Kind = _kind,
        Offered = _offered,
        Decline = _offered ? _decline : _withheld,
        Age = _age,
        AuthenticationAge = _authenticationAge,
        TimesResumed = TimesResumed,
        // The key goes with the reason: of several tickets the first that was declined, or the one that resumed.
        KeyName = IsResumed ? _keyName : _declinedKeyName,
        TicketsIssued = _ticketsIssued,
        NotIssued = _notIssued,
    };

    private static TimeSpan Positive(TimeSpan span) => span < TimeSpan.Zero ? TimeSpan.Zero : span;
}
