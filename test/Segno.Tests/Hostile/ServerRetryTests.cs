using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>A server between its HelloRetryRequest and the second ClientHello, with and without a PSK (RFC 8446 §4.1.2, §4.1.4).</summary>
public sealed class ServerRetryTests : IAsyncLifetime
{
    private readonly TlsServer _server = TestPeers.Server(TestHosts.ServerOptions(TestHosts.Clock(), SslProtocols.Tls13));
    private RawPsk _psk = null!;

    public async ValueTask InitializeAsync() => _psk = await ScriptedClient13.ObtainTicketAsync(_server);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory, Requirement("N13", "C110")]
    [InlineData(true, false), InlineData(false, true), InlineData(false, false)]
    public async Task Groups_and_shares_come_together_or_the_hello_lacks_one(bool groups, bool shares)
    {
        foreach (bool offersPsk in new[] { true, false })
        {
            ScriptedClient13 client = new(_server);
            if (offersPsk)
                client.Psks.Add(_psk);
            if (!groups)
                client.Hello.Remove(ExtensionType.SupportedGroups);
            if (!shares)
                client.Hello.Remove(ExtensionType.KeyShare);
            client.SendHello();
            await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.MissingExtension);
        }
    }

    [Fact, Requirement("C110")]
    public async Task Without_a_PSK_signature_algorithms_are_needed()
    {
        ScriptedClient13 client = new(_server);
        client.Hello.Remove(ExtensionType.SignatureAlgorithms);
        client.SendHello();
        await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.MissingExtension);
    }

    [Fact, Requirement("N13", "C129")]
    public async Task An_empty_list_of_shares_is_retried_and_then_resumes()
    {
        ScriptedClient13 client = await RetriedAsync();
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        await client.ReceiveFlightAsync();
        client.SendFinished();
        await using TlsStream accepted = await client.Accepting;
        Assert.Equal((ResumptionKind.PskDhe, true), (accepted.Info.Resumption.Kind, accepted.Info.HelloRetryRequest));
    }

    [Fact, Requirement("N14")]
    public async Task A_second_hello_that_drops_the_selected_PSK_is_refused()
    {
        ScriptedClient13 client = await RetriedAsync();
        client.Psks.Clear();
        client.SendHello();
        await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.IllegalParameter);
    }

    [Fact, Requirement("N15")]
    public async Task A_binder_that_does_not_cover_the_retry_is_refused()
    {
        ScriptedClient13 client = await RetriedAsync();
        client.SendHello(client.EncodeHello(binderPrefix: []));
        await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.DecryptError);
    }

    [Fact, Requirement("N16")]
    public async Task The_first_hellos_binder_is_refused_in_the_second()
    {
        ScriptedClient13 client = await RetriedAsync();
        byte[] old = client.LastBinder;
        client.AlterBinder = (_, _) => old;
        client.SendHello();
        await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.DecryptError);
    }

    [Fact, Requirement("N17")]
    public async Task A_second_hello_with_another_ticket_resumes_that_one()
    {
        RawPsk other = await ScriptedClient13.ObtainTicketAsync(_server);
        ScriptedClient13 client = await RetriedAsync();
        client.Psks[0] = other;
        client.SendHello();
        RawHello answer = await client.ReceiveServerHelloAsync();
        Assert.True(answer.Has(ExtensionType.PreSharedKey));
        // The keys follow the second hello's ticket: the server's Finished verifies under it.
        await client.ReceiveFlightAsync();
    }

    public static TheoryData<string> Changes => new(
        "random", "session ID", "suites", "compression", "server_name", "supported_groups", "an extension more", "an extension less", "legacy_version", "cookie");

    [Theory, MemberData(nameof(Changes)), Requirement("C104")]
    public async Task Nothing_else_may_change(string change)
    {
        ScriptedClient13 client = await RetriedAsync();
        RawHello hello = client.Hello;
        switch (change)
        {
            case "random": hello.Random[7] ^= 1; break;
            case "session ID": hello.SessionId = new byte[32]; break;
            case "suites": hello.Suites.Add(0x1302); break;
            case "compression": hello.Compression = [0, 1]; break;
            case "server_name": hello.Set(ExtensionType.ServerName, RawExtensions.ServerName("other.example")); break;
            case "supported_groups": hello.Set(ExtensionType.SupportedGroups, RawExtensions.List16(RawExtensions.P256, RawExtensions.X25519)); break;
            case "an extension more": hello.Append(0x0a0a, []); break;
            case "cookie": hello.Append((ushort)ExtensionType.Cookie, RawHello.Vector16(7)); break;
            case "an extension less": hello.Remove(ExtensionType.ServerName); break;
            default: hello.LegacyVersion = 0x0302; break;
        }
        client.SendHello();
        await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.IllegalParameter);
    }

    [Fact, Requirement("C104")]
    public async Task A_second_hello_brings_no_PSK_that_the_first_had_not()
    {
        ScriptedClient13 client = await RetriedAsync(offersPsk: false);
        client.Psks.Add(_psk);
        client.SendHello();
        await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.IllegalParameter);
    }

    [Theory, Requirement("N98")]
    [InlineData(true), InlineData(false)]
    public async Task Early_data_that_the_second_hello_announces_is_passed_over(bool inFirst)
    {
        ScriptedClient13 client = await RetriedAsync(announcesEarlyData: inFirst);
        client.Hello.Set(ExtensionType.EarlyData, []);
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        await client.ReceiveFlightAsync();
        client.Records.SendBytes([23, 3, 3, 0, 40, .. new byte[40]]);
        await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.BadRecordMac);
    }

    [Fact, Requirement("C104")]
    public async Task The_extensions_may_come_in_another_order()
    {
        ScriptedClient13 client = await RetriedAsync();
        client.Hello.Extensions.Reverse();
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        await client.ReceiveFlightAsync();
        client.SendFinished();
        await using TlsStream accepted = await client.Accepting;
        Assert.True(accepted.Info.HelloRetryRequest);
    }

    [Theory, Requirement("C104")]
    [InlineData("none"), InlineData("another group"), InlineData("two")]
    public async Task The_second_hello_brings_the_share_that_was_asked_for_and_no_other(string shares)
    {
        ScriptedClient13 client = await RetriedAsync();
        byte[] right = RawExtensions.KeyShareEntry(RawExtensions.P256, client.Share.Public);
        byte[] wrong = RawExtensions.KeyShareEntry(RawExtensions.X25519, new byte[32]);
        client.Hello.Set(ExtensionType.KeyShare, shares switch
        {
            "none" => RawExtensions.KeyShares(),
            "two" => RawExtensions.KeyShares(right, wrong),
            _ => RawExtensions.KeyShares(wrong),
        });
        client.SendHello();
        await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.IllegalParameter);
    }

    /// <summary>A client that offered a PSK, or none, and no share, got a HelloRetryRequest, and has the second hello ready.</summary>
    private async Task<ScriptedClient13> RetriedAsync(bool offersPsk = true, bool announcesEarlyData = false)
    {
        ScriptedClient13 client = new(_server);
        if (offersPsk)
            client.Psks.Add(_psk);
        if (announcesEarlyData)
            client.Hello.Set(ExtensionType.EarlyData, []);
        byte[] shares = client.Hello.Extension(ExtensionType.KeyShare)!;
        client.Hello.Set(ExtensionType.KeyShare, RawExtensions.KeyShares());
        client.SendHello();
        RawHello retry = await client.ReceiveServerHelloAsync();
        Assert.Equal(RawHello.U16(RawExtensions.P256), retry.Extension(ExtensionType.KeyShare));
        client.Hello.Set(ExtensionType.KeyShare, shares);
        return client;
    }
}
