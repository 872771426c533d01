using System.Text.Json;
using Segno.Cli.Connecting;
using Segno.Cli.Naming;
using Segno.Cli.Options;

namespace Segno.Integration.Tests.Cli;

public sealed class ConnectReportTests
{
    [Fact]
    public void A_line_says_how_it_came_about_and_what_it_saved()
    {
        ConnectionReport report = ConnectionReport.Of(2, TestInfo.PskDhe, TestInfo.Full13, 2, asExpected: true);
        Assert.Equal(("#2  ", "psk_dhe   "), ReportText.Head(report));
        Assert.Equal(
            "TLSv1.3  TLS_AES_128_GCM_SHA256  X25519MLKEM768  1 round trip  300 bytes sent, 700 received  1.25 ms  saved 2.25 ms, 1,500 bytes",
            ReportText.Rest(report, null));
    }

    [Fact]
    public void Time_saved_against_the_first_handshake_of_the_process_is_at_most_that()
    {
        ConnectionReport report = ConnectionReport.Of(2, TestInfo.SessionId, TestInfo.Full12, 1, asExpected: null);
        Assert.EndsWith("  saved at most 0.00 ms, 2,300 bytes, 1 round trip", ReportText.Rest(report, null), StringComparison.Ordinal);
    }

    [Fact]
    public void A_declined_session_and_a_missed_expectation_are_said()
    {
        ConnectionReport report = ConnectionReport.Of(2, TestInfo.Declined(ResumptionDecline.DeclinedByPeer), TestInfo.Full13, 2, asExpected: false);
        Assert.EndsWith(
            "  (not resumed: the server chose a full handshake and does not say why)  NOT AS EXPECTED",
            ReportText.Rest(report, Sentences.Of(ResumptionDecline.DeclinedByPeer)), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_version_is_no_measure_of_what_was_saved() =>
        Assert.Null(ConnectionReport.Of(2, TestInfo.PskDhe, TestInfo.Full12, 2, asExpected: null).SavedBytes);

    [Fact]
    public void Json_is_one_object_a_line()
    {
        using StringWriter output = new() { NewLine = "\n" };
        ReportWriter writer = new(output, json: true);
        writer.Write(ConnectionReport.Of(1, TestInfo.Full13, null, 0, null), null);
        writer.Write(ConnectionReport.Of(2, TestInfo.PskDhe, TestInfo.Full13, 1, true), null);
        string[] lines = output.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal(2, lines.Length);
        using JsonDocument first = JsonDocument.Parse(lines[0]);
        using JsonDocument second = JsonDocument.Parse(lines[1]);
        Assert.Equal("full", first.RootElement.GetProperty("kind").GetString());
        Assert.Equal(2, first.RootElement.GetProperty("tickets_received").GetInt32());
        Assert.Equal(2, second.RootElement.GetProperty("connection").GetInt32());
        Assert.True(second.RootElement.GetProperty("as_expected").GetBoolean());
        Assert.True(second.RootElement.GetProperty("saved_at_most").GetBoolean());
        Assert.Equal(2.25, second.RootElement.GetProperty("saved_milliseconds").GetDouble());
    }

    [Fact]
    public void Text_to_something_that_is_no_terminal_is_plain_and_unwrapped()
    {
        using StringWriter output = new() { NewLine = "\n" };
        new ReportWriter(output, json: false).Write(ConnectionReport.Of(1, TestInfo.Full13, null, 0, null), null);
        string line = Assert.Single(output.ToString().TrimEnd('\n').Split('\n'));
        Assert.StartsWith("#1   full       TLSv1.3  ", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', line);
    }

    [Theory]
    [InlineData(Expectation.None, null, 2, true, null)]
    [InlineData(Expectation.Resumed, null, 1, false, null)]
    [InlineData(Expectation.Resumed, null, 2, true, true)]
    [InlineData(Expectation.Resumed, null, 2, false, false)]
    [InlineData(Expectation.Resumed, "file", 1, false, false)]
    [InlineData(Expectation.Full, null, 2, true, false)]
    [InlineData(Expectation.Full, "file", 1, false, true)]
    internal void Every_connection_after_the_first_is_judged_and_all_with_a_given_session(
        Expectation expect, string? sessionIn, int number, bool resumed, bool? asExpected)
    {
        ConnectSettings settings = new() { Target = new HostPort("localhost", 443), Expect = expect, SessionIn = sessionIn };
        Assert.Equal(asExpected, settings.Judge(number, resumed));
    }
}
