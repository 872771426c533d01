using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using Segno.Testing;
using Segno.Wire;

namespace Segno.Tests.Hostile;

/// <summary>Application protocols: one answer, from the offer, and negotiated anew on every resumption (RFC 7301 §3).</summary>
public sealed class AlpnTests
{
    private const SslProtocols Tls12 = SslProtocols.Tls12;
    private const SslProtocols Tls13 = SslProtocols.Tls13;
    private const ExtensionType Alpn = ExtensionType.ApplicationLayerProtocolNegotiation;
    private static readonly byte[] s_id = [.. Enumerable.Range(1, 32).Select(value => (byte)value)];
    private static readonly SslApplicationProtocol[] s_protocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];

    public static TheoryData<SslProtocols, bool> Handshakes => new() { { Tls12, false }, { Tls12, true }, { Tls13, false }, { Tls13, true } };

    public static TheoryData<SslProtocols, bool> Ways => new() { { Tls12, true }, { Tls12, false }, { Tls13, true } };

    [Theory, MemberData(nameof(Handshakes)), Requirement("C091")]
    public async Task A_client_takes_one_name_of_those_it_offered(SslProtocols version, bool resuming)
    {
        foreach (string name in new[] { "h2", "http/1.1" })
            Assert.Equal(name, (await AnswerAsync(version, resuming, List(name))).ToString());
        await RequireAsync(TlsFaults.MalformedExtension, List("h2", "http/1.1"));
        await RequireAsync(TlsFaults.MalformedExtension, List("h2", "h2"));
        await RequireAsync(TlsFaults.Malformed, []);
        await RequireAsync(TlsFaults.Malformed, List());
        await RequireAsync(TlsFaults.Malformed, List(""));
        await RequireAsync(TlsFaults.TrailingData, [.. List("h2"), 0]);
        await RequireAsync(TlsFaults.IllegalProtocolChoice, List("h3"));
        await RequireAsync(TlsFaults.IllegalProtocolChoice, List("H2"));
        await RequireAsync(TlsFaults.UnsolicitedExtension, List("h2"), offered: []);

        async Task RequireAsync(TlsFault fault, byte[] body, SslApplicationProtocol[]? offered = null)
        {
            TlsException refusal = await Assert.ThrowsAsync<TlsException>(() => AnswerAsync(version, resuming, body, offered, fault.Alert));
            Assert.Equal((fault.Name, TlsFaultDirection.Sent), (refusal.Fault.Name, refusal.Direction));
        }
    }

    [Theory, MemberData(nameof(Ways)), Requirement("C089", "C138")]
    public async Task A_server_negotiates_anew_whatever_the_session_spoke(SslProtocols version, bool byTicket)
    {
        await using TlsServer server = Server(version, byTicket);
        foreach (string? before in new[] { "h2", "http/1.1", null })
        {
            Resumer resumer = await Resumer.LeaveAsync(server, version, byTicket, hello => Offer(hello, before));
            foreach (string? now in new[] { "http/1.1", null, "h2" })
            {
                (RawHello answer, TlsStream accepted, byte[]? chosen) = await resumer.ResumeAsync(hello => Offer(hello, now));
                await using TlsStream disposed = accepted;
                Assert.True(accepted.Info.Resumption.IsResumed);
                Assert.Equal(now ?? "", accepted.Info.ApplicationProtocol.ToString());
                Assert.Equal(now is null ? null : List(now), chosen);
                Assert.True(version == Tls12 || !answer.Has(Alpn));
            }
        }
    }

    [Theory, MemberData(nameof(Handshakes)), Requirement("C089", "C138")]
    public async Task A_client_takes_the_new_answer_whatever_the_session_spoke(SslProtocols version, bool resuming)
    {
        // The session was made with h2; see AnswerAsync.
        Assert.Equal("http/1.1", (await AnswerAsync(version, resuming, List("http/1.1"))).ToString());
        Assert.Equal("", (await AnswerAsync(version, resuming, null)).ToString());
    }

    [Theory, MemberData(nameof(Ways)), Requirement("C090")]
    public async Task Without_a_name_in_common_there_is_an_alert_full_and_resuming(SslProtocols version, bool byTicket)
    {
        await using TlsServer server = Server(version, byTicket);
        Resumer resumer = await Resumer.LeaveAsync(server, version, byTicket, hello => Offer(hello, "h2"));
        await resumer.RequireRefusedAsync(resuming: false, hello => Offer(hello, "h3"), TlsFaults.NoCommonProtocol);
        await resumer.RequireRefusedAsync(resuming: true, hello => Offer(hello, "h3"), TlsFaults.NoCommonProtocol);
        Assert.Equal(AlertDescription.NoApplicationProtocol, TlsFaults.NoCommonProtocol.Alert);
        // The alert costs the session nothing.
        (_, TlsStream accepted, _) = await resumer.ResumeAsync(hello => Offer(hello, "h2"));
        await using TlsStream disposed = accepted;
        Assert.True(accepted.Info.Resumption.IsResumed);
    }

    private static byte[] List(params string[] names) => RawHello.Vector16([.. names.SelectMany(name => RawHello.Vector8(Encoding.ASCII.GetBytes(name)))]);

    private static void Offer(RawHello hello, string? name)
    {
        if (name is null)
            hello.Remove(Alpn);
        else
            hello.Set(Alpn, List(name));
    }

    private static TlsServer Server(SslProtocols version, bool byTicket) => new(TestHosts.ServerOptions(
        TestHosts.Clock(), version, TestHosts.Host(protocols: s_protocols), new ServerResumptionOptions { Tickets = byTicket }));

    /// <summary>What a client makes of an answer, after a full handshake in which h2 was chosen and whose session it may offer.</summary>
    private static async Task<SslApplicationProtocol> AnswerAsync(
        SslProtocols version, bool resuming, byte[]? body, SslApplicationProtocol[]? offered = null, AlertDescription? alert = null)
    {
        await using TlsClient client = TestPeers.Client(new TlsClientOptions
        {
            EnabledSslProtocols = version,
            Groups = [NamedGroup.Secp256r1],
            ApplicationProtocols = offered ?? s_protocols,
            ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
            TimeProvider = TestHosts.Clock(),
        });
        byte[] first = offered is null ? List("h2") : [];
        return version == Tls12
            ? await Answer12Async(client, resuming, first, body, alert)
            : await Answer13Async(client, resuming, first, body, alert);
    }

    private static async Task<SslApplicationProtocol> Answer12Async(TlsClient client, bool resuming, byte[] first, byte[]? body, AlertDescription? alert)
    {
        byte[] master = [];
        if (resuming)
        {
            ScriptedServer12 before = new(client);
            await before.ReceiveHelloAsync();
            before.SendFullFlight(With(ScriptedServer12.MakeServerHello(s_id), first is [] ? null : first));
            await before.ReceiveClientFlightAsync();
            before.SendFinished();
            await using TlsStream stream = await before.Connecting;
            master = before.Master;
        }
        ScriptedServer12 server = new(client) { Master = master };
        Assert.Equal(resuming ? s_id : [], (await server.ReceiveHelloAsync()).SessionId);
        RawHello hello = With(ScriptedServer12.MakeServerHello(resuming ? s_id : null), body);
        if (alert is { } expected)
        {
            server.SendServerHello(hello);
            await Refusal.RequireAsync(server.Records, server.Connecting, expected);
        }
        else if (!resuming)
        {
            server.SendFullFlight(hello);
            await server.ReceiveClientFlightAsync();
            server.SendFinished();
        }
        await using TlsStream connected = alert is null && resuming ? await server.ResumeAsync(hello) : await server.Connecting;
        Assert.Equal(resuming, connected.Info.Resumption.IsResumed);
        return connected.Info.ApplicationProtocol;

        static RawHello With(RawHello hello, byte[]? alpn) => alpn is null ? hello : hello.Set(Alpn, alpn);
    }

    private static async Task<SslApplicationProtocol> Answer13Async(TlsClient client, bool resuming, byte[] first, byte[]? body, AlertDescription? alert)
    {
        byte[]? psk = null;
        if (resuming)
        {
            ScriptedServer13 before = new(client) { EncryptedExtensions = Extensions(first is [] ? null : first) };
            await using TlsStream stream = await before.AcceptAsync();
            psk = before.SendTicket();
            await before.DeliverAsync(stream);
        }
        ScriptedServer13 server = new(client) { Psk = psk, EncryptedExtensions = Extensions(body) };
        Assert.Equal(resuming, (await server.ReceiveHelloAsync()).Has(ExtensionType.PreSharedKey));
        server.SendServerHello(server.MakeServerHello());
        server.SendFlight();
        if (alert is { } expected)
            await Refusal.RequireAsync(server.Records, server.Connecting, expected);
        await using TlsStream connected = await (alert is null ? server.ReceiveFinishedAsync() : server.Connecting);
        Assert.Equal(resuming, connected.Info.Resumption.IsResumed);
        return connected.Info.ApplicationProtocol;

        static byte[] Extensions(byte[]? alpn) => alpn is null ? [] : [.. RawHello.U16((int)Alpn), .. RawHello.Vector16(alpn)];
    }
}
