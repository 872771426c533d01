using System.Security.Authentication;
using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Segno.Crypto;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>A server against offers of every size, age and kind (RFC 8446 §4.2.11): how much work one ClientHello buys, and what its fields decide.</summary>
public sealed class ServerPskBoundsTests : IAsyncLifetime
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _clock = TestHosts.Clock();
    private readonly StekTicketProtector _keys;
    private readonly CountingProtector _protector;
    private readonly TlsServer _server;

    public ServerPskBoundsTests()
    {
        _keys = new StekTicketProtector(s_hour, 2 * s_hour, _clock, TlsRandom.System);
        _protector = new CountingProtector(_keys);
        _server = TestPeers.Server(TestHosts.ServerOptions(_clock, resumption: new ServerResumptionOptions { TicketProtector = _protector, SessionLifetime = 2 * s_hour }));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _keys.Dispose();
    }

    [Theory, Requirement("N11")]
    [InlineData(3, true), InlineData(4, false)]
    public async Task The_fourth_identity_is_the_last_that_is_opened(int unknown, bool resumes)
    {
        RawPsk psk = await ScriptedClient13.ObtainTicketAsync(_server);
        ScriptedClient13 client = new(_server);
        client.Psks.AddRange(Enumerable.Repeat(new RawPsk(new byte[32], new byte[32], 0), unknown));
        client.Psks.Add(psk);
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal((resumes, 4), (accepted.Info.Resumption.IsResumed, _protector.Openings));
    }

    [Fact, Requirement("N11")]
    public async Task As_many_identities_as_a_hello_holds_are_a_full_handshake()
    {
        ScriptedClient13 client = new(_server);
        // An identity of 32 bytes takes 38, and its binder 33, of 65,535.
        client.Psks.AddRange(Enumerable.Repeat(new RawPsk(new byte[32], new byte[32], 0), 918));
        Assert.InRange(client.EncodeHello().Length, 65_200, 65_535);
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal((ResumptionKind.Full, 4), (accepted.Info.Resumption.Kind, _protector.Openings));
    }

    [Fact, Requirement("N11", "N04")]
    public async Task Binders_that_fill_the_hello_buy_nothing()
    {
        ScriptedClient13 client = new(_server);
        RawPsk unknown = new(new byte[32], new byte[32], 0);
        client.Hello.Set(ExtensionType.PreSharedKey, RawExtensions.PreSharedKey([unknown], Enumerable.Repeat(new byte[32], 1970)));
        client.SendHello();
        await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.BinderCountMismatch);
        Assert.Equal(0, _protector.Openings);
    }

    [Theory, Requirement("N12")]
    [InlineData(1, 0, 0, "Malformed"), InlineData(-1, 0, 0, "Malformed"), InlineData(0, 1, 0, "Malformed"), InlineData(0, -1, 0, "TrailingData"), InlineData(0, 0, 1, "TrailingData")]
    public async Task Lengths_that_lie_cannot_be_decoded(int identities, int binders, int trailing, string fault)
    {
        ScriptedClient13 client = new(_server);
        byte[] body = [.. RawExtensions.PreSharedKey([new RawPsk(new byte[32], new byte[32], 0)], [new byte[32]]), .. new byte[trailing]];
        body[1] = (byte)(body[1] + identities);
        body[^(34 + trailing)] = (byte)(body[^(34 + trailing)] + binders);
        client.Hello.Set(ExtensionType.PreSharedKey, body);
        client.SendHello();
        await Refusal.RequireAsync(client.Records, client.Accepting, AlertDescription.DecodeError);
        TlsException refusal = await Assert.ThrowsAsync<TlsException>(() => client.Accepting);
        Assert.Equal(fault, refusal.Fault.Name);
    }

    [Theory, Requirement("N19", "C131")]
    [InlineData("ext binder"), InlineData("imp binder")]
    public async Task The_binder_of_another_kind_of_PSK_is_refused(string label)
    {
        RawPsk psk = await ScriptedClient13.ObtainTicketAsync(_server);
        ScriptedClient13 client = new(_server);
        client.Psks.Add(psk);
        byte[] hello = client.EncodeHello();
        byte[] finishedKey = RawCrypto.FinishedKey(RawCrypto.DeriveSecret(RawCrypto.Extract(RawCrypto.Zeros, psk.Key), label, []));
        HMACSHA256.HashData(finishedKey, SHA256.HashData(hello.AsSpan(0, hello.Length - 35))).CopyTo(hello, hello.Length - 32);
        client.SendHello(hello);
        await Refusal.RequireAsync(client.Records, client.Accepting, TlsFaults.BinderMismatch);
    }

    [Theory, Requirement("N23")]
    [InlineData(4096, 1), InlineData(4097, 0), InlineData(16385, 0), InlineData(65_270, 0)]
    public async Task An_identity_of_more_than_4096_bytes_is_not_opened(int length, int openings)
    {
        ScriptedClient13 client = new(_server);
        client.Psks.Add(new RawPsk(new byte[length], new byte[32], 0));
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal((ResumptionKind.Full, ResumptionDecline.Damaged), (accepted.Info.Resumption.Kind, accepted.Info.Resumption.Decline));
        Assert.Equal(openings, _protector.Openings);
    }

    [Theory, Requirement("N23")]
    [InlineData(4096, 1), InlineData(4097, 0), InlineData(16385, 0), InlineData(65_400, 0)]
    public async Task Nor_is_such_a_ticket_of_TLS_12(int length, int openings)
    {
        ScriptedClient12 client = new(_server, ticket: new byte[length]);
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal((ResumptionKind.Full, ResumptionDecline.Damaged), (accepted.Info.Resumption.Kind, accepted.Info.Resumption.Decline));
        Assert.Equal(openings, _protector.Openings);
    }

    [Theory, Requirement("N50", "C136")]
    [InlineData(0u), InlineData(uint.MaxValue), InlineData(3_600_000u)]
    public async Task An_age_that_is_wrong_does_not_keep_a_session_from_resuming(uint age)
    {
        RawPsk psk = await ScriptedClient13.ObtainTicketAsync(_server);
        _clock.Advance(s_hour);
        // The ticket came with its ticket_age_add in the place of the obfuscated age: an age of 0 ms.
        ScriptedClient13 client = new(_server);
        client.Psks.Add(psk with { Age = unchecked(psk.Age + age) });
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal((ResumptionKind.PskDhe, s_hour), (accepted.Info.Resumption.Kind, accepted.Info.Resumption.Age));
    }

    [Fact, Requirement("N14")]
    public async Task A_second_hello_may_drop_a_PSK_that_was_not_selected()
    {
        ScriptedClient13 client = new(_server);
        client.Psks.Add(new RawPsk(new byte[48], new byte[32], 0));
        byte[] shares = client.Hello.Extension(ExtensionType.KeyShare)!;
        client.Hello.Set(ExtensionType.KeyShare, RawExtensions.KeyShares());
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        client.Hello.Set(ExtensionType.KeyShare, shares);
        client.Psks.Clear();
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal((ResumptionKind.Full, true), (accepted.Info.Resumption.Kind, accepted.Info.HelloRetryRequest));
    }

    [Theory, Requirement("N126")]
    [InlineData(0x1301), InlineData(0x1a1a)]
    public async Task As_many_suites_as_a_hello_holds_are_retried_and_resumed(int suite)
    {
        RawPsk psk = await ScriptedClient13.ObtainTicketAsync(_server);
        ScriptedClient13 client = new(_server);
        client.Hello.Suites = [.. Enumerable.Repeat((ushort)suite, 32_766), 0x1301];
        client.Psks.Add(psk);
        byte[] shares = client.Hello.Extension(ExtensionType.KeyShare)!;
        client.Hello.Set(ExtensionType.KeyShare, RawExtensions.KeyShares());
        client.SendHello();
        await client.ReceiveServerHelloAsync();
        client.Hello.Set(ExtensionType.KeyShare, shares);
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal((ResumptionKind.PskDhe, true), (accepted.Info.Resumption.Kind, accepted.Info.HelloRetryRequest));
    }

    [Fact, Requirement("N126")]
    public async Task As_many_suites_resume_in_TLS_12()
    {
        ScriptedClient12 first = new(_server, ticket: []);
        await using TlsStream full = await first.ConnectAsync();
        ScriptedClient12 second = new(_server, ticket: first.Ticket) { Master = first.Master };
        second.Hello.Suites = [.. Enumerable.Repeat((ushort)0xc02b, 32_767)];
        await using TlsStream resumed = await second.ConnectAsync(expectResumption: true);
        Assert.Equal(ResumptionKind.Ticket, resumed.Info.Resumption.Kind);
    }

    [Theory, Requirement("N37")]
    [InlineData("server.example."), InlineData("SERVER.example.")]
    public async Task A_dot_at_the_end_of_a_name_does_not_matter(string name)
    {
        RawPsk psk = await ScriptedClient13.ObtainTicketAsync(_server);
        ScriptedClient13 client = new(_server, name);
        client.Psks.Add(psk);
        await using TlsStream accepted = await client.ConnectAsync();
        Assert.Equal((ResumptionKind.PskDhe, TestHosts.Name), (accepted.Info.Resumption.Kind, accepted.Info.ServerName));

        ScriptedClient12 first = new(_server, ticket: []);
        await using TlsStream full = await first.ConnectAsync();
        ScriptedClient12 second = new(_server, name, ticket: first.Ticket) { Master = first.Master };
        await using TlsStream resumed = await second.ConnectAsync(expectResumption: true);
        Assert.Equal((ResumptionKind.Ticket, TestHosts.Name), (resumed.Info.Resumption.Kind, resumed.Info.ServerName));
    }

    [Theory, Requirement("N45", "N46")]
    [InlineData(SslProtocols.Tls13), InlineData(SslProtocols.Tls12)]
    public async Task Of_16_connections_with_one_ticket_that_may_be_used_once_one_resumes(SslProtocols version)
    {
        RecordingClientStore store = new() { Reuse = true };
        await using TlsServer server = TestPeers.Server(TestHosts.ServerOptions(_clock, version, resumption: new ServerResumptionOptions { TicketProtector = _protector, TicketsPerConnection = 1 }));
        await using TlsClient client = TestPeers.Client(TestHosts.ClientOptions(_clock, version, new ClientResumptionOptions { Store = store }));
        TlsClientSession? session = null;
        await using (HandshakePair pair = await HandshakePair.ConnectAsync(client, server, cancellationToken: TestContext.Current.CancellationToken))
        {
            await pair.SettleAsync(TestContext.Current.CancellationToken);
            session = pair.Client.ExportSession();
        }
        byte[] exported = session!.Export();
        ResumptionInfo[] accounts = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            Assert.True(TlsClientSession.TryImport(exported, out TlsClientSession? copy));
            using TlsClientSession owned = copy;
            await using HandshakePair pair = await HandshakePair.ConnectAsync(
                client, server, new TlsConnectOptions { ServerName = TestHosts.Name, Session = copy }, cancellationToken: TestContext.Current.CancellationToken);
            return pair.Server.Info.Resumption;
        })));
        session.Dispose();
        Assert.Single(accounts, account => account.IsResumed);
        Assert.Equal(15, accounts.Count(account => (account.Kind, account.Decline) == (ResumptionKind.Full, ResumptionDecline.Spent)));
    }
}
