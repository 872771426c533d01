using System.Net.Security;
using System.Security.Authentication;

namespace Segno.Tests.Properties.World;

/// <summary>The rules of resumption, one sentence each, written from the RFCs and the documentation of the options. Each gives the reasons that hold; their order does not matter.</summary>
internal static class Rules
{
    private static readonly ResumptionDecline[] s_scopes =
        [ResumptionDecline.ScopeIdentity, ResumptionDecline.ScopeClientAuthentication, ResumptionDecline.ScopeProtocols, ResumptionDecline.ScopeApplication];

    /// <summary>Why a client may not offer a session.</summary>
    public static HashSet<ResumptionDecline> Withhold(ModelSession session, Visit visit, DateTimeOffset now)
    {
        ClientTerms client = visit.Client;
        HashSet<ResumptionDecline> reasons = [];
        // A client that does not resume, or not in this way, offers nothing.
        if (!client.Enabled || (session.IsTls13 ? client.Modes == PskKeyExchangeModes.None : session.HasTicket && !client.Tickets))
            reasons.Add(ResumptionDecline.Disabled);
        if (!client.Versions.HasFlag(session.IsTls13 ? SslProtocols.Tls13 : SslProtocols.Tls12))
            reasons.Add(ResumptionDecline.VersionChanged);
        // RFC 5246 §7.4.1.2: the session's suite is offered; RFC 8446 §4.6.1: one of its hash.
        if (!Lists.Suites[client.Suites].Any(suite => session.IsTls13 ? Lists.IsTls13(suite) && Lists.IsSha384(suite) == Lists.IsSha384(session.Suite) : suite == session.Suite))
            reasons.Add(ResumptionDecline.CipherSuiteChanged);
        if (now - session.MadeAt > session.ClientLifetime)
            reasons.Add(ResumptionDecline.Expired);
        if (now - session.AuthenticatedAt > (session.IsTls13 ? client.MaxAge : client.MaxAge12))
            reasons.Add(ResumptionDecline.TooOld);
        if (session.Name != visit.Name)
            reasons.Add(ResumptionDecline.ServerNameMismatch);
        if (!session.ClientBounds.Equals(client.Bounds))
            reasons.UnionWith(s_scopes);
        return reasons;
    }

    /// <summary>Why a server does not resume what is offered on a connection of this version and suite.</summary>
    public static HashSet<ResumptionDecline> Decline(ModelSession session, Visit visit, bool isTls13, TlsCipherSuite suite, object keys, object? store, DateTimeOffset now)
    {
        ServerTerms server = visit.Server;
        HashSet<ResumptionDecline> reasons = [];
        // RFC 8446 §4.2.11, RFC 5246 App. E.1: a session goes with its version.
        if (session.IsTls13 != isTls13)
            return [ResumptionDecline.VersionChanged];
        if (session.HasTicket ? !server.Tickets : !server.SessionIds)
            reasons.Add(ResumptionDecline.Disabled);
        if (session.HasTicket && session.Keys != keys)
            reasons.Add(ResumptionDecline.UnknownKey);
        if (!session.HasTicket && session.Store != store)
            reasons.Add(ResumptionDecline.UnknownSession);
        // RFC 8446 §4.2.9.
        if (isTls13 && (server.Modes & visit.Client.Modes) == PskKeyExchangeModes.None)
            reasons.Add(ResumptionDecline.PskModeMismatch);
        if (now - session.MadeAt > session.ServerLifetime || now - session.MadeAt > server.Lifetime)
        {
            reasons.Add(ResumptionDecline.Expired);
            // A store may drop what has expired, and a key go with the last ticket that it could open.
            if (now - session.MadeAt > session.ServerLifetime)
                reasons.Add(session.HasTicket ? ResumptionDecline.UnknownKey : ResumptionDecline.UnknownSession);
        }
        if (now - session.AuthenticatedAt > (isTls13 ? server.MaxAge : server.MaxAge12))
            reasons.Add(ResumptionDecline.TooOld);
        TlsCipherSuite[] enabled = Lists.Suites[server.Suites], offered = Lists.Suites[visit.Client.Suites];
        if (isTls13 ? Lists.IsSha384(suite) != Lists.IsSha384(session.Suite) : !enabled.Contains(session.Suite) || !offered.Contains(session.Suite))
            reasons.Add(ResumptionDecline.CipherSuiteChanged);
        // RFC 6066 §3.
        if (session.Name != visit.Name)
            reasons.Add(ResumptionDecline.ServerNameMismatch);
        if (!session.ServerScope.Equals(server.ScopeFor(visit.Name)))
            reasons.UnionWith(s_scopes);
        if (server.Clients == ClientCertificateMode.Required && session.ClientIdentity == 0)
            reasons.Add(ResumptionDecline.ClientAuthenticationRequired);
        return reasons;
    }

    /// <summary>The version and the suite of a connection, or null: there is nothing in common. The server's order decides.</summary>
    public static (bool IsTls13, TlsCipherSuite Suite)? Negotiate(Visit visit)
    {
        SslProtocols common = visit.Server.Versions & visit.Client.Versions;
        if (common == SslProtocols.None)
            return null;
        bool isTls13 = common.HasFlag(SslProtocols.Tls13);
        TlsCipherSuite[] suites = [.. Lists.Suites[visit.Server.Suites].Where(suite => Lists.IsTls13(suite) == isTls13 && Lists.Suites[visit.Client.Suites].Contains(suite))];
        return suites.Length == 0 ? null : (isTls13, suites[0]);
    }

    /// <summary>Whether ALPN ends the connection (RFC 7301 §3.2).</summary>
    public static bool HasNoProtocol(Visit visit)
    {
        SslApplicationProtocol[] offered = Lists.Protocols[visit.Client.Protocols], known = Lists.Protocols[visit.Server.Protocols];
        return offered.Length > 0 && known.Length > 0 && !known.Intersect(offered).Any();
    }
}
