using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Segno.AspNetCore;
using Segno.Integration.Tests.EndToEnd;
using Segno.Integration.Tests.Interop;
using Segno.Integration.Tests.Interop.Drivers;

namespace Segno.Integration.Tests.AspNetCore;

/// <summary>Segno as a connection middleware of Kestrel's.</summary>
public sealed class KestrelTests
{
    public static IEnumerable<TheoryDataRow<Way>> Ways => [Way.SessionId, Way.TicketClientCertificate, Way.PskClientCertificate, Way.PskDhe];

    [Fact]
    public async Task HTTP_2_is_agreed_on_by_ALPN()
    {
        await using KestrelSite site = await KestrelSite.StartAsync(Options(), static context =>
            context.Response.WriteAsync($"{context.Request.Protocol} {context.GetResumption()!.Kind}"));
        X509ChainPolicy trust = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.AddRange(PkiFiles.Roots);
        using SocketsHttpHandler handler = new() { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust } };
        using HttpClient client = new(handler) { BaseAddress = new Uri($"https://localhost:{site.Port}/"), DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        string[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetStringAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken)));
        Assert.All(answers, static answer => Assert.StartsWith("HTTP/2 ", answer, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task A_request_sees_how_its_connection_came_about_and_who_the_client_is(Way way)
    {
        await using KestrelSite site = await KestrelSite.StartAsync(Options(way), static async context =>
        {
            ResumptionInfo? resumption = context.GetResumption();
            string client = (await context.Connection.GetClientCertificateAsync())?.Subject ?? "nobody";
            Assert.Equal(client == "nobody" ? null : client, context.Connection.ClientCertificate?.Subject);
            string answer = $"{context.Request.Scheme} {resumption?.Kind} {client}";
            context.Response.ContentLength = answer.Length;
            await context.Response.WriteAsync(answer);
        });
        await using HttpsClient client = new(site.Port, HttpsClient.Trusting(way));
        string who = way.HasClientCertificate ? "CN=segno client" : "nobody";
        foreach (ResumptionKind kind in (ResumptionKind[])[ResumptionKind.Full, way.Kind, way.Kind])
        {
            await using TlsStream tls = await client.ConnectAsync();
            Assert.Equal($"https {kind} {who}", await HttpsClient.GetAsync(tls, "/"));
            Assert.Equal($"https {kind} {who}", await HttpsClient.GetAsync(tls, "/"));
            // Reads until close_notify.
            Assert.EndsWith($"https {kind} {who}", await HttpsClient.GetLastAsync(tls, "/"), StringComparison.Ordinal);
            Assert.Equal(kind, tls.Info.Resumption.Kind);
        }
        await ClosedAsync(site, connections: 3);
    }

    [Theory, InlineData("-tls1_2"), InlineData("-tls1_3")]
    public async Task OpenSSL_keeps_a_session_for_the_connection_ended_with_close_notify(string version)
    {
        PeerPresence.Require(new OpenSslPeer());
        await using KestrelSite site = await KestrelSite.StartAsync(Options(), static context => context.Response.WriteAsync($"kind={context.GetResumption()!.Kind}"));
        string file = PkiFiles.NewFile("session.pem");
        string[] outputs = new string[2];
        for (int i = 0; i < 2; i++)
        {
            outputs[i] = await PeerProcess.RunAsync(
                ["openssl", "s_client", "-connect", $"127.0.0.1:{site.Port}", version, "-CAfile", PkiFiles.AuthorityFile, "-ign_eof", i == 0 ? "-sess_out" : "-sess_in", file],
                TestContext.Current.CancellationToken, "GET / HTTP/1.0\r\n\r\n");
            // OpenSSL 3 complains of an end without close_notify.
            Assert.DoesNotContain("unexpected eof", outputs[i], StringComparison.Ordinal);
        }
        Assert.Contains("New, TLS", outputs[0], StringComparison.Ordinal);
        Assert.Contains("kind=Full", outputs[0], StringComparison.Ordinal);
        Assert.Contains("Reused, TLS", outputs[1], StringComparison.Ordinal);
        Assert.Contains(version == "-tls1_2" ? "kind=Ticket" : "kind=PskDhe", outputs[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_that_are_cut_off_leave_nothing_running()
    {
        TaskCompletionSource never = new();
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using KestrelSite site = await KestrelSite.StartAsync(Options(), async context =>
        {
            if (context.Request.Path == "/hang")
            {
                await using CancellationTokenRegistration aborted = context.RequestAborted.Register(() => cancelled.TrySetResult());
                await context.Response.Body.FlushAsync();
                await Task.WhenAny(never.Task, Task.Delay(Timeout.Infinite, context.RequestAborted));
            }
            context.Response.ContentLength = 2;
            await context.Response.WriteAsync("ok");
        });

        // Nothing said, half a record, and something that is no TLS.
        foreach (byte[] said in (byte[][])[[], [0x16, 0x03, 0x01, 0x02, 0x00, 0x01], "GET / HTTP/1.0\r\n\r\n"u8.ToArray()])
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync("127.0.0.1", site.Port, TestContext.Current.CancellationToken);
            await socket.SendAsync(said, TestContext.Current.CancellationToken);
            Reset(socket);
        }

        // Idle after the handshake, between two requests, in half a request, and while the answer is under way.
        await using TlsClient client = new(HttpsClient.Trusting(Way.PskDhe));
        foreach (string said in (string[])["", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET / HTTP/1.1\r\nHo", "GET /hang HTTP/1.1\r\nHost: localhost\r\n\r\n"])
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync("127.0.0.1", site.Port, TestContext.Current.CancellationToken);
            TlsConnectOptions connect = new() { ServerName = "localhost", Port = site.Port };
            await using TlsStream tls = await client.ConnectAsync(new NetworkStream(socket), connect, TestContext.Current.CancellationToken);
            await tls.WriteAsync(System.Text.Encoding.ASCII.GetBytes(said), TestContext.Current.CancellationToken);
            if (said.EndsWith("\r\n\r\n", StringComparison.Ordinal))
                Assert.NotEqual(0, await tls.ReadAsync(new byte[4096], TestContext.Current.CancellationToken).AsTask().WaitAsync(PeerProcess.Patience, TestContext.Current.CancellationToken));
            Reset(socket);
        }

        await ClosedAsync(site, connections: 7);
        await cancelled.Task.WaitAsync(PeerProcess.Patience, TestContext.Current.CancellationToken);
    }

    private static void Reset(Socket socket)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    /// <summary>Waits until nothing runs any more.</summary>
    private static async Task ClosedAsync(KestrelSite site, int connections)
    {
        using CancellationTokenSource patience = new(PeerProcess.Patience);
        while (site.Open > 0 || site.Seen < connections)
        {
            Assert.False(patience.IsCancellationRequested, $"{site.Open} of {site.Seen} connections are still open.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
        Assert.Equal(connections, site.Seen);
    }

    private static TlsServerOptions Options(Way way = Way.PskDhe) => new()
    {
        Host = new TlsHost
        {
            Credentials = [TlsCredential.FromPem(PkiFiles.EcdsaServer.Certificate, PkiFiles.EcdsaServer.Key)],
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            ClientCertificateMode = way.HasClientCertificate ? ClientCertificateMode.Required : ClientCertificateMode.None,
            ClientValidation = new CertificateValidationOptions { Roots = PkiFiles.Roots },
        },
    };
}
