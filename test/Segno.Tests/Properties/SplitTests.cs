using Segno.Tests.Matrix;

namespace Segno.Tests.Properties;

/// <summary>Any split of bytes into records, reads and writes gives the same connection.</summary>
public sealed class SplitTests
{
    [Fact, NotInMode(TestMode.OneByte, "it cuts reads itself, and compares with a connection that is not cut")]
    public Task Any_split_of_bytes_into_records_reads_and_writes_gives_the_same_connection() => Property.CheckAsync(SplitCase.Any, HoldsAsync, 60);

    private static async Task HoldsAsync(SplitCase split)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        SplitRun whole = await SplitRun.MakeAsync(split.Uncut(), cancellationToken), cut = await SplitRun.MakeAsync(split, cancellationToken);

        Assert.Equal(KindOf(split.Way), cut.Client.Resumption.Kind);
        Assert.Equal(split.Retry && split.Way is (Way.Full13 or Way.PskDhe), cut.Client.HelloRetryRequest);
        Assert.Equal(whole.ClientSees, cut.ClientSees);
        Assert.Equal(whole.ServerSees, cut.ServerSees);
        Assert.Equal(Convert.ToHexString(whole.ClientWrote), Convert.ToHexString(cut.ClientWrote));
        Assert.Equal(Convert.ToHexString(whole.ServerWrote), Convert.ToHexString(cut.ServerWrote));
        Assert.Equal(Expected(split.ToClient), cut.ClientGot);
        Assert.Equal(Expected(split.ToServer), cut.ServerGot);
        Assert.Equal(whole.Exported, cut.Exported);
        Assert.Equal(Account(split, whole.Client), Account(split, cut.Client));
        Assert.Equal(Account(split, whole.Server), Account(split, cut.Server));
    }

    private static ConnectionInfo Account(SplitCase split, ConnectionInfo info) => info with
    {
        HandshakeDuration = default,
        // Records that are cut on the way have more headers.
        HandshakeBytesReceived = split.CutsRecords ? 0 : info.HandshakeBytesReceived,
    };

    private static byte[] Expected(IReadOnlyList<int> sizes)
    {
        List<byte> all = [];
        for (int i = 0; i < sizes.Count; i++)
        {
            byte[] data = new byte[sizes[i]];
            new FixedRandom(i).Fill(data);
            all.AddRange(data);
        }
        return [.. all];
    }

    private static ResumptionKind KindOf(Way way) => way switch
    {
        Way.SessionId => ResumptionKind.SessionId,
        Way.Ticket => ResumptionKind.Ticket,
        Way.PskDhe => ResumptionKind.PskDhe,
        Way.Psk => ResumptionKind.Psk,
        _ => ResumptionKind.Full,
    };
}
