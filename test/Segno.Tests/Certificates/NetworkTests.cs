using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Segno.Certificates;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Certificates;

/// <summary>A hostile certificate names URLs; nobody may fetch them unless the options say so.</summary>
public sealed class NetworkTests : IDisposable
{
    // In fake time; in real time the download ends when the test closes the connection.
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(2);

    private readonly FakeTimeProvider _time = new(TestCertificates.Now);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TestAuthority _root = TestCertificates.CreateRoot($"network root {Guid.NewGuid()}");
    private readonly TestAuthority _intermediate;
    private readonly IssuedCertificate _leaf;

    public NetworkTests()
    {
        _listener.Start();
        string url = $"http://{_listener.LocalEndpoint}";
        _intermediate = _root.CreateIntermediate($"network intermediate {Guid.NewGuid()}");
        _leaf = _intermediate.Issue(new TestLeaf
        {
            Names = ["a.test"],
            Extensions =
            [
                new X509AuthorityInformationAccessExtension([$"{url}/ocsp"], [$"{url}/issuer.cer"]),
                CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([$"{url}/root.crl"]),
            ],
        });
    }

    [Fact]
    public async Task By_default_nothing_is_fetched()
    {
        foreach (bool withIssuer in (bool[])[true, false])
        {
            IReadOnlyList<ReadOnlyMemory<byte>> chain = withIssuer ? _leaf.Chain : [_leaf.Chain[0]];
            foreach (ResumptionCheck check in Enum.GetValues<ResumptionCheck>())
            {
                CertificateValidator validator = new(new() { Roots = _root.Roots, OnResumption = check }, TlsRole.Server, _time);
                Assert.Equal(withIssuer, (await validator.ValidateAsync(chain, "a.test", TestContext.Current.CancellationToken)).IsAccepted);
                await validator.RecheckAsync(chain, "a.test", TestContext.Current.CancellationToken);
            }
        }
        using PeerCertificate peer = PeerCertificate.Parse(_leaf.Chain[0]);
        Assert.False(_listener.Pending());
    }

    [Fact]
    public async Task When_downloads_are_allowed_a_slow_server_meets_the_deadline()
    {
        CertificateValidator validator = new(
            new() { Roots = _root.Roots, AllowDownloads = true, Deadline = s_deadline }, TlsRole.Server, _time);
        await AssertMeetsDeadlineAsync(validator, [_leaf.Chain[0]]);
    }

    [Fact]
    public async Task When_revocation_is_looked_up_a_slow_server_meets_the_deadline()
    {
        CertificateValidator validator = new(
            new() { Roots = _root.Roots, RevocationMode = X509RevocationMode.Online, Deadline = s_deadline }, TlsRole.Server, _time);
        await AssertMeetsDeadlineAsync(validator, _leaf.Chain);
    }

    [Fact]
    public async Task Waits_that_were_given_up_keep_their_place_until_they_end()
    {
        CertificateValidator validator = new(
            new() { Roots = _root.Roots, AllowDownloads = true, Deadline = s_deadline }, TlsRole.Server, _time, maxBuilds: 1);
        Task<CertificateVerdict> validation = validator.ValidateAsync([_leaf.Chain[0]], "a.test", TestContext.Current.CancellationToken).AsTask();
        using (Socket connection = await _listener.AcceptSocketAsync(TestContext.Current.CancellationToken))
        {
            _time.Advance(s_deadline);
            Assert.Equal("ValidationUnavailable", (await validation).Fault?.Name);
            CertificateVerdict full = await validator.ValidateAsync(_leaf.Chain, "a.test", TestContext.Current.CancellationToken);
            Assert.Equal(("ValidationUnavailable", "1 others wait for the network"), (full.Fault?.Name, full.Detail));
        }
        // The listener closes, the download fails, and the place is free: not at once, for the build ends by itself.
        _listener.Stop();
        while (!(await validator.ValidateAsync(_leaf.Chain, "a.test", TestContext.Current.CancellationToken)).IsAccepted)
            await Task.Yield();
    }

    [Fact]
    public async Task A_wait_for_the_network_can_be_cancelled()
    {
        using CancellationTokenSource source = new();
        CertificateValidator validator = new(new() { Roots = _root.Roots, AllowDownloads = true, Deadline = s_deadline }, TlsRole.Server, _time);
        Task<CertificateVerdict> validation = validator.ValidateAsync([_leaf.Chain[0]], "a.test", source.Token).AsTask();
        using Socket connection = await _listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => validation);
    }

    [Fact]
    public async Task Revocation_that_stays_unknown_is_refused()
    {
        using IssuedCertificate plain = _root.IssueServer("a.test");
        CertificateValidator validator = new(new() { Roots = _root.Roots, RevocationMode = X509RevocationMode.Online }, TlsRole.Server, _time);
        CertificateVerdict verdict = await validator.ValidateAsync(plain.Chain, "a.test", TestContext.Current.CancellationToken);
        Assert.Equal("ValidationUnavailable", verdict.Fault?.Name);
        Assert.Equal("whether it is revoked is unknown", verdict.Detail);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _leaf.Dispose();
        _intermediate.Dispose();
        _root.Dispose();
    }

    /// <summary>The server is asked, says nothing, and time passes.</summary>
    private async Task AssertMeetsDeadlineAsync(CertificateValidator validator, IReadOnlyList<ReadOnlyMemory<byte>> chain)
    {
        Task<CertificateVerdict> validation = validator.ValidateAsync(chain, "a.test", TestContext.Current.CancellationToken).AsTask();
        using Socket connection = await _listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        Assert.False(validation.IsCompleted);
        _time.Advance(s_deadline - TimeSpan.FromMilliseconds(1));
        Assert.False(validation.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        CertificateVerdict verdict = await validation;
        Assert.Equal("ValidationUnavailable", verdict.Fault?.Name);
    }
}
