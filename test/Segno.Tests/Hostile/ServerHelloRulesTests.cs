using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>A server against hellos that break a rule of TLS 1.3's negotiation.</summary>
public sealed class ServerHelloRulesTests : IAsyncLifetime
{
    private readonly TlsServer _server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock()));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory, Requirement("C109")]
    [InlineData(0x0302), InlineData(0x0304), InlineData(0x03ff)]
    public async Task With_supported_versions_the_legacy_version_says_nothing(int legacyVersion)
    {
        ScriptedClient13 client = new(_server);
        client.Hello.LegacyVersion = (ushort)legacyVersion;
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal(SslProtocols.Tls13, accepted.Info.Protocol);
    }

    [Theory]
    [InlineData(0x0300), InlineData(0x0002), InlineData(0)]
    public async Task SSL_3_in_the_legacy_version_is_refused_even_so(int legacyVersion)
    {
        ScriptedClient13 client = new(_server);
        client.Hello.LegacyVersion = (ushort)legacyVersion;
        client.SendHello();
        Assert.Equal(AlertDescription.ProtocolVersion, await client.Records.ReceiveAlertAsync());
    }

    [Theory, Requirement("C102", "C221", "A11")]
    [MemberData(nameof(ServerTicketTests.Lengths), MemberType = typeof(ServerTicketTests))]
    public async Task The_session_ID_is_echoed_to_the_byte(int length)
    {
        ScriptedClient13 client = new(_server);
        client.Hello.SessionId = [.. Enumerable.Range(0, length).Select(value => (byte)value)];
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal(client.Hello.SessionId, client.ServerHello!.SessionId);
        // A client in compatibility mode gets the dummy change_cipher_spec (RFC 8446 App. D.4).
        Assert.Equal(length == 0 ? 0 : 1, client.Records.ChangeCipherSpecs);
    }

    [Fact, Requirement("C100")]
    public async Task A_hello_of_TLS_12_gets_the_sentinel()
    {
        ScriptedClient12 client = new(_server);
        client.SendHello();
        RawHello answer = await client.ReceiveServerHelloAsync();
        Assert.Equal("444F574E47524401", Convert.ToHexString(answer.Random.AsSpan(24)));
    }

    [Fact, Requirement("C108")]
    public async Task Unknown_versions_suites_groups_and_extensions_are_passed_over()
    {
        ScriptedClient13 client = new(_server);
        client.Hello.Suites.Insert(0, 0x1a1a);
        client.Hello.Set(ExtensionType.SupportedVersions, RawExtensions.Versions(0x5a5a, 0x0304));
        client.Hello.Set(ExtensionType.SupportedGroups, RawExtensions.List16(0x2a2a, RawExtensions.P256));
        client.Hello.Set(ExtensionType.KeyShare, RawExtensions.KeyShares(
            RawExtensions.KeyShareEntry(0x2a2a, [0]), RawExtensions.KeyShareEntry(RawExtensions.P256, client.Share.Public)));
        client.Hello.Append(0x3a3a, [1, 2, 3]).Append(0x4a4a, []);
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal(SslProtocols.Tls13, accepted.Info.Protocol);
    }

    [Theory, Requirement("C019")]
    [InlineData(0, AlertDescription.IllegalParameter), InlineData(43, AlertDescription.IllegalParameter), InlineData(0x1a1a, AlertDescription.DecodeError)]
    public async Task An_extension_that_comes_twice_is_refused(int type, AlertDescription alert) => await RequireAsync(alert, hello =>
    {
        byte[] body = hello.Extensions.FirstOrDefault(extension => extension.Type == type).Body ?? [];
        hello.Append((ushort)type, body).Append((ushort)type, body);
    });

    [Fact]
    public async Task A_share_that_is_no_point_is_refused() => await RequireAsync(
        AlertDescription.IllegalParameter,
        hello => hello.Set(ExtensionType.KeyShare, RawExtensions.KeyShares(RawExtensions.KeyShareEntry(RawExtensions.P256, [4, .. new byte[64]]))));

    [Fact]
    public async Task No_suite_in_common_is_a_handshake_failure() => await RequireAsync(AlertDescription.HandshakeFailure, hello => hello.Suites = [0x13ff]);

    [Fact]
    public async Task Compression_is_refused() => await RequireAsync(AlertDescription.IllegalParameter, hello => hello.Compression = [0, 1]);

    [Theory, Requirement("C240")]
    [InlineData(63, AlertDescription.IllegalParameter), InlineData(0, AlertDescription.IllegalParameter)]
    public async Task A_record_size_limit_below_64_is_refused(int limit, AlertDescription alert)
    {
        ScriptedClient13 client = new(_server);
        client.Hello.Set(ExtensionType.RecordSizeLimit, RawHello.U16(limit));
        client.SendHello();
        // The answer belongs into EncryptedExtensions: the ServerHello is out before, and the alert is sealed.
        await client.ReceiveServerHelloAsync();
        await Refusal.RequireAsync(client.Records, client.Accepting, alert);
    }

    [Theory, Requirement("C240")]
    [InlineData(64), InlineData(16385), InlineData(65535)]
    public async Task A_record_size_limit_from_64_on_is_taken(int limit)
    {
        ScriptedClient13 client = new(_server);
        client.Hello.Set(ExtensionType.RecordSizeLimit, RawHello.U16(limit));
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal(SslProtocols.Tls13, accepted.Info.Protocol);
    }

    [Fact, Requirement("C235")]
    public async Task A_wish_for_255_tickets_gets_the_servers_limit()
    {
        ScriptedClient13 client = new(_server);
        client.Hello.Set(ExtensionType.TicketRequest, [255, 255]);
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal(8, accepted.Info.Resumption.TicketsIssued);
        for (int i = 0; i < 8; i++)
            await client.ReceiveTicketAsync();
    }

    private async Task RequireAsync(AlertDescription alert, Action<RawHello> breakIt)
    {
        ScriptedClient13 client = new(_server);
        breakIt(client.Hello);
        client.SendHello();
        await Refusal.RequireAsync(client.Records, client.Accepting, alert);
    }
}
