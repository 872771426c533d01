using System.Net.Security;
using System.Security.Authentication;
using Segno.Wire;

namespace Segno.Tests.Properties.World;

/// <summary>Holds a connection against what the model says: both accounts, what went over the wire, and who the peers are.</summary>
internal sealed class Comparison(
    Visit visit, Prediction prediction, HandshakePair pair, RecordingObserver clientSees, RecordingObserver serverSees, DateTimeOffset now)
{
    private readonly ConnectionInfo _client = pair.Client.Info;
    private readonly ConnectionInfo _server = pair.Server.Info;

    public void Require()
    {
        RequireAccounts();
        RequireNegotiation();
        RequireMessages();
        RequirePeers();
        RequireTickets();
        Assert.Equal(pair.Client.Exported(), pair.Server.Exported());
    }

    private ResumptionKind Kind => !prediction.Resumes ? ResumptionKind.Full
        : prediction.IsTls13 ? CommonModes.HasFlag(PskKeyExchangeModes.DheKe) ? ResumptionKind.PskDhe : ResumptionKind.Psk
        : prediction.Offered!.Session.HasTicket ? ResumptionKind.Ticket : ResumptionKind.SessionId;

    private PskKeyExchangeModes CommonModes => visit.Client.Modes & visit.Server.Modes;

    private void RequireAccounts()
    {
        ResumptionInfo client = _client.Resumption, server = _server.Resumption;
        Assert.Equal((Kind, Kind), (client.Kind, server.Kind));
        Assert.Equal(prediction.Offered is not null, client.Offered);
        if (prediction.Offered is not null)
            Assert.Equal(prediction.Resumes ? ResumptionDecline.None : ResumptionDecline.DeclinedByPeer, client.Decline);
        else
            RequireOneOf(prediction.Withheld, client.Decline, "client");

        if (prediction.Resumes)
            Assert.Equal((true, ResumptionDecline.None), (server.Offered, server.Decline));
        else if (prediction.Offered is null || (prediction.ServerMaySayNothing && !server.Offered))
            Assert.Equal((false, ResumptionDecline.None), (server.Offered, server.Decline));
        else
            RequireOneOf(prediction.Declines, server.Decline, "server");

        ModelSession? session = prediction.Resumes ? prediction.Offered!.Session : null;
        foreach (ResumptionInfo account in new[] { client, server })
        {
            Assert.Equal(session is null ? null : now - session.MadeAt, account.Age);
            Assert.Equal(session is null ? null : now - session.AuthenticatedAt, account.AuthenticationAge);
            Assert.Equal(session is null ? 0 : session.TimesResumed + 1, account.TimesResumed);
        }
    }

    private void RequireNegotiation()
    {
        SslApplicationProtocol[] offered = Lists.Protocols[visit.Client.Protocols];
        SslApplicationProtocol protocol = Lists.Protocols[visit.Server.Protocols].FirstOrDefault(offered.Contains);
        bool retried = prediction.IsTls13 && visit.Server.Retries && Kind != ResumptionKind.Psk;
        foreach (ConnectionInfo info in new[] { _client, _server })
        {
            Assert.Equal(prediction.IsTls13 ? SslProtocols.Tls13 : SslProtocols.Tls12, info.Protocol);
            Assert.Equal(prediction.Suite, info.CipherSuite);
            Assert.Equal(visit.Name, info.ServerName);
            Assert.Equal(protocol, info.ApplicationProtocol);
            Assert.Equal(retried, info.HelloRetryRequest);
        }
    }

    private void RequireMessages()
    {
        foreach (IReadOnlyList<HandshakeType> types in new[] { serverSees.Sent, clientSees.Received })
        {
            Assert.Equal(!prediction.Resumes, types.Contains(HandshakeType.Certificate));
            Assert.Equal(!prediction.Resumes && visit.Server.Clients != ClientCertificateMode.None, types.Contains(HandshakeType.CertificateRequest));
            Assert.Equal(_server.Resumption.TicketsIssued, types.Count(type => type == HandshakeType.NewSessionTicket));
        }
        Assert.Equal(_client.HelloRetryRequest ? 2 : 1, serverSees.Received.Count(type => type == HandshakeType.ClientHello));
    }

    private void RequirePeers()
    {
        int generation = prediction.Resumes ? prediction.Offered!.Session.ServerGeneration : visit.Server.Generation;
        Assert.Equal(Hex(TestPki.Servers.Issue(KeyKind.EcdsaP256, TestHosts.Name, generation)), pair.Client.PeerChain());
        int identity = Model.IdentityShown(visit, prediction);
        Assert.Equal(identity == 0 ? [] : Hex(TestPki.Clients.Issue(KeyKind.EcdsaP256, "client.example", identity)), pair.Server.PeerChain());
    }

    private void RequireTickets()
    {
        int issued = _server.Resumption.TicketsIssued;
        Assert.Equal(issued, _client.Resumption.TicketsIssued);
        bool wanted = visit.Client.Enabled && (prediction.IsTls13 ? CommonModes != PskKeyExchangeModes.None : visit.Client.Tickets);
        if (!visit.Server.Tickets || !wanted)
            Assert.Equal(0, issued);
        else if (!prediction.Resumes)
            Assert.InRange(issued, prediction.IsTls13 && visit.Server.MaxTickets == 0 && visit.Client.MaxTickets > 0 ? 0 : 1, 8);
    }

    private static void RequireOneOf(IReadOnlySet<ResumptionDecline> reasons, ResumptionDecline given, string side) =>
        Assert.True(reasons.Count == 0 ? given == ResumptionDecline.None : reasons.Contains(given), $"The {side} says {given}, and not {string.Join(" or ", reasons.DefaultIfEmpty())}.");

    private static string[] Hex(TestIdentity identity) => [.. identity.Chain.Select(Convert.ToHexString)];
}
