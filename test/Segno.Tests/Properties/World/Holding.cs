namespace Segno.Tests.Properties.World;

/// <summary>One ticket or session of a client: equal sessions are still different tickets.</summary>
internal sealed class Holding(ModelSession session)
{
    public ModelSession Session { get; } = session;

    /// <summary>A ticket of TLS 1.3 that the application took with it, which the store does not hand out any more.</summary>
    public bool IsTaken { get; set; }

    public DateTimeOffset ExpiresAt => Session.MadeAt + Session.ClientLifetime;
}
