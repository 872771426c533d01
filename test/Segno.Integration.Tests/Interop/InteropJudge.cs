namespace Segno.Integration.Tests.Interop;

/// <summary>Holds what a peer says of its connections against our account of them.</summary>
internal static class InteropJudge
{
    public static void Judge(Way way, IReadOnlyList<PeerReport> reports, IReadOnlyList<ConnectionInfo> accounts)
    {
        string both = $"The peer says: {string.Join("; ", reports)}. We say: {string.Join("; ", accounts.Select(Describe))}.";
        Assert.True(accounts.Count >= 2 && accounts.Count == reports.Count, both);
        for (int i = 0; i < accounts.Count; i++)
        {
            Assert.True(reports[i].Resumed == accounts[i].Resumption.IsResumed, both);
            Assert.True(reports[i].Protocol == way.Protocol && accounts[i].Protocol == way.Protocol, both);
        }

        Assert.True(accounts[0].Resumption.Kind == ResumptionKind.Full, both);
        Assert.True(accounts[^1].Resumption.Kind == way.Kind, both);
        Assert.True(accounts[^1].HelloRetryRequest == way is Way.HelloRetry, both);
    }

    private static string Describe(ConnectionInfo account) =>
        $"{account.Resumption.Kind} {account.Protocol} {account.CipherSuite}, offered {account.Resumption.Offered}, decline {account.Resumption.Decline}, retry {account.HelloRetryRequest}";
}
