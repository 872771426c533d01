using System.Security.Authentication;
using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Segno.Testing;

namespace Segno.MemorySearch;

/// <summary>Connects, resumes, changes keys, exports, and lets go of one thing after the other; at each step the process is searched.</summary>
/// <param name="scenario">What is to happen.</param>
/// <param name="reporter">Whom to tell.</param>
/// <param name="plant">Whether something is left lying about, which the search must find.</param>
internal sealed class Run(Scenario scenario, Reporter reporter, bool plant)
{
    private readonly FakeTimeProvider _time = TestHosts.Clock();

    public async Task GoAsync()
    {
        reporter.Say($"suite {(ushort)scenario.Suite}");
        using InMemorySessionStore store = new(100, 1 << 20, _time);
        using StekTicketProtector protector = new(TimeSpan.FromHours(1), TimeSpan.FromHours(1), _time, new ReportedRandom(reporter));
        reporter.Roots.Add(protector);
        await RefuseAsync();
        TlsServer server = new(ServerOptions(TestHosts.Host(), store, protector));
        TlsClient client = new(ClientOptions(TestPki.Servers));
        reporter.Roots.AddRange([server, client]);
        using TlsClientSession? exported = await ConnectAsync(client, server, ResumptionKind.Full);
        reporter.Quiet("the first connection is closed");
        if (scenario.Resumes != ResumptionKind.Full)
        {
            using TlsClientSession? second = await ConnectAsync(client, server, scenario.Resumes);
            Forget(second);
            await TryExplicitAsync(client, server, exported!);
            await RotateAsync(server);
        }
        Forget(exported);

        await client.DisposeAsync();
        reporter.Roots.Remove(client);
        reporter.Quiet("the client is disposed");
        await server.DisposeAsync();
        store.Dispose();
        protector.Dispose();
        reporter.Roots.Clear();
        reporter.Quiet("everything is disposed");
    }

    private TlsServerOptions ServerOptions(TlsHost host, IServerSessionStore? store = null, ITicketProtector? protector = null) => new()
    {
        Host = host,
        EnabledSslProtocols = scenario.Version,
        TimeProvider = _time,
        Random = new ReportedRandom(reporter),
        Observer = reporter,
        CipherSuites = [scenario.Suite],
        Groups = scenario.Groups,
        Resumption = new ServerResumptionOptions
        {
            PskModes = scenario.Modes,
            Tickets = scenario.Resumes is ResumptionKind.Ticket or ResumptionKind.PskDhe or ResumptionKind.Psk,
            SessionIdCapacity = scenario.Resumes == ResumptionKind.SessionId ? 100 : 0,
            SessionIdMaxBytes = 1 << 20,
            SessionStore = store is not null && scenario is { OwnServices: true, Resumes: ResumptionKind.SessionId } ? MovingServices.Move(store) : null,
            TicketProtector = protector is not null && scenario.OwnServices ? MovingServices.Move(protector) : null,
        },
    };

    private TlsClientOptions ClientOptions(TestPki trusted) => new()
    {
        EnabledSslProtocols = scenario.Version,
        TimeProvider = _time,
        Random = new ReportedRandom(reporter),
        Observer = reporter,
        CipherSuites = [scenario.Suite],
        Groups = scenario.Groups,
        ServerValidation = new CertificateValidationOptions { Roots = trusted.Roots },
        Resumption = new ClientResumptionOptions { PskModes = scenario.Modes },
    };

    /// <summary>Handshakes that fail half-way: on the client, which does not trust the server, and on the server, which wants a certificate.</summary>
    private async Task RefuseAsync()
    {
        TlsServer server = new(ServerOptions(TestHosts.Host(clients: ClientCertificateMode.Required)));
        foreach (TestPki trusted in new[] { TestPki.Others, TestPki.Servers })
        {
            TlsClient client = new(ClientOptions(trusted));
            HandshakeOutcome outcome = await HandshakePair.TryConnectAsync(client, server);
            if (outcome.Pair is not null)
                throw new InvalidOperationException("The handshake was to fail.");
            if (outcome.LonelyClient is { } lonely)
                await lonely.DisposeAsync();
            await client.DisposeAsync();
        }
        await server.DisposeAsync();
        reporter.Quiet("two handshakes were refused");
    }

    /// <summary>One connection from its beginning to its end.</summary>
    private async Task<TlsClientSession?> ConnectAsync(TlsClient client, TlsServer server, ResumptionKind expected, TlsClientSession? session = null)
    {
        HandshakePair pair = await HandshakePair.ConnectAsync(client, server, new TlsConnectOptions { ServerName = TestHosts.Name, Session = session });
        if (pair.Client.Info.Resumption.Kind != expected)
            throw new InvalidOperationException($"{pair.Client.Info.Resumption.Kind} where {expected} was to be.");
        await pair.SettleAsync();
        reporter.Roots.AddRange([pair.Client, pair.Server]);
        reporter.Quiet("connected");

        ExportKeys(pair);
        if (scenario.Version == SslProtocols.Tls13)
        {
            await pair.Client.UpdateKeysAsync(requestPeerUpdate: true);
            await pair.SettleAsync();
            await pair.Server.UpdateKeysAsync();
            await pair.EchoAsync(new byte[40_000]);
            reporter.Quiet("keys are updated");
        }

        TlsClientSession? exported = pair.Client.ExportSession();
        if (exported is not null)
            reporter.Roots.Add(exported);
        await pair.CloseAsync();
        reporter.Roots.Remove(pair.Client);
        reporter.Roots.Remove(pair.Server);
        return exported;
    }

    private void ExportKeys(HandshakePair pair)
    {
        byte[] material = GC.AllocateArray<byte>(48, pinned: true);
        foreach (TlsStream stream in new[] { pair.Client, pair.Server })
        {
            stream.ExportKeyingMaterial("EXPORTER-memory", "context"u8, material);
            reporter.Say($"derive exported {Mask.Write(material)}");
            if (!plant)
                CryptographicOperations.ZeroMemory(material);
        }
    }

    /// <summary>A session that goes through its exported form, as bytes.</summary>
    private async Task TryExplicitAsync(TlsClient client, TlsServer server, TlsClientSession session)
    {
        byte[] bytes = session.Export();
        if (!TlsClientSession.TryImport(bytes, out TlsClientSession? imported))
            throw new InvalidOperationException("The exported session cannot be read.");
        CryptographicOperations.ZeroMemory(bytes);
        reporter.Roots.Add(imported);
        using TlsClientSession? next = await ConnectAsync(client, server, scenario.Resumes, imported);
        Forget(next);
        Forget(imported);
        reporter.Quiet("the imported session is disposed");
    }

    /// <summary>The ticket key ends its life while the server lives on.</summary>
    private async Task RotateAsync(TlsServer server)
    {
        for (int i = 0; i < 4; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(61));
            await Task.Yield();
        }
        _ = server.Statistics;
        reporter.Quiet("the ticket keys have changed");
    }

    private void Forget(TlsClientSession? session)
    {
        if (session is null)
            return;
        session.Dispose();
        reporter.Roots.Remove(session);
    }
}
