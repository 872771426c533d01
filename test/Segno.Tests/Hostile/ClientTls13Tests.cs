using System.Security.Authentication;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>A client against what a TLS 1.3 server may not say, from ServerHello to Finished.</summary>
public sealed class ClientTls13Tests : IAsyncLifetime
{
    private readonly RecordingClientStore _store = new();
    private readonly TlsClient _client;

    public ClientTls13Tests() => _client = TestPeers.Client(new TlsClientOptions
    {
        EnabledSslProtocols = SslProtocols.Tls13,
        CipherSuites = [System.Net.Security.TlsCipherSuite.TLS_AES_128_GCM_SHA256, System.Net.Security.TlsCipherSuite.TLS_AES_256_GCM_SHA384],
        Groups = [NamedGroup.Secp256r1, NamedGroup.Secp384r1],
        ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
        TimeProvider = TestHosts.Clock(),
        Resumption = new ClientResumptionOptions { Store = _store },
    });

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Fact]
    public async Task The_legal_server_is_taken_full_and_resumed()
    {
        byte[] psk = await ScriptedServer13.LeaveSessionAsync(_client);
        ScriptedServer13 server = new(_client) { Psk = psk };
        await using TlsStream stream = await server.AcceptAsync();
        Assert.Equal(ResumptionKind.PskDhe, stream.Info.Resumption.Kind);
        Assert.Equal(2, stream.PeerCertificates.Count);
    }

    [Theory, Requirement("N51", "C102")]
    [InlineData("a bit", AlertDescription.IllegalParameter), InlineData("cut", AlertDescription.IllegalParameter)]
    [InlineData("empty", AlertDescription.IllegalParameter), InlineData("33 bytes", AlertDescription.DecodeError)]
    public async Task The_session_ID_comes_back_as_it_was(string change, AlertDescription alert) => await RequireServerHelloAsync(alert, hello =>
    {
        Assert.Equal(32, hello.SessionId.Length);
        hello.SessionId = change switch
        {
            "a bit" => [(byte)(hello.SessionId[0] ^ 1), .. hello.SessionId[1..]],
            "cut" => hello.SessionId[..31],
            "empty" => [],
            _ => new byte[33],
        };
    });

    [Theory, Requirement("N55", "C134")]
    [InlineData(1), InlineData(0xffff)]
    public async Task The_selected_identity_is_one_that_was_offered(int identity) =>
        await RequireServerHelloAsync(AlertDescription.IllegalParameter, hello => hello.Set(ExtensionType.PreSharedKey, RawHello.U16(identity)), resume: true);

    [Fact, Requirement("N56")]
    public async Task A_server_cannot_resume_what_was_not_offered() =>
        await RequireServerHelloAsync(AlertDescription.UnsupportedExtension, hello => hello.Set(ExtensionType.PreSharedKey, [0, 0]));

    [Fact, Requirement("N57", "C134")]
    public async Task A_PSK_goes_with_its_hash() => await RequireServerHelloAsync(AlertDescription.IllegalParameter, hello => hello.Suites = [0x1302], resume: true);

    [Fact, Requirement("N58", "C122")]
    public async Task A_PSK_with_DHE_needs_a_share() =>
        await RequireServerHelloAsync(AlertDescription.IllegalParameter, hello => hello.Remove(ExtensionType.KeyShare), resume: true);

    [Fact, Requirement("C122")]
    public async Task A_full_handshake_needs_a_share() =>
        await RequireServerHelloAsync(AlertDescription.IllegalParameter, hello => hello.Remove(ExtensionType.KeyShare));

    [Theory, Requirement("C103")]
    [InlineData(0x1303), InlineData(0xc02b), InlineData(0x1a1a)]
    public async Task The_suite_is_one_that_was_offered(int suite) => await RequireServerHelloAsync(AlertDescription.IllegalParameter, hello => hello.Suites = [(ushort)suite]);

    [Fact, Requirement("C108")]
    public async Task Supported_versions_selects_no_older_version() =>
        await RequireServerHelloAsync(AlertDescription.IllegalParameter, hello => hello.Set(ExtensionType.SupportedVersions, [3, 3]));

    [Fact, Requirement("C109")]
    public async Task The_legacy_version_is_0x0303() => await RequireServerHelloAsync(AlertDescription.ProtocolVersion, hello => hello.LegacyVersion = 0x0304);

    [Fact, Requirement("C007")]
    public async Task Compression_is_null() => await RequireServerHelloAsync(AlertDescription.DecodeError, hello => hello.Compression = [1]);

    [Theory, Requirement("C112", "C236")]
    [InlineData((ushort)ExtensionType.TicketRequest), InlineData((ushort)ExtensionType.SupportedGroups), InlineData((ushort)ExtensionType.PskKeyExchangeModes)]
    public async Task An_extension_that_belongs_elsewhere_is_refused(ushort type) =>
        await RequireServerHelloAsync(AlertDescription.IllegalParameter, hello => hello.Append(type, [1]));

    [Theory, Requirement("C112")]
    [InlineData(0x1a1a), InlineData((int)ExtensionType.EarlyData)]
    public async Task An_extension_that_was_not_offered_is_refused(int type) =>
        await RequireServerHelloAsync(AlertDescription.UnsupportedExtension, hello => hello.Append((ushort)type, []));

    [Fact]
    public async Task A_share_of_another_group_is_refused() => await RequireServerHelloAsync(
        AlertDescription.IllegalParameter,
        hello => hello.Set(ExtensionType.KeyShare, RawExtensions.KeyShareEntry(RawExtensions.X25519, [9, .. new byte[31]])));

    [Theory, Requirement("N65", "C159")]
    [InlineData(true), InlineData(false)]
    public async Task Early_data_that_was_not_offered_cannot_be_accepted(bool resume)
    {
        ScriptedServer13 server = await ResumingAsync(resume);
        server.EncryptedExtensions = [0, 42, 0, 0];
        await server.ReceiveHelloAsync();
        server.SendServerHello(server.MakeServerHello());
        server.SendFlight();
        await Refusal.RequireAsync(server.Records, server.Connecting, AlertDescription.UnsupportedExtension);
    }

    [Fact]
    public async Task A_key_share_does_not_belong_into_EncryptedExtensions()
    {
        ScriptedServer13 server = new(_client) { EncryptedExtensions = [0, 51, 0, 0] };
        await server.ReceiveHelloAsync();
        server.SendServerHello(server.MakeServerHello());
        server.SendFlight();
        await Refusal.RequireAsync(server.Records, server.Connecting, AlertDescription.UnsupportedExtension);
    }

    [Fact, Requirement("N65", "N68")]
    public async Task Early_data_after_a_retry_cannot_be_accepted()
    {
        ScriptedServer13 server = new(_client) { EncryptedExtensions = [0, 42, 0, 0] };
        await server.ReceiveHelloAsync();
        server.SendRetry(server.MakeRetry(0).Remove(ExtensionType.KeyShare).Set(ExtensionType.Cookie, RawHello.Vector16([1])));
        await server.ReceiveHelloAsync();
        server.SendServerHello(server.MakeServerHello());
        server.SendFlight();
        await Refusal.RequireAsync(server.Records, server.Connecting, AlertDescription.UnsupportedExtension);
    }

    [Theory, Requirement("C105")]
    [InlineData("again", AlertDescription.UnexpectedMessage), InlineData("the same group", AlertDescription.IllegalParameter), InlineData("nothing", AlertDescription.IllegalParameter)]
    [InlineData("a group not offered", AlertDescription.IllegalParameter)]
    public async Task A_retry_comes_once_and_changes_something(string what, AlertDescription alert)
    {
        ScriptedServer13 server = new(_client);
        await server.ReceiveHelloAsync();
        RawHello retry = server.MakeRetry(0x0018);
        switch (what)
        {
            case "again":
                server.SendRetry(retry);
                await server.ReceiveHelloAsync();
                retry.Set(ExtensionType.KeyShare, RawHello.U16(RawExtensions.P256));
                break;
            case "the same group":
                retry.Set(ExtensionType.KeyShare, RawHello.U16(RawExtensions.P256));
                break;
            case "nothing":
                retry.Remove(ExtensionType.KeyShare);
                break;
            default:
                retry.Set(ExtensionType.KeyShare, RawHello.U16(RawExtensions.X25519));
                break;
        }
        server.SendRetry(retry);
        await Refusal.RequireAsync(server.Records, server.Connecting, alert);
    }

    [Theory, Requirement("C106")]
    [InlineData(0x1a1a, AlertDescription.UnsupportedExtension), InlineData((int)ExtensionType.EarlyData, AlertDescription.UnsupportedExtension)]
    [InlineData((int)ExtensionType.ServerName, AlertDescription.IllegalParameter)]
    public async Task A_retry_holds_no_other_extension(int type, AlertDescription alert)
    {
        ScriptedServer13 server = new(_client);
        await server.ReceiveHelloAsync();
        server.SendRetry(server.MakeRetry(0x0018).Append((ushort)type, []));
        await Refusal.RequireAsync(server.Records, server.Connecting, alert);
    }

    [Fact, Requirement("C107", "C104", "C129")]
    public async Task A_cookie_comes_back_and_little_else_changes()
    {
        byte[] psk = await ScriptedServer13.LeaveSessionAsync(_client);
        ScriptedServer13 server = new(_client);
        RawHello first = await server.ReceiveHelloAsync();
        Assert.False(first.Has(ExtensionType.Cookie));
        byte[] cookie = RawHello.Vector16([1, 2, 3, 4, 5]);
        server.SendRetry(server.MakeRetry(0).Remove(ExtensionType.KeyShare).Set(ExtensionType.Cookie, cookie));
        RawHello second = await server.ReceiveHelloAsync();
        Assert.Equal(cookie, second.Extension(ExtensionType.Cookie));
        Assert.Equal(first.Random, second.Random);
        Assert.Equal(first.SessionId, second.SessionId);
        Assert.Equal(first.Suites, second.Suites);
        Assert.Equal(Comparable(first), Comparable(second));
        Assert.True(second.Has(ExtensionType.PreSharedKey));
        Assert.NotEqual(first.Extension(ExtensionType.PreSharedKey), second.Extension(ExtensionType.PreSharedKey));
        server.Psk = psk;
        server.SendServerHello(server.MakeServerHello());
        server.SendFlight();
        await using TlsStream stream = await server.ReceiveFinishedAsync();
        Assert.Equal((ResumptionKind.PskDhe, true), (stream.Info.Resumption.Kind, stream.Info.HelloRetryRequest));
    }

    [Theory]
    [InlineData(16 * 1024, true), InlineData((16 * 1024) + 1, false), InlineData(65_400, false)]
    public async Task A_cookie_is_returned_up_to_16_KiB(int length, bool returned)
    {
        ScriptedServer13 server = new(_client);
        await server.ReceiveHelloAsync();
        server.SendRetry(server.MakeRetry(0).Remove(ExtensionType.KeyShare).Set(ExtensionType.Cookie, RawHello.Vector16(new byte[length])));
        if (!returned)
        {
            await Refusal.RequireAsync(server.Records, server.Connecting, AlertDescription.IllegalParameter);
            return;
        }
        Assert.Equal(2 + length, (await server.ReceiveHelloAsync()).Extension(ExtensionType.Cookie)!.Length);
        await server.Records.Transport.DisposeAsync();
        await Assert.ThrowsAsync<TlsException>(() => server.Connecting);
    }

    [Fact, Requirement("C103")]
    public async Task The_suite_of_the_retry_is_the_suite_of_the_ServerHello()
    {
        ScriptedServer13 server = new(_client);
        await server.ReceiveHelloAsync();
        server.SendRetry(server.MakeRetry(0).Remove(ExtensionType.KeyShare).Set(ExtensionType.Cookie, RawHello.Vector16([1])));
        await server.ReceiveHelloAsync();
        RawHello hello = server.MakeServerHello();
        hello.Suites = [0x1302];
        server.SendServerHello(hello);
        await Refusal.RequireAsync(server.Records, server.Connecting, AlertDescription.IllegalParameter);
    }

    [Fact, Requirement("C133")]
    public async Task A_PSK_of_another_hash_is_dropped_after_the_retry()
    {
        await ScriptedServer13.LeaveSessionAsync(_client);
        ScriptedServer13 server = new(_client);
        Assert.True((await server.ReceiveHelloAsync()).Has(ExtensionType.PreSharedKey));
        RawHello retry = server.MakeRetry(0x0018);
        retry.Suites = [0x1302];
        server.SendRetry(retry);
        Assert.False((await server.ReceiveHelloAsync()).Has(ExtensionType.PreSharedKey));
        server.Records.Transport.CompleteWriting();
        await Assert.ThrowsAsync<TlsException>(() => server.Connecting);
    }

    [Theory, Requirement("C139")]
    [InlineData((byte)HandshakeType.Certificate), InlineData((byte)HandshakeType.CertificateRequest), InlineData((byte)HandshakeType.CertificateVerify), InlineData((byte)HandshakeType.NewSessionTicket)]
    public async Task A_resumed_flight_holds_no_certificates(byte type)
    {
        ScriptedServer13 server = await ResumingAsync(resume: true);
        await server.ReceiveHelloAsync();
        server.SendServerHello(server.MakeServerHello());
        server.Alter = (sent, message) => sent == HandshakeType.Finished ? RawHello.Message((HandshakeType)type, [0, 0, 0, 0]) : message;
        server.SendFlight();
        await Refusal.RequireAsync(server.Records, server.Connecting, AlertDescription.UnexpectedMessage);
    }

    [Theory]
    [InlineData((byte)HandshakeType.EncryptedExtensions, AlertDescription.UnexpectedMessage), InlineData((byte)HandshakeType.Certificate, AlertDescription.UnexpectedMessage)]
    [InlineData((byte)HandshakeType.CertificateVerify, AlertDescription.UnexpectedMessage)]
    public async Task A_message_that_is_left_out_is_missed(byte type, AlertDescription alert)
    {
        ScriptedServer13 server = new(_client) { Alter = (sent, message) => sent == (HandshakeType)type ? null : message };
        await server.ReceiveHelloAsync();
        server.SendServerHello(server.MakeServerHello());
        server.SendFlight();
        await Refusal.RequireAsync(server.Records, server.Connecting, alert);
    }

    [Theory, Requirement("C112")]
    [InlineData((int)ExtensionType.ServerName, true), InlineData((int)ExtensionType.KeyShare, true), InlineData((int)ExtensionType.EarlyData, true)]
    [InlineData((int)ExtensionType.CertificateAuthorities, false), InlineData((int)ExtensionType.SignatureAlgorithmsCert, false), InlineData(0x0a0a, false)]
    public async Task A_request_for_a_certificate_holds_its_own_extensions_and_unknown_ones(int type, bool refused)
    {
        byte[] extensions = [.. RawHello.U16((int)ExtensionType.SignatureAlgorithms), 0, 4, 0, 2, 4, 3, .. RawHello.U16(type), 0, 2, 4, 3];
        byte[] request = RawHello.Message(HandshakeType.CertificateRequest, [0, .. RawHello.Vector16(extensions)]);
        ScriptedServer13 server = new(_client) { Alter = (sent, message) => sent == HandshakeType.EncryptedExtensions ? [.. message, .. request] : message };
        await server.ReceiveHelloAsync();
        server.SendServerHello(server.MakeServerHello());
        server.SendFlight();
        if (refused)
        {
            await Refusal.RequireAsync(server.Records, server.Connecting, AlertDescription.IllegalParameter);
            return;
        }
        await using TlsStream stream = await server.Connecting;
        Assert.Equal(ResumptionKind.Full, stream.Info.Resumption.Kind);
    }

    [Theory]
    [InlineData((byte)HandshakeType.CertificateVerify), InlineData((byte)HandshakeType.Finished)]
    public async Task A_wrong_signature_or_Finished_is_a_decrypt_error(byte type)
    {
        ScriptedServer13 server = new(_client)
        {
            Alter = (sent, message) =>
            {
                if (sent == (HandshakeType)type)
                    message[^1] ^= 1;
                return message;
            },
        };
        await server.ReceiveHelloAsync();
        server.SendServerHello(server.MakeServerHello());
        server.SendFlight();
        await Refusal.RequireAsync(server.Records, server.Connecting, AlertDescription.DecryptError);
        await TestPeers.WhenQuietAsync(_client);
        Assert.Equal(0, _store.Count);
    }

    private async Task RequireServerHelloAsync(AlertDescription alert, Action<RawHello> breakIt, bool resume = false)
    {
        ScriptedServer13 server = await ResumingAsync(resume);
        await server.ReceiveHelloAsync();
        RawHello hello = server.MakeServerHello();
        breakIt(hello);
        server.SendServerHello(hello);
        await Refusal.RequireAsync(server.Records, server.Connecting, alert);
    }

    private async Task<ScriptedServer13> ResumingAsync(bool resume)
    {
        byte[]? psk = resume ? await ScriptedServer13.LeaveSessionAsync(_client) : null;
        return new ScriptedServer13(_client) { Psk = psk };
    }

    private static string[] Comparable(RawHello hello) =>
    [
        .. hello.Extensions
            .Where(extension => (ExtensionType)extension.Type is not (ExtensionType.Cookie or ExtensionType.KeyShare or ExtensionType.PreSharedKey))
            .Select(extension => $"{extension.Type}:{Convert.ToHexString(extension.Body)}"),
    ];
}
