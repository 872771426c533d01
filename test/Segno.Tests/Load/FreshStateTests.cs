using System.Net.Security;
using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;

namespace Segno.Tests.Load;

/// <summary>
/// Servers and clients are used again, engines are not: a connection that comes after a resumed one, by the same objects and out of the same
/// pools, has nothing of it.
/// </summary>
public sealed class FreshStateTests
{
    private readonly FakeTimeProvider _clock = TestHosts.Clock();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Requirement("N128"), InlineData(SslProtocols.Tls12), InlineData(SslProtocols.Tls13)]
    public async Task A_connection_after_a_resumed_one_has_nothing_of_it(SslProtocols version)
    {
        const string Other = "other.example";
        TlsHost strict = TestHosts.Host(clients: ClientCertificateMode.Required, protocols: [SslApplicationProtocol.Http2]);
        TlsHost open = TestHosts.Host(name: Other);
        await using TlsServer server = new(new TlsServerOptions
        {
            HostSelector = (hello, _) => ValueTask.FromResult<TlsHost?>(hello.ServerName == Other ? open : strict),
            EnabledSslProtocols = version,
            TimeProvider = _clock,
        });
        await using TlsClient client = new(new TlsClientOptions
        {
            EnabledSslProtocols = version,
            TimeProvider = _clock,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            ServerValidation = new CertificateValidationOptions { Roots = TestPki.Servers.Roots },
            Credentials = [TestPki.Clients.Issue(KeyKind.EcdsaP256, "client.example").ToCredential()],
        });
        await VisitAsync(client, server, TestHosts.Name);
        (ConnectionInfo resumed, byte[] resumedKeys) = await VisitAsync(client, server, TestHosts.Name);
        Assert.True(resumed.Resumption.IsResumed);
        Assert.Equal(1, resumed.Resumption.TimesResumed);

        (ConnectionInfo fresh, byte[] freshKeys) = await VisitAsync(client, server, Other, expectPeer: false);
        Assert.Equal((ResumptionKind.Full, false, ResumptionDecline.None), (fresh.Resumption.Kind, fresh.Resumption.Offered, fresh.Resumption.Decline));
        Assert.Equal((0, null, null), (fresh.Resumption.TimesResumed, fresh.Resumption.Age, fresh.Resumption.AuthenticationAge));
        Assert.Equal((Other, default, null), (fresh.ServerName, fresh.ApplicationProtocol, fresh.PeerSignatureScheme));
        Assert.NotEqual(resumedKeys, freshKeys);

        // And what resumes after it has nothing of that one.
        (ConnectionInfo again, byte[] againKeys) = await VisitAsync(client, server, TestHosts.Name);
        Assert.Equal((resumed.Resumption.Kind, SslApplicationProtocol.Http2, TestHosts.Name), (again.Resumption.Kind, again.ApplicationProtocol, again.ServerName));
        Assert.Equal(resumed.PeerSignatureScheme, again.PeerSignatureScheme);
        Assert.NotEqual(resumedKeys, againKeys);
    }

    private static async Task<(ConnectionInfo Server, byte[] Keys)> VisitAsync(TlsClient client, TlsServer server, string name, bool expectPeer = true)
    {
        await using HandshakePair pair = await HandshakePair.ConnectAsync(client, server, new TlsConnectOptions { ServerName = name }, cancellationToken: Token);
        await pair.SettleAsync(Token);
        Assert.Equal(expectPeer, pair.Server.PeerCertificates.Count > 0);
        (ConnectionInfo, byte[]) seen = (pair.Server.Info, pair.Server.Exported());
        await pair.CloseAsync(Token);
        return seen;
    }
}
