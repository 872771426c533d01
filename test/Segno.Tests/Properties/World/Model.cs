using System.Net.Security;
using System.Security.Authentication;

namespace Segno.Tests.Properties.World;

/// <summary>A plain model of one client side and one server side: who keeps which session, and what that makes of the next connection.</summary>
internal sealed class Model
{
    /// <summary>Bounds how many sessions that do not fit a client tries.</summary>
    private const int MaxAttempts = 4;

    /// <summary>For how long a ticket opens under the shared keys.</summary>
    public static readonly TimeSpan SharedTicketLifetime = TimeSpan.FromHours(24);

    private readonly Dictionary<object, ModelOrigin> _origins = [];

    public List<ModelHandle> Handles { get; } = [];

    /// <summary>What comes of a visit. The session that is offered has left its store.</summary>
    public Prediction Predict(Visit visit, ModelHandle? handle, object clientStore, object keys, object? sessions, DateTimeOffset now)
    {
        HashSet<ResumptionDecline> withheld = [];
        Holding? offered = null;
        for (int i = 0; i < MaxAttempts && offered is null; i++)
        {
            Holding? next = handle is not null ? handle.Lease(now) : visit.Client.Enabled ? OriginOf(visit, clientStore).Take(now) : null;
            if (next is null)
                break;
            HashSet<ResumptionDecline> reasons = Rules.Withhold(next.Session, visit, now);
            if (reasons.Count == 0)
                offered = next;
            else if (withheld.Count == 0)
                withheld = reasons;
        }
        if (Rules.Negotiate(visit) is not { } common || Rules.HasNoProtocol(visit))
            return new Prediction(true, false, false, default, offered, withheld, new HashSet<ResumptionDecline>(), false);

        (bool isTls13, TlsCipherSuite suite) = common;
        HashSet<ResumptionDecline> declines = offered is null ? [] : Rules.Decline(offered.Session, visit, isTls13, suite, keys, sessions, now);
        bool resumes = offered is not null && declines.Count == 0;
        bool lacksCertificate = !resumes && visit.Server.Clients == ClientCertificateMode.Required && visit.Client.Identity == 0;
        // RFC 8446 App. D.4: beside an offer of TLS 1.3 a session ID may be made up, and TLS 1.3 does not look at it.
        bool mayBeMadeUp = offered is { Session.HasTicket: false } && visit.Client.Versions.HasFlag(SslProtocols.Tls13);
        return new Prediction(lacksCertificate, true, isTls13, resumes && !isTls13 ? offered!.Session.Suite : suite, offered, withheld, declines, mayBeMadeUp);
    }

    /// <summary>The connection failed.</summary>
    public void Fail(Visit visit, ModelHandle? handle, object clientStore, Prediction prediction)
    {
        if (prediction.HasServerHello)
            Decline(visit, handle, clientStore, prediction);
        // RFC 5246 §7.2.2, RFC 5077 §3.2: a session of TLS 1.2 with which a handshake failed is not offered again.
        if (prediction.Offered is { Session.IsTls13: false } && !prediction.IsTls13)
        {
            if (handle is not null)
                handle.Forget();
            else
                OriginOf(visit, clientStore).Clear();
        }
    }

    /// <summary>The server chose a full handshake: what it declined once it will decline again (RFC 9149 §3).</summary>
    public void Decline(Visit visit, ModelHandle? handle, object clientStore, Prediction prediction)
    {
        if (handle is null && prediction.Offered is not null && !prediction.Resumes)
            OriginOf(visit, clientStore).Clear();
    }

    /// <summary>The connection's tickets, or its session of TLS 1.2, reach the client. Returns the newest, or the one that resumed and goes on.</summary>
    public Holding? Keep(Visit visit, ModelHandle? handle, object clientStore, Prediction prediction, int tickets, object keys, object? sessions, DateTimeOffset now)
    {
        ServerTerms server = visit.Server;
        ClientTerms client = visit.Client;
        ModelSession? resumed = prediction.Resumes ? prediction.Offered!.Session : null;
        if (!client.Enabled)
            return null;
        if (resumed is { IsTls13: false } && tickets == 0)
            return prediction.Offered;
        bool byId = !prediction.IsTls13 && tickets == 0;
        if (byId && (!server.SessionIds || (server.Tickets && client.Tickets)))
            return null;

        TimeSpan age = now - (resumed?.AuthenticatedAt ?? now);
        TimeSpan lifetime = Least(server.Lifetime, (prediction.IsTls13 ? server.MaxAge : server.MaxAge12) - age);
        TimeSpan promised = Least(lifetime, server.Shares ? SharedTicketLifetime : server.Lifetime);
        TimeSpan own = Least(TimeSpan.FromDays(7), client.MaxAge12 - age);
        ModelSession session = new()
        {
            IsTls13 = prediction.IsTls13,
            Suite = prediction.Suite,
            Name = visit.Name,
            ServerScope = server.ScopeFor(visit.Name),
            ClientBounds = client.Bounds,
            ClientIdentity = IdentityShown(visit, prediction),
            ServerGeneration = resumed?.ServerGeneration ?? server.Generation,
            MadeAt = now,
            AuthenticatedAt = resumed?.AuthenticatedAt ?? now,
            ServerLifetime = lifetime,
            ClientLifetime = prediction.IsTls13 ? promised : byId ? own : Least(own, promised),
            TimesResumed = resumed is null ? 0 : resumed.TimesResumed + 1,
            Keys = byId ? null : keys,
            Store = byId ? sessions : null,
        };
        Holding? newest = null;
        for (int i = 0; i < (prediction.IsTls13 ? tickets : 1); i++)
        {
            newest = new Holding(session);
            if (handle is not null)
                handle.Put(newest);
            else
                OriginOf(visit, clientStore).Put(newest);
        }
        return newest;
    }

    /// <summary>The client certificate that the server knows of.</summary>
    public static int IdentityShown(Visit visit, Prediction prediction) =>
        prediction.Resumes ? prediction.Offered!.Session.ClientIdentity : visit.Server.Clients == ClientCertificateMode.None ? 0 : visit.Client.Identity;

    private ModelOrigin OriginOf(Visit visit, object clientStore)
    {
        object key = (clientStore, visit.Client.Configuration, visit.Name, visit.Port);
        if (!_origins.TryGetValue(key, out ModelOrigin? origin))
            _origins.Add(key, origin = new ModelOrigin());
        return origin;
    }

    private static TimeSpan Least(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
