using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Segno.Integration.Tests.EndToEnd;
using Segno.Integration.Tests.Interop;

namespace Segno.Integration.Tests.AspNetCore;

/// <summary>
/// An application that holds Host against server_name has, on resumed connections as on others, the name of this connection and the client of
/// this connection to go by. On servers where it got the name of the session's first connection, or none, clients of an open host read what
/// a closed one had to say (CVE-2025-23419, CVE-2025-23048).
/// </summary>
public sealed class HostHeaderTests
{
    private const string Open = "open.example";
    private const string Closed = "closed.example";

    public static IEnumerable<TheoryDataRow<Way>> Ways => [Way.SessionId, Way.Ticket, Way.PskDhe, Way.PskKe];

    [Theory, MemberData(nameof(Ways)), Requirement("A4", "A5", "A35", "C141")]
    public async Task Who_asks_one_host_for_the_other_is_sent_away_whether_the_connection_resumed_or_not(Way way)
    {
        await using KestrelSite site = await KestrelSite.StartAsync(Options(way), AnswerAsync);
        await using TlsClient anonymous = new(Client(way, withCertificate: false));
        await using TlsClient known = new(Client(way, withCertificate: true));
        foreach (ResumptionKind kind in (ResumptionKind[])[ResumptionKind.Full, way.Kind])
        {
            Assert.Equal((kind, "200 nobody"), await AskAsync(anonymous, site, Open, Open));
            Assert.Equal((kind, "200 CN=segno client"), await AskAsync(known, site, Closed, Closed));
            foreach (ResumptionKind again in (ResumptionKind[])[way.Kind, way.Kind])
            {
                Assert.Equal((again, "421 nobody"), await AskAsync(anonymous, site, Open, Closed));
                Assert.Equal((again, "421 CN=segno client"), await AskAsync(known, site, Closed, Open));
            }
        }
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        string? asked = context.Features.Get<ITlsHandshakeFeature>()?.HostName;
        string client = context.Features.Get<ITlsConnectionFeature>()?.ClientCertificate?.Subject ?? "nobody";
        context.Response.StatusCode = context.Request.Host.Host == asked ? StatusCodes.Status200OK : StatusCodes.Status421MisdirectedRequest;
        context.Response.ContentLength = client.Length;
        await context.Response.WriteAsync(client);
    }

    private static async Task<(ResumptionKind Kind, string Answer)> AskAsync(TlsClient client, KestrelSite site, string serverName, string host)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", site.Port, TestContext.Current.CancellationToken);
        TlsConnectOptions connect = new() { ServerName = serverName, Port = site.Port };
        await using TlsStream tls = await client.ConnectAsync(new NetworkStream(socket, ownsSocket: true), connect, TestContext.Current.CancellationToken);
        await tls.WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        using StreamReader reader = new(tls, leaveOpen: true);
        string[] answer = (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Split("\r\n");
        await tls.ShutdownAsync(TestContext.Current.CancellationToken);
        return (tls.Info.Resumption.Kind, $"{answer[0].Split(' ')[1]} {answer[^1]}");
    }

    private static TlsServerOptions Options(Way way)
    {
        TlsCredential[] credentials = [TlsCredential.FromPem(PkiFiles.EcdsaServer.Certificate, PkiFiles.EcdsaServer.Key)];
        TlsHost open = new() { Credentials = credentials };
        TlsHost closed = new()
        {
            Credentials = credentials,
            ClientCertificateMode = ClientCertificateMode.Required,
            ClientValidation = new CertificateValidationOptions { Roots = PkiFiles.Roots },
        };
        return new TlsServerOptions
        {
            HostSelector = (hello, _) => ValueTask.FromResult(hello.ServerName switch { Open => open, Closed => closed, _ => null }),
            Resumption = new ServerResumptionOptions { Tickets = way is not Way.SessionId, PskModes = way is Way.PskKe ? PskKeyExchangeModes.Ke : PskKeyExchangeModes.DheKe },
        };
    }

    private static TlsClientOptions Client(Way way, bool withCertificate) => new()
    {
        EnabledSslProtocols = way.Protocol,
        // The one certificate of both hosts has neither's name; names are not what is tested here.
        ServerValidation = new CertificateValidationOptions { Roots = PkiFiles.Roots, CheckName = false },
        Credentials = withCertificate ? [TlsCredential.FromPem(PkiFiles.Client.Certificate, PkiFiles.Client.Key)] : [],
        Resumption = HttpsClient.Trusting(way).Resumption,
    };
}
