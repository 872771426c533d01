using System.Text.Json;
using Segno.Cli;
using Segno.Cli.Naming;
using Segno.Cli.Serving;

namespace Segno.Integration.Tests.Cli;

public sealed class StatusTests
{
    [Fact]
    public void A_resumed_connection_says_how_and_what_it_saved()
    {
        HandshakeLedger ledger = new();
        ledger.Enter(TestInfo.Full13);
        JsonElement json = Json(TestInfo.PskDhe, ledger.Enter(TestInfo.PskDhe), requests: 4);

        Assert.True(json.GetProperty("resumed").GetBoolean());
        Assert.Equal("psk_dhe", json.GetProperty("kind").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("reason").ValueKind);
        Assert.Equal("TLSv1.3", json.GetProperty("version").GetString());
        Assert.Equal("TLS_AES_128_GCM_SHA256", json.GetProperty("cipher").GetString());
        Assert.Equal("X25519MLKEM768", json.GetProperty("group").GetString());
        Assert.Equal(12.346, json.GetProperty("age_seconds").GetDouble());
        Assert.Equal(100, json.GetProperty("authentication_age_seconds").GetDouble());
        Assert.Equal("0a0b", json.GetProperty("key").GetString());
        Assert.Equal(3, json.GetProperty("times_resumed").GetInt32());
        Assert.Equal("localhost", json.GetProperty("server_name").GetString());
        Assert.Equal("h2", json.GetProperty("alpn").GetString());
        Assert.Equal(300, json.GetProperty("handshake_bytes_sent").GetInt64());
        Assert.Equal(700, json.GetProperty("handshake_bytes_received").GetInt64());
        Assert.Equal(1, json.GetProperty("round_trips").GetInt32());
        Assert.Equal(1500, json.GetProperty("saved_bytes").GetInt64());
        Assert.Equal(2.25, json.GetProperty("saved_milliseconds").GetDouble());
        Assert.Equal(0, json.GetProperty("saved_round_trips").GetInt32());
        Assert.Equal(4, json.GetProperty("requests").GetInt32());
    }

    [Fact]
    public void A_first_connection_says_that_nothing_was_offered()
    {
        JsonElement json = Json(TestInfo.Full12, record: null, requests: 1);
        Assert.False(json.GetProperty("resumed").GetBoolean());
        Assert.Equal("full", json.GetProperty("kind").GetString());
        Assert.Equal("not_offered", json.GetProperty("reason").GetString());
        Assert.Equal("TLSv1.2", json.GetProperty("version").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("age_seconds").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("key").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("saved_bytes").ValueKind);
    }

    [Theory]
    [InlineData(ResumptionDecline.UnknownKey, "unknown_key")]
    [InlineData(ResumptionDecline.ScopeClientAuthentication, "scope_client_authentication")]
    [InlineData(ResumptionDecline.ExtendedMasterSecretMismatch, "extended_master_secret_mismatch")]
    public void A_declined_session_says_why(ResumptionDecline decline, string reason) =>
        Assert.Equal(reason, Json(TestInfo.Declined(decline), record: null, requests: 1).GetProperty("reason").GetString());

    [Fact]
    public void The_totals_are_the_servers()
    {
        TlsStatistics statistics = new()
        {
            Full = 1,
            SessionId = 2,
            Ticket = 3,
            PskDhe = 4,
            Psk = 5,
            Failed = 6,
            Declines = new Dictionary<ResumptionDecline, long> { [ResumptionDecline.TooOld] = 7 },
        };
        JsonElement totals = Json(TestInfo.Full13, record: null, requests: 1, statistics).GetProperty("server");
        Assert.Equal(
            """{"full":1,"session_id":2,"ticket":3,"psk_dhe":4,"psk":5,"failed":6,"declines":{"too_old":7}}""",
            JsonSerializer.Serialize(totals));
    }

    [Fact]
    public void Every_kind_and_reason_has_a_name_of_its_own()
    {
        ResumptionKind[] kinds = Enum.GetValues<ResumptionKind>();
        Assert.Equal(["full", "session_id", "ticket", "psk_dhe", "psk"], kinds.Select(Names.Of));
        Assert.Distinct(kinds.Select(Sentences.Of));
        ResumptionDecline[] declines = Enum.GetValues<ResumptionDecline>();
        Assert.Distinct(declines.Select(Names.Of));
        Assert.All(declines, decline => Assert.NotEqual(decline.ToString(), Sentences.Of(decline)));
    }

    [Fact]
    public void What_was_saved_is_against_a_full_handshake_of_the_same_version()
    {
        HandshakeLedger ledger = new();
        ledger.Enter(TestInfo.Full13);
        Assert.Null(ledger.Enter(TestInfo.SessionId).Saving);
        ledger.Enter(TestInfo.Full12);
        Assert.Equal(2300, ledger.Enter(TestInfo.SessionId).Saving!.Value.Bytes);
        Assert.Equal(1, ledger.Enter(TestInfo.SessionId).Saving!.Value.RoundTrips);
    }

    [Fact]
    public void Requests_are_counted_by_connection()
    {
        ConnectionRecord record = new(saving: null);
        Assert.Equal(1, record.CountRequest());
        Assert.Equal(2, record.CountRequest());
    }

    [Fact]
    public void The_page_says_the_same_and_nothing_of_the_peers_goes_in_unencoded()
    {
        ConnectionInfo info = TestInfo.PskDhe with { ServerName = "<script>alert(1)</script>", HandshakeDuration = TimeSpan.FromMilliseconds(1.3) };
        string page = StatusPage.Render(Read(info, new ConnectionRecord(Saving.Between(TestInfo.Full13, info)), 2, new TlsStatistics()));
        Assert.Contains("<h1 class=\"resumed\">Resumed by PSK, with fresh keys</h1>", page, StringComparison.Ordinal);
        Assert.Contains("<dt>Saved</dt><dd>1,500 bytes and 2.2 ms against the last full handshake</dd>", page, StringComparison.Ordinal);
        Assert.Contains("12.3 s, resumed 3 times", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_says_why_a_handshake_was_full()
    {
        string page = StatusPage.Render(Read(TestInfo.Declined(ResumptionDecline.Expired), record: null, 1, new TlsStatistics()));
        Assert.Contains("<h1 class=\"full\">Full handshake</h1>", page, StringComparison.Ordinal);
        Assert.Contains("since the session has expired.", page, StringComparison.Ordinal);
    }

    private static ConnectionStatus Read(ConnectionInfo info, ConnectionRecord? record, int requests, TlsStatistics statistics) =>
        StatusReader.Read(info, record, requests, clientCertificate: null, statistics);

    private static JsonElement Json(ConnectionInfo info, ConnectionRecord? record, int requests, TlsStatistics? statistics = null)
    {
        string json = JsonSerializer.Serialize(Read(info, record, requests, statistics ?? new TlsStatistics()), ServeJsonContext.Default.ConnectionStatus);
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
