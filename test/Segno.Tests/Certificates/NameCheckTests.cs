using System.Security.Cryptography.X509Certificates;
using Segno.Certificates;
using Segno.Testing;

namespace Segno.Tests.Certificates;

/// <summary>RFC 9525 §6.</summary>
public class NameCheckTests
{
    [Theory]
    [InlineData("a.test", "a.test", true)]
    [InlineData("a.test", "A.TEST", true)]
    [InlineData("A.Test", "a.test", true)]
    [InlineData("a.test", "a.test.", true)]
    [InlineData("a.test", "b.test", false)]
    [InlineData("a.test", "x.a.test", false)]
    [InlineData("a.test", "test", false)]
    [InlineData("a.test", "a.test.evil", false)]
    [InlineData("*.a.test", "x.a.test", true)]
    [InlineData("*.a.test", "X.A.test.", true)]
    [InlineData("*.a.test", "a.test", false)]
    [InlineData("*.a.test", "y.x.a.test", false)]
    [InlineData("*.a.test", ".a.test", false)]
    [InlineData("*.a.test", "*.a.test", false)]
    [InlineData("x*.a.test", "xy.a.test", false)]
    [InlineData("*x.a.test", "yx.a.test", false)]
    [InlineData("x.*.test", "x.a.test", false)]
    [InlineData("*", "test", false)]
    [InlineData("*.*.test", "x.a.test", false)]
    [InlineData("xn--bcher-kva.test", "xn--bcher-kva.test", true)]
    [InlineData("xn--bcher-kva.test", "bücher.test", false)]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8::1", "2001:db8::1", true)]
    [InlineData("2001:db8::1", "2001:0DB8:0:0:0:0:0:1", true)]
    [InlineData("2001:db8::1", "2001:db8::2", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", false)]
    [InlineData("a.test", "", false)]
    [InlineData("a.test", "not a name", false)]
    [InlineData("a.test", "a.test\0.evil", false)]
    public void A_name_matches_its_alternative_name(string inCertificate, string name, bool matches) =>
        AssertMatches(new TestLeaf { Names = [inCertificate] }, name, matches);

    [Fact]
    public void The_common_name_never_counts()
    {
        AssertMatches(new TestLeaf { CommonName = "a.test" }, "a.test", matches: false);
        AssertMatches(new TestLeaf { CommonName = "a.test", Names = ["b.test"] }, "a.test", matches: false);
        AssertMatches(new TestLeaf { CommonName = "192.0.2.1", Names = ["b.test"] }, "192.0.2.1", matches: false);
    }

    [Fact]
    public void An_address_does_not_match_a_DNS_name_that_looks_like_it() =>
        AssertMatches(new TestLeaf { Names = ["192.0.2.1", "*.0.2.1"], OnlyDnsNames = true }, "192.0.2.1", matches: false);

    [Fact]
    public void Any_of_several_names_will_do() =>
        AssertMatches(new TestLeaf { Names = ["a.test", "192.0.2.1", "*.b.test"] }, "c.b.test", matches: true);

    [Fact]
    public void Alternative_names_that_cannot_be_read_match_nothing() =>
        AssertMatches(new TestLeaf { Extensions = [new X509Extension("2.5.29.17", [0x30, 0x05, 0x82, 0x7f], critical: false)] }, "a.test", matches: false);

    [Fact]
    public void Kept_answers_do_not_mix_names_or_certificates()
    {
        using TestAuthority root = TestCertificates.CreateRoot();
        using IssuedCertificate a = root.IssueServer("a.test");
        using IssuedCertificate b = root.IssueServer("b.test");
        NameCheck names = new();
        for (int i = 0; i < 3; i++)
        {
            Assert.True(names.Matches(a.Certificate.RawData, "a.test"));
            Assert.False(names.Matches(a.Certificate.RawData, "b.test"));
            Assert.False(names.Matches(b.Certificate.RawData, "a.test"));
            Assert.True(names.Matches(b.Certificate.RawData, "b.test"));
        }
        for (int i = 0; i < 1000; i++)
            Assert.False(names.Matches(a.Certificate.RawData, $"{i}.test"));
        Assert.True(names.Matches(a.Certificate.RawData, "a.test"));
    }

    private static void AssertMatches(TestLeaf leaf, string name, bool matches)
    {
        using IssuedCertificate issued = TestCertificates.CreateSelfSigned(leaf);
        Assert.Equal(matches, NameCheck.Matches(issued.Certificate, name));
        Assert.Equal(matches, new NameCheck().Matches(issued.Certificate.RawData, name));
    }
}
