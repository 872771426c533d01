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

    /// <summary>Where the secrets of the current connection are written, if they are asked for (-export-traffic-secrets).</summary>
    public string? KeyLogFile { get; private set; }

    /// <summary>What went by on the current connection.</summary>
    public ShimObserver Observer { get; private set; } = new();

    public void BeginConnection(ShimFlags flags)
    {
        Observer = new ShimObserver();
        KeyLogFile = flags.Has("export-traffic-secrets") ? Path.GetTempFileName() : null;
        ClientSessions.BeginConnection();
        ServerSessions.BeginConnection();
        ServerTickets.BeginConnection();
        ServerTickets.Renews = flags.Has("renew-ticket");
        ServerTickets.OpensOnce = flags.Has("use-ticket-callback");
    }
}
