using Segno.Wire;

namespace Segno.Resumption.Sessions;

/// <summary>The bounds in time of a session. Every bound includes its last moment: at exactly the age that is allowed a session still resumes.</summary>
/// <param name="sessionLifetime">For how long a session ID or a ticket resumes (RFC 8446 §4.6.1).</param>
/// <param name="maxAuthAge13">The longest time since the last full authentication in TLS 1.3.</param>
/// <param name="maxAuthAge12">The same in TLS 1.2 (RFC 9325 §3.4).</param>
/// <param name="clockSkew">How far in the future a session may seem to have been made.</param>
internal sealed class SessionLifetimes(TimeSpan sessionLifetime, TimeSpan maxAuthAge13, TimeSpan maxAuthAge12, TimeSpan clockSkew)
{
    /// <summary>
    /// For how long from now a session that is made or renewed now may resume: its lifetime, or less if the last full authentication
    /// leaves less. Zero if it leaves none.
    /// </summary>
    public TimeSpan Remaining(ProtocolVersion version, DateTimeOffset authenticatedAt, DateTimeOffset now)
    {
        TimeSpan age = now - authenticatedAt;
        TimeSpan left = MaxAuthenticationAge(version) - (age < TimeSpan.Zero ? TimeSpan.Zero : age);
        if (left < TimeSpan.Zero)
            return TimeSpan.Zero;
        return left < sessionLifetime ? left : sessionLifetime;
    }

    /// <summary>Whether a session is within its bounds now. A configuration that became stricter holds for sessions made before.</summary>
    /// <returns><see cref="ResumptionDecline.FromTheFuture"/>, <see cref="ResumptionDecline.Expired"/>, <see cref="ResumptionDecline.TooOld"/>, or None.</returns>
    public ResumptionDecline Check(Session session, DateTimeOffset now)
    {
        if (session.CreatedAt - now > clockSkew || session.AuthenticatedAt - now > clockSkew)
            return ResumptionDecline.FromTheFuture;
        TimeSpan lifetime = session.Lifetime < sessionLifetime ? session.Lifetime : sessionLifetime;
        if (now - session.CreatedAt > lifetime)
            return ResumptionDecline.Expired;
        return now - session.AuthenticatedAt > MaxAuthenticationAge(session.Version) ? ResumptionDecline.TooOld : ResumptionDecline.None;
    }

    private TimeSpan MaxAuthenticationAge(ProtocolVersion version) => version == ProtocolVersion.Tls13 ? maxAuthAge13 : maxAuthAge12;
}
