namespace Segno.Integration.Tests.Interop;

/// <summary>Real clients resume with our server.</summary>
public sealed class PeersAsClients(InteropResults results)
{
    public static IEnumerable<TheoryDataRow<string, Way>> Rows => InteropTable.Tests(PeerSide.Client);

    [Theory, MemberData(nameof(Rows), DisableDiscoveryEnumeration = false)]
    public async Task A_real_client_resumes_with_our_server(string peerName, Way way)
    {
        Peer peer = InteropTable.Named(peerName);
        PeerPresence.Require(peer);
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await using SegnoServer server = new(way, peer.LacksExtendedMasterSecret);
        IReadOnlyList<PeerReport> reports;
        try
        {
            reports = await peer.Client!.ConnectAsync(way, server.Port, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Our own refusal, if there was one, says more than the peer's complaint about it.
            throw new AggregateException([failure, .. await server.FailuresAsync()]);
        }

        InteropJudge.Judge(way, reports, await server.AccountsAsync());
        results.Add(peer, PeerSide.Client, way);
    }
}
