using Segno.Integration.Tests.Interop.Drivers;

namespace Segno.Integration.Tests.Interop;

/// <summary>Peer × side × way: everything that is tested, and everything that is not, with the reason.</summary>
internal static class InteropTable
{
    public static IReadOnlyList<Peer> Peers { get; } =
    [
        new OpenSslPeer(), new GnuTlsPeer(), new NssPeer(), new GoPeer(), new RustlsPeer(), new WolfSslPeer(),
        new JavaPeer(), new NodePeer(), new PythonPeer(), new CurlPeer(),
        new NginxPeer(), new HaproxyPeer(), new StunnelPeer(), new ErlangPeer(), new PerlPeer(), new RubyPeer(),
    ];

    public static IEnumerable<InteropRow> Rows =>
        from peer in Peers
        from side in Enum.GetValues<PeerSide>()
        where side is PeerSide.Client ? peer.Client is not null : peer.Server is not null
        from way in Enum.GetValues<Way>()
        select new InteropRow(peer, side, way);

    /// <summary>The rows of a side that are tested.</summary>
    public static IEnumerable<TheoryDataRow<string, Way>> Tests(PeerSide side) =>
        from row in Rows
        where row.Side == side && row.Gap is null
        select new TheoryDataRow<string, Way>(row.Peer.Name, row.Way);

    public static Peer Named(string name) => Peers.Single(peer => peer.Name == name);
}

/// <summary>One line of docs/interop.md.</summary>
internal sealed record InteropRow(Peer Peer, PeerSide Side, Way Way)
{
    public string? Gap => Peer.Gap(Side, Way);
}
