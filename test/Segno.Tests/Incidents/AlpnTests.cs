using System.Net.Security;
using System.Security.Authentication;
using Segno.Testing;
using Segno.Tests.Behaviour;

namespace Segno.Tests.Incidents;

/// <summary>TLS does not say which service it is for; ALPN does, if it is held to (ALPACA): on resumed connections as on full ones, by both sides.</summary>
[Requirement("A9")]
public sealed class AlpnTests
{
    private static readonly SslApplicationProtocol s_smtp = new("smtp");

    public static TheoryData<SslProtocols, bool> Ways => new() { { SslProtocols.Tls12, true }, { SslProtocols.Tls12, false }, { SslProtocols.Tls13, false } };

    [Theory, MemberData(nameof(Ways)), Requirement("C090")]
    public async Task A_session_opens_no_other_service(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        RecordingClientStore store = new() { Reuse = true };
        TlsServer server = arena.Server(TestHosts.Host(protocols: [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11]), byId);
        TlsClient web = arena.Client(store: store, protocols: [SslApplicationProtocol.Http11]);
        HandshakePair pair = await arena.ConnectAsync(web, server);
        using TlsClientSession session = pair.Client.ExportSession()!;
        Assert.True((await arena.VisitAsync(web, server)).Server.IsResumed);
        // The session in the hands of one who speaks another protocol: the server judges what it is asked now, before any session.
        await using TlsClient mail = TestPeers.Client(new TlsClientOptions
        {
            EnabledSslProtocols = version,
            TimeProvider = arena.Clock,
            ApplicationProtocols = [s_smtp],
            ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
        });
        HandshakeOutcome outcome = await HandshakePair.TryConnectAsync(
            mail, server, new TlsConnectOptions { ServerName = TestHosts.Name, Session = session }, cancellationToken: arena.Cancellation);
        Assert.Equal("NoCommonProtocol", Assert.IsType<TlsException>(outcome.ServerError).Fault.Name);
        Assert.Equal(AlertDescription.NoApplicationProtocol, Assert.IsType<TlsException>(outcome.ClientError).Alert);
    }

    [Theory, MemberData(nameof(Ways)), Requirement("C090", "C089")]
    public async Task A_resuming_hello_of_another_service_is_refused_and_one_of_another_order_negotiates_anew(SslProtocols version, bool byId)
    {
        ResumptionKind way = version == SslProtocols.Tls13 ? ResumptionKind.PskDhe : byId ? ResumptionKind.SessionId : ResumptionKind.Ticket;
        await using HostRig rig = new(way);
        TlsHost host = TestHosts.Host(name: HostRig.Issuing, protocols: [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11]);
        TlsServer server = rig.Server(host, host, host);
        using TlsClientSession session = await rig.ObtainAsync(server);
        // A liar offers a valid session, with a binder that is right, for a protocol that is not served here.
        TlsException refusal = await rig.OfferRefusedAsync(server, session, HostRig.Issuing, [4, .. "smtp"u8]);
        Assert.Equal(("NoCommonProtocol", AlertDescription.NoApplicationProtocol), (refusal.Fault.Name, refusal.Alert));
        // The session was made without ALPN; resumed, the connection has what is agreed on now.
        HostAnswer answer = await rig.OfferAsync(server, session, HostRig.Issuing, [8, .. "http/1.1"u8]);
        Assert.True(answer.Resumes);
        Assert.Equal(SslApplicationProtocol.Http11, answer.Accepted!.NegotiatedApplicationProtocol);
    }
}
