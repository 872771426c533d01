using System.Security.Authentication;
using System.Text;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>What a server's hello holds when it resumes a TLS 1.2 session: what belongs to the connection, and nothing of the session's.</summary>
public sealed class ResumedServerHelloTests
{
    /// <summary>The other extensions of RFC 6066: max_fragment_length, client_certificate_url, trusted_ca_keys, truncated_hmac.</summary>
    private static readonly ushort[] s_rfc6066 = [1, 2, 3, 4];

    public static TheoryData<bool> Ways => new(true, false);

    [Theory, MemberData(nameof(Ways)), Requirement("C020")]
    public async Task Signature_algorithms_do_not_matter_and_are_not_answered(bool byTicket)
    {
        await using TlsServer server = Server(byTicket);
        ScriptedClient12 first = await LeaveAsync(server, byTicket);
        Assert.False(first.ServerHello!.Has(ExtensionType.SignatureAlgorithms));
        // Those of the first hello, none that anybody has, and none at all.
        foreach (byte[]? schemes in new[] { RawExtensions.List16(RawExtensions.EcdsaP256Sha256), RawExtensions.List16(0x0a0a), null })
        {
            ScriptedClient12 client = Resume(server, first, byTicket);
            if (schemes is null)
                client.Hello.Remove(ExtensionType.SignatureAlgorithms);
            else
                client.Hello.Set(ExtensionType.SignatureAlgorithms, schemes);
            await using TlsStream accepted = await client.ConnectAsync(expectResumption: true);
            Assert.True(accepted.Info.Resumption.IsResumed);
            Assert.False(client.ServerHello!.Has(ExtensionType.SignatureAlgorithms));
        }
    }

    [Theory, Requirement("C061")]
    [InlineData(true, SslProtocols.Tls12), InlineData(false, SslProtocols.Tls12), InlineData(true, SslProtocols.Tls12 | SslProtocols.Tls13), InlineData(false, SslProtocols.Tls12 | SslProtocols.Tls13)]
    public async Task Extended_master_secret_is_answered_full_and_resumed(bool byTicket, SslProtocols versions)
    {
        await using TlsServer server = Server(byTicket, versions);
        ScriptedClient12 first = await LeaveAsync(server, byTicket);
        Assert.Empty(first.ServerHello!.Extension(ExtensionType.ExtendedMasterSecret)!);
        ScriptedClient12 second = Resume(server, first, byTicket);
        await using TlsStream accepted = await second.ConnectAsync(expectResumption: true);
        Assert.Empty(second.ServerHello!.Extension(ExtensionType.ExtendedMasterSecret)!);
    }

    [Theory, Requirement("C081")]
    [InlineData(true, true, false), InlineData(true, false, true), InlineData(true, true, true), InlineData(true, false, false)]
    [InlineData(false, true, false), InlineData(false, false, true), InlineData(false, true, true), InlineData(false, false, false)]
    public async Task Either_signal_of_secure_renegotiation_is_answered_full_and_resumed(bool byTicket, bool extension, bool scsv)
    {
        await using TlsServer server = Server(byTicket);
        ScriptedClient12 first = Prepare(new ScriptedClient12(server, ticket: byTicket ? [] : null));
        await using (await first.ConnectAsync())
            RequireAnswer(first);
        ScriptedClient12 second = Prepare(Resume(server, first, byTicket));
        await using TlsStream accepted = await second.ConnectAsync(expectResumption: true);
        RequireAnswer(second);

        ScriptedClient12 Prepare(ScriptedClient12 client)
        {
            if (!extension)
                client.Hello.Remove(ExtensionType.RenegotiationInfo);
            if (scsv)
                client.Hello.Suites.Add(0x00ff);
            return client;
        }

        // The SCSV is no extension, and yet answered by one: the only case of RFC 5746 §3.6.
        void RequireAnswer(ScriptedClient12 client) =>
            Assert.Equal(extension || scsv ? [0] : null, client.ServerHello!.Extension(ExtensionType.RenegotiationInfo));
    }

    [Theory, MemberData(nameof(Ways)), Requirement("C086", "C088")]
    public async Task The_extensions_of_RFC_6066_are_not_answered(bool byTicket)
    {
        TlsCredential stapled = TestPki.Servers.Issue(KeyKind.EcdsaP256, TestHosts.Name).ToCredential();
        stapled.OcspResponse = Encoding.ASCII.GetBytes("a response");
        await using TlsServer server = Server(byTicket, host: new TlsHost { Credentials = [stapled] });
        ScriptedClient12 first = new(server, ticket: byTicket ? [] : null);
        AddRfc6066(first.Hello);
        first.SendHello();
        RawHello full = await first.ReceiveServerHelloAsync();
        // In a full handshake the name is acknowledged and the staple promised; the rest Segno does not have.
        Assert.True(full.Has(ExtensionType.ServerName));
        Assert.True(full.Has(ExtensionType.StatusRequest));
        Assert.DoesNotContain(full.Extensions, extension => s_rfc6066.Contains(extension.Type));
        first.Records.Transport.CompleteWriting();
        await Assert.ThrowsAsync<TlsException>(() => first.Accepting);

        ScriptedClient12 second = Resume(server, await LeaveAsync(server, byTicket), byTicket);
        AddRfc6066(second.Hello);
        await using TlsStream accepted = await second.ConnectAsync(expectResumption: true);
        Assert.Equal(TestHosts.Name, accepted.Info.ServerName);
        Assert.DoesNotContain(
            second.ServerHello!.Extensions,
            extension => (ExtensionType)extension.Type is ExtensionType.ServerName or ExtensionType.StatusRequest || s_rfc6066.Contains(extension.Type));
    }

    [Theory, MemberData(nameof(Ways)), Requirement("C031", "C032")]
    public async Task Only_a_client_that_takes_tickets_is_promised_one_and_it_comes_before_change_cipher_spec(bool asks)
    {
        await using TlsServer server = Server(tickets: true);
        ScriptedClient12 client = new(server, ticket: asks ? [] : null);
        // The script takes a NewSessionTicket behind this ServerHello and before change_cipher_spec or none at all, and hashes it into Finished.
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal(asks ? [] : null, client.ServerHello!.Extension(ExtensionType.SessionTicket));
        Assert.Equal((asks, asks ? 1 : 0), (client.Ticket is not null, accepted.Info.Resumption.TicketsIssued));
    }

    [Theory, MemberData(nameof(Ways)), Requirement("C001", "C006")]
    public async Task A_session_whose_suite_is_not_offered_is_a_full_handshake(bool byTicket)
    {
        await using TlsServer server = Server(byTicket);
        ScriptedClient12 client = Resume(server, await LeaveAsync(server, byTicket), byTicket);
        client.Hello.Suites = [0xc02c];
        client.SendHello();
        RawHello answer = await client.ReceiveServerHelloAsync();
        Assert.Equal(0xc02c, answer.Suites[0]);
        Assert.True(byTicket || !answer.SessionId.SequenceEqual(client.Hello.SessionId));
        await client.Records.ReceiveMessageAsync(HandshakeType.Certificate);
        client.Records.Transport.CompleteWriting();
        await Assert.ThrowsAsync<TlsException>(() => client.Accepting);
    }

    private static void AddRfc6066(RawHello hello)
    {
        hello.Set(ExtensionType.StatusRequest, [1, 0, 0, 0, 0]);
        // Ignored whatever they say: 9 is no length.
        hello.Append(1, [9]).Append(2, []).Append(3, [0, 0]).Append(4, []);
    }

    private static async Task<ScriptedClient12> LeaveAsync(TlsServer server, bool byTicket)
    {
        ScriptedClient12 client = new(server, ticket: byTicket ? [] : null);
        await using TlsStream accepted = await client.ConnectAsync();
        return client;
    }

    private static ScriptedClient12 Resume(TlsServer server, ScriptedClient12 first, bool byTicket)
    {
        ScriptedClient12 client = new(server, ticket: byTicket ? first.Ticket : null) { Master = first.Master };
        if (!byTicket)
            client.Hello.SessionId = first.ServerHello!.SessionId;
        return client;
    }

    private static TlsServer Server(bool tickets, SslProtocols versions = SslProtocols.Tls12, TlsHost? host = null) => new(
        TestHosts.ServerOptions(TestHosts.Clock(), versions, host, new ServerResumptionOptions { Tickets = tickets }));
}
