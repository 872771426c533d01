using System.Collections.Concurrent;
using System.Security.Authentication;
using Segno.Testing;
using Segno.Tests.Hostile;
using Segno.Wire;

namespace Segno.Tests.Behaviour;

/// <summary>server_name and resumption: a client offers a session to the name that it was made with, and a server reports the name of the hello at hand.</summary>
public sealed class ResumedNameTests
{
    private const SslProtocols Tls12 = SslProtocols.Tls12;
    private const SslProtocols Tls13 = SslProtocols.Tls13;
    private const string A = "a.server.example";
    private const string B = "b.server.example";
    private static readonly TlsHost s_wildcard = TestHosts.Host(name: "*.server.example");

    public static TheoryData<SslProtocols, bool> Ways => new() { { Tls12, true }, { Tls12, false }, { Tls13, false } };

    [Theory, MemberData(nameof(Ways)), Requirement("C087", "C140")]
    public async Task A_client_keeps_its_sessions_by_name_and_sends_the_name_again(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server(s_wildcard, byId);
        TlsClient client = arena.Client();
        await arena.VisitAsync(client, server, To(A));
        // The certificate is good for both names, and still the session is not offered to the other.
        arena.ClientSees.Clear();
        Assert.False((await arena.VisitAsync(client, server, To(B))).Client.Offered);
        Assert.Equal(RawExtensions.ServerName(B), SentName(arena));
        foreach (string spelling in new[] { A, "A.Server.EXAMPLE", A + "." })
        {
            arena.ClientSees.Clear();
            Assert.True((await arena.VisitAsync(client, server, To(spelling))).Server.IsResumed);
            Assert.Equal(RawExtensions.ServerName(A), SentName(arena));
        }
    }

    [Theory, MemberData(nameof(Ways)), Requirement("C140", "C087")]
    public async Task A_session_in_the_applications_hands_is_held_back_from_another_name(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server(s_wildcard, byId);
        TlsClient client = arena.Client();
        HandshakePair pair = await arena.ConnectAsync(client, server, To(A));
        using TlsClientSession session = pair.Client.ExportSession()!;
        // Good for the certificate, and not: the name that it was made with is the only one.
        (ResumptionInfo clientSays, ResumptionInfo serverSays) = await arena.VisitAsync(client, server, To(B, session));
        Assert.Equal((ResumptionKind.Full, false, ResumptionDecline.ServerNameMismatch), (clientSays.Kind, clientSays.Offered, clientSays.Decline));
        Assert.False(serverSays.Offered);
        HandshakeOutcome elsewhere = await HandshakePair.TryConnectAsync(client, server, To("server.example", session), cancellationToken: arena.Cancellation);
        Assert.Equal("WrongHostName", Assert.IsType<TlsException>(elsewhere.ClientError).Fault.Name);
        Assert.True((await arena.VisitAsync(client, server, To(A, session))).Server.IsResumed);
    }

    [Theory, MemberData(nameof(Ways)), Requirement("C141")]
    public async Task A_server_reports_the_name_of_the_hello_that_resumes(SslProtocols version, bool byId)
    {
        ConcurrentQueue<string?> asked = new();
        await using TlsServer server = TestPeers.Server(new TlsServerOptions
        {
            EnabledSslProtocols = version,
            TimeProvider = TestHosts.Clock(),
            HostSelector = (hello, _) =>
            {
                asked.Enqueue(hello.ServerName);
                return ValueTask.FromResult<TlsHost?>(s_wildcard);
            },
            Resumption = new ServerResumptionOptions { Tickets = !byId },
        });
        Resumer resumer = await Resumer.LeaveAsync(server, version, !byId, hello => hello.Set(ExtensionType.ServerName, RawExtensions.ServerName(A)));
        foreach (string spelling in new[] { A, "A.SERVER.Example" })
        {
            (_, TlsStream accepted, _) = await resumer.ResumeAsync(hello => hello.Set(ExtensionType.ServerName, RawExtensions.ServerName(spelling)));
            await using TlsStream disposed = accepted;
            Assert.Equal((true, A), (accepted.Info.Resumption.IsResumed, accepted.Info.ServerName));
        }
        Assert.Equal([A, A, A], asked);

        // And where the session was made without a name, none: it is no property of the session.
        Resumer nameless = await Resumer.LeaveAsync(server, version, !byId, hello => hello.Remove(ExtensionType.ServerName));
        (_, TlsStream withoutName, _) = await nameless.ResumeAsync(hello => hello.Remove(ExtensionType.ServerName));
        await using TlsStream last = withoutName;
        Assert.Equal((true, null), (withoutName.Info.Resumption.IsResumed, withoutName.Info.ServerName));
        Assert.Null(asked.Last());
    }

    [Theory, MemberData(nameof(Ways)), Requirement("C141", "C085")]
    public async Task A_server_reports_the_name_of_the_hello_whose_session_it_declined(SslProtocols version, bool byId)
    {
        await using Arena arena = new(version);
        TlsServer server = arena.Server(s_wildcard, byId);
        // Only a client that looks at no name, and is handed the session, would offer it.
        ScriptedOffer offer = await ScriptedOffer.MakeAsync(server, version, byId);
        await using TlsStream accepted = await offer.ConnectAsync(B);
        Assert.Equal(
            (B, ResumptionKind.Full, ResumptionDecline.ServerNameMismatch),
            (accepted.Info.ServerName, accepted.Info.Resumption.Kind, accepted.Info.Resumption.Decline));
    }

    private static TlsConnectOptions To(string name, TlsClientSession? session = null) => new() { ServerName = name, Session = session };

    private static byte[] SentName(Arena arena) =>
        RawHello.Parse(arena.ClientSees.First(HandshakeType.ClientHello).AsSpan(4)).Extension(ExtensionType.ServerName)!;

    /// <summary>A session made under the name a, offered under any.</summary>
    private sealed record ScriptedOffer(TlsServer Server, ScriptedClient12? First, RawPsk? Psk, bool ById)
    {
        public static async Task<ScriptedOffer> MakeAsync(TlsServer server, SslProtocols version, bool byId)
        {
            if (version == Tls13)
                return new ScriptedOffer(server, null, await ScriptedClient13.ObtainTicketAsync(server, A), byId);
            ScriptedClient12 first = new(server, A, ticket: byId ? null : []);
            await using TlsStream accepted = await first.ConnectAsync();
            return new ScriptedOffer(server, first, null, byId);
        }

        public async Task<TlsStream> ConnectAsync(string name)
        {
            if (First is null)
            {
                ScriptedClient13 client13 = new(Server, name);
                client13.Psks.Add(Psk!);
                return await client13.ConnectAsync();
            }
            ScriptedClient12 client = new(Server, name, ticket: ById ? null : First.Ticket) { Master = First.Master };
            if (ById)
                client.Hello.SessionId = First.ServerHello!.SessionId;
            return await client.ConnectAsync();
        }
    }
}
