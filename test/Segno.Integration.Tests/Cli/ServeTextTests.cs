using System.Net;
using System.Security.Authentication;
using Segno.Cli.Serving;

namespace Segno.Integration.Tests.Cli;

public sealed class ServeTextTests
{
    [Theory]
    [InlineData("127.0.0.1:8443", "127.0.0.1:8443")]
    [InlineData("0.0.0.0:8443", "127.0.0.1:8443")]
    [InlineData("[::]:443", "[::1]:443")]
    public void The_first_line_says_what_to_type(string listening, string reachable) =>
        Assert.Equal(
            $"Listening on https://{reachable} - try: openssl s_client -connect {reachable} -reconnect -tls1_2",
            ServeText.Welcome(IPEndPoint.Parse(listening), SslProtocols.Tls12 | SslProtocols.Tls13)[0]);

    [Fact]
    public void Without_TLS_1_2_it_says_what_resumes_in_TLS_1_3()
    {
        string line = ServeText.Welcome(IPEndPoint.Parse("127.0.0.1:8443"), SslProtocols.Tls13)[0];
        Assert.DoesNotContain("-reconnect", line, StringComparison.Ordinal);
        Assert.Contains("-tls1_3 -sess_out", line, StringComparison.Ordinal);
    }

    [Fact]
    public void The_summary_counts_by_kind_reason_and_fault()
    {
        TlsStatistics statistics = new()
        {
            Full = 1200,
            SessionId = 1,
            PskDhe = 30,
            Failed = 2,
            Declines = new Dictionary<ResumptionDecline, long> { [ResumptionDecline.Expired] = 1, [ResumptionDecline.UnknownKey] = 5, [ResumptionDecline.Spent] = 0 },
            Faults = new Dictionary<string, long> { ["NotTls"] = 2 },
        };
        Assert.Equal(
            [
                "Connections: 1,231. Full 1,200, resumed 31 (session ID 1, PSK with (EC)DHE 30).",
                "Not resumed: 5, the ticket's key is not, or no longer, known.",
                "Not resumed: 1, the session has expired.",
                "Handshakes that failed: 2 (NotTls 2).",
            ],
            ServeText.Summary(statistics));
    }

    [Fact]
    public void A_summary_of_nothing_is_one_line() =>
        Assert.Equal(["Connections: 0. Full 0, resumed 0."], ServeText.Summary(new TlsStatistics()));
}
