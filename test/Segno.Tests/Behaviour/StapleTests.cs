using System.Security.Authentication;
using Segno.Testing;
using Segno.Tests.Hostile;
using Segno.Wire;

namespace Segno.Tests.Behaviour;

/// <summary>OCSP stapling (RFC 6066 §8) and certificate timestamps (RFC 6962 §3.3), in both versions.</summary>
public sealed class StapleTests
{
    private static readonly byte[] s_response = [0x30, 3, 0x0a, 1, 0];
    private static readonly byte[] s_timestamps = [0, 6, 0, 4, 5, 6, 7, 8];

    public static TheoryData<SslProtocols> Versions => new(SslProtocols.Tls12, SslProtocols.Tls13);

    [Theory, MemberData(nameof(Versions))]
    public async Task A_client_that_asks_gets_both_also_when_it_resumes(SslProtocols version)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server(Stapling());
        await using TlsClient client = Client(arena);
        foreach (bool resumed in new[] { false, true })
        {
            HandshakePair pair = await arena.ConnectAsync(client, server);
            Assert.Equal(resumed, pair.Client.Info.Resumption.IsResumed);
            Assert.Equal(SignatureScheme.EcdsaSecp256r1Sha256, pair.Client.Info.PeerSignatureScheme);
            Assert.Equal(s_response, pair.Client.Info.OcspResponse.ToArray());
            Assert.Equal(s_timestamps, pair.Client.Info.SignedCertificateTimestamps.ToArray());
            Assert.True(pair.Server.Info.OcspResponse.IsEmpty);
            await pair.SettleAsync(arena.Cancellation);
            await pair.CloseAsync(arena.Cancellation);
        }
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Who_does_not_ask_gets_neither(SslProtocols version)
    {
        await using Arena arena = new(version);
        HandshakePair pair = await arena.ConnectAsync(arena.Client(), arena.Server(Stapling()));
        Assert.True(pair.Client.Info.OcspResponse.IsEmpty);
        Assert.True(pair.Client.Info.SignedCertificateTimestamps.IsEmpty);
        Assert.DoesNotContain(HandshakeType.CertificateStatus, arena.ClientSees.Received);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task The_callbacks_see_both_and_a_refused_response_has_an_alert_of_its_own(SslProtocols version)
    {
        await using Arena arena = new(version);
        foreach (bool stapled in new[] { true, false })
        {
            List<string> seen = [];
            bool Note(CertificateValidationContext context, bool answer)
            {
                seen.Add(Convert.ToHexString(context.OcspResponse.Span) + Convert.ToHexString(context.SignedCertificateTimestamps.Span));
                return answer;
            }
            await using TlsClient client = Client(arena, new CertificateValidationOptions
            {
                Roots = TestPki.Servers.Roots,
                Callback = (context, _) => ValueTask.FromResult(Note(context, true)),
                OcspCallback = (context, _) => ValueTask.FromResult(Note(context, false)),
            });
            TlsException refusal = await Assert.ThrowsAsync<TlsException>(() => arena.ConnectAsync(client, arena.Server(stapled ? Stapling() : TestHosts.Host())));
            Assert.Equal(AlertDescription.BadCertificateStatusResponse, refusal.Alert);
            string expected = stapled ? Convert.ToHexString(s_response) + Convert.ToHexString(s_timestamps) : "";
            Assert.Equal([expected, expected], seen);
        }
    }

    [Theory, MemberData(nameof(Versions)), Requirement("A20")]
    public async Task A_session_from_elsewhere_resumes_only_if_the_response_of_its_full_handshake_is_accepted_here(SslProtocols version)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server(Stapling());
        await using TlsClient lax = Client(arena, Checking((_, _) => ValueTask.FromResult(true)));
        HandshakePair first = await arena.ConnectAsync(lax, server);
        using TlsClientSession session = first.Client.ExportSession()!;
        Assert.True(TlsClientSession.TryImport(session.Export(), out TlsClientSession? imported));
        using (imported)
        {
            await using TlsClient strict = Client(arena, Checking((context, _) => ValueTask.FromResult(context.OcspResponse.Span.SequenceEqual(s_response))));
            HandshakePair known = await arena.ConnectAsync(strict, server, new TlsConnectOptions { ServerName = TestHosts.Name, Session = session });
            Assert.True(known.Client.Info.Resumption.IsResumed);
            // What was stapled is not saved: an imported session has nothing to show.
            HandshakePair unknown = await arena.ConnectAsync(strict, server, new TlsConnectOptions { ServerName = TestHosts.Name, Session = imported });
            Assert.Equal((false, ResumptionDecline.PeerCertificateRefused), (unknown.Client.Info.Resumption.Offered, unknown.Client.Info.Resumption.Decline));
        }

        static CertificateValidationOptions Checking(Func<CertificateValidationContext, CancellationToken, ValueTask<bool>> check) =>
            new() { Roots = TestPki.Servers.Roots, OcspCallback = check };
    }

    [Fact]
    public async Task A_server_may_leave_out_the_status_that_it_promised()
    {
        await using Arena arena = new(SslProtocols.Tls12);
        await using TlsClient client = Client(arena);
        ScriptedServer12 server = new(client);
        await server.ReceiveHelloAsync();
        RawHello hello = ScriptedServer12.MakeServerHello();
        hello.Set(ExtensionType.StatusRequest, []);
        server.SendFullFlight(hello);
        await server.ReceiveClientFlightAsync();
        server.SendFinished();
        await using TlsStream stream = await server.Connecting;
        Assert.True(stream.Info.OcspResponse.IsEmpty);
    }

    [Theory]
    [InlineData(""), InlineData("0000"), InlineData("0002 0000"), InlineData("0003 0001 05 00"), InlineData("0004 0001 05")]
    public void What_is_no_list_of_timestamps_is_refused(string hex)
    {
        byte[] list = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        using TlsCredential credential = TlsCredential.CreateSelfSigned("a.test");
        if (list.Length == 0)
            credential.SignedCertificateTimestamps = list;
        else
            Assert.Throws<ArgumentException>(() => credential.SignedCertificateTimestamps = list);
        Assert.True(credential.SignedCertificateTimestamps.IsEmpty);
        Assert.Equal("MalformedExtension", Assert.Throws<TlsException>(() => Segno.Wire.Extensions.SignedCertificateTimestampExtension.Parse(list)).Fault.Name);
    }

    private static TlsHost Stapling()
    {
        TlsHost host = TestHosts.Host();
        foreach (TlsCredential credential in host.Credentials)
        {
            credential.OcspResponse = s_response;
            credential.SignedCertificateTimestamps = s_timestamps;
        }
        return host;
    }

    private static TlsClient Client(Arena arena, CertificateValidationOptions? validation = null) => TestPeers.Client(new TlsClientOptions
    {
        EnabledSslProtocols = arena.Version,
        ServerValidation = validation ?? new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
        RequestOcspResponse = true,
        RequestSignedCertificateTimestamps = true,
        TimeProvider = arena.Clock,
        Observer = arena.ClientSees,
    });
}
