using Microsoft.Extensions.Time.Testing;
using Segno.Certificates;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Certificates;

/// <summary>What is checked again before a session resumes.</summary>
public class RecheckTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(TestCertificates.Now);
    private readonly TestAuthority _root = TestCertificates.CreateRoot();
    private readonly TestAuthority _other = TestCertificates.CreateRoot("other");
    private readonly IssuedCertificate _leaf;

    public RecheckTests() => _leaf = _root.CreateIntermediate(notAfter: TestCertificates.Now.AddHours(2)).Issue(
        new TestLeaf { Names = ["a.test"], NotBefore = TestCertificates.Now, NotAfter = TestCertificates.Now.AddHours(1) });

    [Theory]
    [InlineData(ResumptionCheck.DatesNameAndPolicy)]
    [InlineData(ResumptionCheck.WholeChain)]
    [InlineData(ResumptionCheck.Callback)]
    [InlineData(ResumptionCheck.Nothing)]
    public async Task A_chain_that_is_still_good_is_accepted(ResumptionCheck check) => Assert.Null(await FaultAsync(check, "a.test"));

    [Theory, Requirement("N40", "C013")]
    [InlineData(ResumptionCheck.DatesNameAndPolicy, "CertificateIsExpired")]
    [InlineData(ResumptionCheck.WholeChain, "CertificateIsExpired")]
    [InlineData(ResumptionCheck.Callback, "CertificateIsExpired")]
    [InlineData(ResumptionCheck.Nothing, null)]
    public async Task An_expired_chain_is_declined_from_the_next_second_on(ResumptionCheck check, string? fault)
    {
        _time.SetUtcNow(TestCertificates.Now.AddHours(1).AddSeconds(-1));
        Assert.Null(await FaultAsync(check, "a.test"));
        _time.SetUtcNow(TestCertificates.Now.AddHours(1).AddSeconds(1));
        Assert.Equal(fault, await FaultAsync(check, "a.test"));
    }

    [Theory, Requirement("N40", "C013", "A6")]
    [InlineData(ResumptionCheck.DatesNameAndPolicy)]
    [InlineData(ResumptionCheck.Callback)]
    public async Task The_dates_of_the_issuers_count_and_the_first_second_is_valid(ResumptionCheck check)
    {
        using IssuedCertificate issued = _root.CreateIntermediate(notAfter: TestCertificates.Now.AddMinutes(1)).Issue(new TestLeaf { Names = ["a.test"], NotAfter = TestCertificates.Now.AddMinutes(1) });
        IReadOnlyList<ReadOnlyMemory<byte>> mixed = [_leaf.Chain[0], issued.Chain[1]];
        _time.SetUtcNow(TestCertificates.Now.AddMinutes(1));
        Assert.Null(await FaultAsync(check, "a.test", chain: mixed));
        _time.SetUtcNow(TestCertificates.Now.AddMinutes(1).AddSeconds(1));
        Assert.Equal("CertificateIsExpired", await FaultAsync(check, "a.test", chain: mixed));

        CertificateValidator first = new(new() { OnResumption = check }, TlsRole.Server, new FakeTimeProvider(TestCertificates.Now));
        CertificateValidator before = new(new() { OnResumption = check }, TlsRole.Server, new FakeTimeProvider(TestCertificates.Now.AddTicks(-1)));
        Assert.True((await first.RecheckAsync(_leaf.Chain, "a.test", TestContext.Current.CancellationToken)).IsAccepted);
        Assert.Equal("CertificateIsExpired", (await before.RecheckAsync(_leaf.Chain, "a.test", TestContext.Current.CancellationToken)).Fault!.Name);
    }

    [Theory]
    [InlineData(ResumptionCheck.DatesNameAndPolicy, "WrongHostName")]
    [InlineData(ResumptionCheck.WholeChain, "WrongHostName")]
    [InlineData(ResumptionCheck.Callback, null)]
    [InlineData(ResumptionCheck.Nothing, null)]
    public async Task Another_name_is_declined_where_the_name_is_checked(ResumptionCheck check, string? fault)
    {
        Assert.Equal(fault, await FaultAsync(check, "b.test"));
        Assert.Equal(fault, await FaultAsync(check, null));
        Assert.Null(await FaultAsync(check, "b.test", options: new() { CheckName = false, OnResumption = check, Roots = _root.Roots }));
    }

    [Theory]
    [InlineData(ResumptionCheck.DatesNameAndPolicy, null)]
    [InlineData(ResumptionCheck.WholeChain, "UntrustedRoot")]
    [InlineData(ResumptionCheck.Callback, null)]
    public async Task Only_the_whole_chain_asks_for_the_root_again(ResumptionCheck check, string? fault) =>
        Assert.Equal(fault, await FaultAsync(check, "a.test", options: new() { OnResumption = check, Roots = _other.Roots }));

    [Theory]
    [InlineData(ResumptionCheck.DatesNameAndPolicy, 0)]
    [InlineData(ResumptionCheck.WholeChain, 0)]
    [InlineData(ResumptionCheck.Callback, 1)]
    [InlineData(ResumptionCheck.Nothing, 0)]
    public async Task The_callback_is_asked_where_it_was_asked_for_and_told_of_the_resumption(ResumptionCheck check, int calls)
    {
        foreach (CertificateCallbackMode mode in Enum.GetValues<CertificateCallbackMode>())
        {
            int asked = 0;
            CertificateValidationOptions options = new()
            {
                OnResumption = check,
                Roots = _root.Roots,
                CallbackMode = mode,
                Callback = (context, _) =>
                {
                    asked += context.IsResumption ? 1 : 100;
                    return ValueTask.FromResult(false);
                },
            };
            Assert.Equal(calls == 0 ? null : "CertificateRefused", await FaultAsync(check, "a.test", options: options));
            Assert.Equal(calls, asked);
        }
    }

    [Fact]
    public async Task Where_the_callback_decides_alone_the_name_was_its_business_and_the_dates_still_count()
    {
        CertificateValidationOptions options = new() { CallbackMode = CertificateCallbackMode.Instead, Callback = (_, _) => ValueTask.FromResult(true) };
        Assert.Null(await FaultAsync(default, "b.test", options: options));
        _time.SetUtcNow(TestCertificates.Now.AddHours(1).AddSeconds(1));
        Assert.Equal("CertificateIsExpired", await FaultAsync(default, "b.test", options: options));
    }

    [Theory]
    [InlineData(ResumptionCheck.DatesNameAndPolicy, "EmptyServerCertificate")]
    [InlineData(ResumptionCheck.WholeChain, "EmptyServerCertificate")]
    [InlineData(ResumptionCheck.Callback, "EmptyServerCertificate")]
    [InlineData(ResumptionCheck.Nothing, null)]
    public async Task A_session_without_certificates_is_declined(ResumptionCheck check, string? fault) =>
        Assert.Equal(fault, await FaultAsync(check, "a.test", chain: []));

    [Theory]
    [InlineData(ResumptionCheck.DatesNameAndPolicy)]
    [InlineData(ResumptionCheck.WholeChain)]
    [InlineData(ResumptionCheck.Callback)]
    public async Task A_damaged_or_endless_chain_is_declined(ResumptionCheck check)
    {
        Assert.Equal("UnreadableCertificate", await FaultAsync(check, "a.test", chain: [_leaf.Chain[0], new byte[] { 0x30 }]));
        Assert.Equal("CertificateInvalid", await FaultAsync(check, "a.test", chain: [.. Enumerable.Repeat(_leaf.Chain[0], 17)]));
    }

    [Fact]
    public async Task A_clients_certificate_needs_no_name()
    {
        using IssuedCertificate client = _root.IssueClient();
        CertificateValidator validator = new(new() { Roots = _root.Roots }, TlsRole.Client, _time);
        Assert.True((await validator.RecheckAsync(client.Chain, null, TestContext.Current.CancellationToken)).IsAccepted);
    }

    public void Dispose()
    {
        _leaf.Dispose();
        _root.Dispose();
        _other.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task<string?> FaultAsync(
        ResumptionCheck check, string? name, IReadOnlyList<ReadOnlyMemory<byte>>? chain = null, CertificateValidationOptions? options = null)
    {
        CertificateValidator validator = new(options ?? new() { OnResumption = check, Roots = _root.Roots }, TlsRole.Server, _time);
        CertificateVerdict verdict = await validator.RecheckAsync(chain ?? _leaf.Chain, name, TestContext.Current.CancellationToken);
        return verdict.Fault?.Name;
    }
}
