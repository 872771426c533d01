namespace Segno.Integration.Tests.Interop;

/// <summary>Somebody else's TLS implementation, or a program with one in it.</summary>
/// <remarks>A way that is no gap is tested. A gap is the peer's own limit, and its reason goes to docs/interop.md.</remarks>
internal abstract class Peer
{
    private readonly Dictionary<(PeerSide Side, Way Way), string> _gaps = [];

    /// <summary>How docs/interop.md calls it.</summary>
    public abstract string Name { get; }

    /// <summary>The commands without which the peer is not there.</summary>
    public abstract IReadOnlyList<string> Commands { get; }

    /// <summary>The command that prints a version, and the first thing in its output that looks like one.</summary>
    public abstract IReadOnlyList<string> VersionCommand { get; }

    /// <summary>The peer as a client; null if it is none.</summary>
    public virtual IPeerClient? Client => null;

    /// <summary>The peer as a server; null if it is none.</summary>
    public virtual IPeerServer? Server => null;

    /// <summary>Whether its TLS 1.2 lacks extended_master_secret (RFC 7627): such sessions resume where the application allows it.</summary>
    public virtual bool LacksExtendedMasterSecret => false;

    /// <summary>Why a way is not tested; null if it is.</summary>
    public string? Gap(PeerSide side, Way way) => _gaps.GetValueOrDefault((side, way));

    /// <summary>Why the peer cannot be tested on this machine; null if it can.</summary>
    public string? Missing() => PeerPresence.Missing(Name, Commands);

    protected void Lacks(PeerSide side, string reason, params ReadOnlySpan<Way> ways)
    {
        foreach (Way way in ways)
        {
            _gaps.Add((side, way), reason);
        }
    }

    protected void Lacks(string reason, params ReadOnlySpan<Way> ways)
    {
        Lacks(PeerSide.Client, reason, ways);
        Lacks(PeerSide.Server, reason, ways);
    }
}

/// <summary>Drives a peer that connects to our server.</summary>
internal interface IPeerClient
{
    /// <summary>Has the peer connect to <c>localhost</c> on the port at least twice, offering on each later connection the session of an earlier one.</summary>
    /// <returns>What the peer says of each connection, in their order.</returns>
    Task<IReadOnlyList<PeerReport>> ConnectAsync(Way way, int port, CancellationToken cancellationToken);
}

/// <summary>Drives a peer to which our client connects.</summary>
internal interface IPeerServer
{
    /// <summary>Starts the peer on a port of 127.0.0.1, with a certificate of <see cref="PkiFiles"/>, ready for connections.</summary>
    Task<RunningPeer> StartAsync(Way way, CancellationToken cancellationToken);
}

/// <summary>A peer that runs as a server.</summary>
internal abstract class RunningPeer(int port) : IAsyncDisposable
{
    public int Port => port;

    /// <summary>What the peer says of each connection so far, in their order.</summary>
    /// <param name="responses">What it answered on each connection, for peers that say it there.</param>
    /// <param name="cancellationToken">Ends the wait for its log.</param>
    public abstract Task<IReadOnlyList<PeerReport>> ReportsAsync(IReadOnlyList<string> responses, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
