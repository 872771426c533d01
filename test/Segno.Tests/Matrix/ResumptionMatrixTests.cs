using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Matrix;

/// <summary>Every combination of way, client certificate, retry, suite, certificate, transport and services.</summary>
public sealed class ResumptionMatrixTests(ITestOutputHelper output)
{
    private const int Expected = (3 * 4 * 9 * 4) + (3 * 4 * 2 * 9 * 4);
    private static readonly MatrixCase[] s_all = [.. MatrixCase.All()];

    /// <summary>The combinations by way and client certificate: a row of the runner is a block of them, so that a report stays readable.</summary>
    public static TheoryData<Way, ClientAuth, bool> Blocks()
    {
        TheoryData<Way, ClientAuth, bool> blocks = [];
        foreach ((Way way, ClientAuth auth, bool retry) in s_all.Select(combination => (combination.Way, combination.Auth, combination.Retry)).Distinct())
            blocks.Add(way, auth, retry);
        return blocks;
    }

    [Fact]
    public void The_matrix_is_whole()
    {
        output.WriteLine($"{s_all.Length} combinations");
        foreach (IGrouping<Way, MatrixCase> way in s_all.GroupBy(combination => combination.Way))
            output.WriteLine($"{way.Key}: {way.Count()}");
        Assert.Equal(Expected, s_all.Length);
        Assert.Equal(Expected, s_all.Distinct().Count());
    }

    [Theory, MemberData(nameof(Blocks)), Requirement("C001", "C064", "C139")]
    public async Task Every_combination_connects_as_it_should(Way way, ClientAuth auth, bool retry)
    {
        MatrixCase[] block = [.. s_all.Where(combination => combination.Way == way && combination.Auth == auth && combination.Retry == retry)];
        output.WriteLine($"{block.Length} combinations");
        List<string> failures = [];
        foreach (MatrixCase combination in block)
        {
            try
            {
                await RunAsync(combination, TestContext.Current.CancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                failures.Add($"{combination}:{Environment.NewLine}{e}");
            }
        }
        if (failures.Count > 0)
            Assert.Fail($"{failures.Count} of {block.Length} combinations failed.{Environment.NewLine}{string.Join(Environment.NewLine, failures.Take(3))}");
    }

    private static async Task RunAsync(MatrixCase combination, CancellationToken cancellationToken)
    {
        await using MatrixSetup setup = new(combination);
        await using (HandshakePair first = await ConnectAsync(setup, combination, cancellationToken))
        {
            RequireFull(combination, first, setup);
            await UseAsync(combination, first, cancellationToken);
        }
        for (int connection = 1; connection <= 2; connection++)
        {
            setup.Clock.Advance(TimeSpan.FromMinutes(1));
            await using HandshakePair again = await ConnectAsync(setup, combination, cancellationToken);
            if (combination.Resumes)
                RequireResumed(combination, again, setup, connection);
            else
                RequireIdentities(combination, again);
            await UseAsync(combination, again, cancellationToken);
        }
    }

    private static async Task<HandshakePair> ConnectAsync(MatrixSetup setup, MatrixCase combination, CancellationToken cancellationToken)
    {
        setup.ServerSees.Clear();
        setup.ClientSees.Clear();
        HandshakePair pair = await HandshakePair.ConnectAsync(
            setup.Client, setup.Server, largestRead: combination.OneByteReads ? 1 : int.MaxValue, cancellationToken: cancellationToken);
        await pair.SettleAsync(cancellationToken);
        return pair;
    }

    private static void RequireFull(MatrixCase combination, HandshakePair pair, MatrixSetup setup)
    {
        foreach (ResumptionInfo account in new[] { pair.Client.Info.Resumption, pair.Server.Info.Resumption })
        {
            Assert.Equal(ResumptionKind.Full, account.Kind);
            Assert.False(account.IsResumed);
            Assert.False(account.Offered);
            Assert.Equal(ResumptionDecline.None, account.Decline);
            Assert.Null(account.Age);
            Assert.Null(account.AuthenticationAge);
            Assert.Equal(0, account.TimesResumed);
            Assert.Equal(TicketRefusal.None, account.NotIssued);
        }
        Assert.Contains(HandshakeType.Certificate, setup.ServerSees.Sent);
        Assert.Equal(combination.IsTls13, setup.ServerSees.Sent.Contains(HandshakeType.CertificateVerify));
        Assert.Equal(!combination.IsTls13, setup.ServerSees.Sent.Contains(HandshakeType.ServerKeyExchange));
        Assert.Equal(combination.Auth != ClientAuth.None, setup.ServerSees.Sent.Contains(HandshakeType.CertificateRequest));
        Assert.Equal(combination.Retry, pair.Client.Info.HelloRetryRequest);
        RequireIdentities(combination, pair);
    }

    private static void RequireResumed(MatrixCase combination, HandshakePair pair, MatrixSetup setup, int connection)
    {
        foreach (ResumptionInfo account in new[] { pair.Client.Info.Resumption, pair.Server.Info.Resumption })
        {
            Assert.Equal(combination.Kind, account.Kind);
            Assert.True(account.IsResumed);
            Assert.True(account.Offered);
            Assert.Equal(ResumptionDecline.None, account.Decline);
            // A TLS 1.3 session is a new one every time; one of TLS 1.2 is the first connection's until it is renewed.
            Assert.Equal(TimeSpan.FromMinutes(combination.IsTls13 ? 1 : connection), account.Age);
            Assert.Equal(TimeSpan.FromMinutes(connection), account.AuthenticationAge);
            Assert.Equal(combination.IsTls13 ? connection : 1, account.TimesResumed);
        }
        foreach (RecordingObserver observer in new[] { setup.ServerSees, setup.ClientSees })
        {
            Assert.DoesNotContain(HandshakeType.Certificate, observer.Types.OfType<HandshakeType>());
            Assert.DoesNotContain(HandshakeType.CertificateVerify, observer.Types.OfType<HandshakeType>());
            Assert.DoesNotContain(HandshakeType.CertificateRequest, observer.Types.OfType<HandshakeType>());
            Assert.DoesNotContain(HandshakeType.ServerKeyExchange, observer.Types.OfType<HandshakeType>());
            Assert.DoesNotContain(HandshakeType.ClientKeyExchange, observer.Types.OfType<HandshakeType>());
        }
        // psk_ke needs no share, so none is asked for.
        Assert.Equal(combination.Retry && combination.Way != Way.Psk, pair.Client.Info.HelloRetryRequest);
        RequireIdentities(combination, pair);
    }

    private static void RequireIdentities(MatrixCase combination, HandshakePair pair)
    {
        Assert.Equal(combination.Suite, pair.Client.Info.CipherSuite);
        Assert.Equal(combination.Suite, pair.Server.Info.CipherSuite);
        Assert.Equal(combination.Version, pair.Client.Info.Protocol);
        Assert.Equal(combination.Version, pair.Server.Info.Protocol);
        Assert.True(pair.Client.Info.ExtendedMasterSecret);
        Assert.True(pair.Server.Info.ExtendedMasterSecret);
        Assert.Equal(NamedGroup.Secp256r1, pair.Client.Info.Group);
        Assert.Equal(NamedGroup.Secp256r1, pair.Server.Info.Group);
        Assert.Equal(pair.Client.Info.HelloRetryRequest, pair.Server.Info.HelloRetryRequest);
        Assert.Equal(TestHosts.Name, pair.Server.Info.ServerName);
        Assert.Equal(TestPki.Servers.Issue(combination.Key, TestHosts.Name).Chain.Select(Convert.ToHexString), pair.Client.PeerChain());
        IEnumerable<string> client = combination.ShowsClientCertificate
            ? TestPki.Clients.Issue(KeyKind.EcdsaP256, "client.example").Chain.Select(Convert.ToHexString)
            : [];
        Assert.Equal(client, pair.Server.PeerChain());
    }

    private static async Task UseAsync(MatrixCase combination, HandshakePair pair, CancellationToken cancellationToken)
    {
        byte[] data = new byte[combination.DataBytes];
        new FixedRandom((int)combination.Suite).Fill(data);
        await pair.EchoAsync(data, cancellationToken);
        Assert.Equal(pair.Client.Exported(), pair.Server.Exported());
        await pair.CloseAsync(cancellationToken);
    }
}
