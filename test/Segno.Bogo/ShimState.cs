namespace Segno.Bogo;

/// <summary>What outlives a connection: the clock, sessions, ticket keys.</summary>
internal sealed class ShimState
{
    public ShimState()
    {
        ServerSessions = new ServerSessions(Clock);
        ServerTickets = new ServerTickets(Clock);
    }

    public ShimClock Clock { get; } = new();

    public ClientSessions ClientSessions { get; } = new();

    public ServerSessions ServerSessions { get; }

    public ServerTickets ServerTickets { get; }

    /// <summary>What went by on the current connection.</summary>
    public ShimObserver Observer { get; private set; } = new();

    public void BeginConnection(ShimFlags flags)
    {
        Observer = new ShimObserver();
        ClientSessions.BeginConnection();
        ServerSessions.BeginConnection();
        ServerTickets.BeginConnection();
        ServerTickets.Renews = flags.Has("renew-ticket");
        ServerTickets.OpensOnce = flags.Has("use-ticket-callback");
    }
}
