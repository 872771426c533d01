namespace Segno.Integration.Tests.Interop;

/// <summary>Our client resumes with real servers.</summary>
public sealed class PeersAsServers(InteropResults results)
{
    public static IEnumerable<TheoryDataRow<string, Way>> Rows => InteropTable.Tests(PeerSide.Server);

    [Theory, MemberData(nameof(Rows), DisableDiscoveryEnumeration = false)]
    public async Task Our_client_resumes_with_a_real_server(string peerName, Way way)
    {
        Peer peer = InteropTable.Named(peerName);
        PeerPresence.Require(peer);
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await using RunningPeer server = await peer.Server!.StartAsync(way, cancellationToken);
        await using SegnoClient client = new(way, peer.LacksExtendedMasterSecret);
        List<ConnectionInfo> accounts = [];
        List<string> responses = [];
        for (int i = 0; i < 2; i++)
        {
            (ConnectionInfo account, string response) = await client.ConnectAsync(server.Port, cancellationToken);
            accounts.Add(account);
            responses.Add(response);
        }

        InteropJudge.Judge(way, await server.ReportsAsync(responses, cancellationToken), accounts);
        results.Add(peer, PeerSide.Server, way);
    }
}
