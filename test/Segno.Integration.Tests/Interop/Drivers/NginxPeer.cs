using System.Text.RegularExpressions;

namespace Segno.Integration.Tests.Interop.Drivers;

/// <summary>nginx as an HTTPS server, and as a proxy that resumes with its upstream.</summary>
internal sealed partial class NginxPeer : Peer, IPeerClient, IPeerServer
{
    public override string Name => "nginx (server, proxy_pass)";

    public override IReadOnlyList<string> Commands => ["nginx"];

    public override IReadOnlyList<string> VersionCommand => ["nginx", "-v"];

    public override IPeerClient? Client => this;

    public override IPeerServer? Server => this;

    [GeneratedRegex(@"resumed=(\S) version=(\S+)")]
    private static partial Regex Answer { get; }

    // The debug log has the second line directly after the first, for a resumed connection only.
    [GeneratedRegex(@"SSL: (TLSv1\.\d), cipher: .*\n(?:.*(SSL reused session))?")]
    private static partial Regex Handshake { get; }

    public async Task<IReadOnlyList<PeerReport>> ConnectAsync(Way way, int port, CancellationToken cancellationToken)
    {
        int front = PeerProcess.FreePort();
        string log = PkiFiles.NewFile("nginx.log");
        string clientCertificate = way.HasClientCertificate
            ? $"proxy_ssl_certificate {PkiFiles.Client.CertificateFile}; proxy_ssl_certificate_key {PkiFiles.Client.KeyFile};"
            : "";
        await using PeerProcess process = Start(log, $$"""
            server {
              listen 127.0.0.1:{{front}};
              location / {
                proxy_pass https://127.0.0.1:{{port}}; proxy_ssl_session_reuse on; proxy_ssl_protocols {{Version(way)}};
                proxy_ssl_server_name on; proxy_ssl_name localhost; proxy_ssl_verify on; proxy_ssl_trusted_certificate {{PkiFiles.AuthorityFile}};
                {{clientCertificate}} {{Command("proxy_ssl_conf_command", way)}}
              }
            }
            """);
        await process.ListensAsync(front, cancellationToken);
        using HttpClient browser = new();
        for (int i = 0; i < 2; i++)
        {
            using HttpResponseMessage response = await browser.GetAsync(new Uri($"http://127.0.0.1:{front}/"), cancellationToken);
            Assert.True(response.IsSuccessStatusCode, $"nginx logged:\n{File.ReadAllText(log)}");
        }

        IReadOnlyList<Match> handshakes = await process.MatchesAsync(Handshake, 2, cancellationToken, () => File.ReadAllText(log));
        return [.. handshakes.Select(static match => PeerReport.Of(match.Groups[2].Success, match.Groups[1].Value))];
    }

    public async Task<RunningPeer> StartAsync(Way way, CancellationToken cancellationToken)
    {
        int port = PeerProcess.FreePort();
        PemPair pair = PkiFiles.ServerFor(way);
        PeerProcess process = Start(PkiFiles.NewFile("nginx.log"), $$"""
            server {
              listen 127.0.0.1:{{port}} ssl; ssl_certificate {{pair.CertificateFile}}; ssl_certificate_key {{pair.KeyFile}};
              ssl_protocols {{Version(way)}}; ssl_session_cache shared:interop:1m;
              ssl_session_tickets {{(way is Way.SessionId ? "off" : "on")}};
              {{Command("ssl_conf_command", way)}}
              {{(way is Way.HelloRetry ? "ssl_ecdh_curve secp384r1;" : "")}}
              {{(way.HasClientCertificate ? $"ssl_verify_client on; ssl_client_certificate {PkiFiles.AuthorityFile};" : "")}}
              return 200 "resumed=$ssl_session_reused version=$ssl_protocol\n";
            }
            """);
        await process.ListensAsync(port, cancellationToken);
        return new AnsweringServer(process, port, Answer, static match => PeerReport.Of(match.Groups[1].Value == "r", match.Groups[2].Value));
    }

    private static string Command(string directive, Way way) => way switch
    {
        Way.SessionId => $"{directive} Options -SessionTicket;",
        Way.PskKe => $"{directive} Options AllowNoDHEKEX;",
        _ => "",
    };

    private static string Version(Way way) => way.IsTls13 ? "TLSv1.3" : "TLSv1.2";

    private static PeerProcess Start(string log, string servers)
    {
        string folder = Directory.CreateDirectory(PkiFiles.NewFile("nginx")).FullName;
        string configuration = PkiFiles.Save(Path.Combine(folder, "nginx.conf"), $$"""
            daemon off; master_process off; pid {{folder}}/pid; error_log {{log}} debug;
            events { worker_connections 64; }
            http {
              access_log off;
              client_body_temp_path {{folder}}/t; proxy_temp_path {{folder}}/t; fastcgi_temp_path {{folder}}/t; uwsgi_temp_path {{folder}}/t; scgi_temp_path {{folder}}/t;
              {{servers}}
            }

            """);
        return PeerProcess.Start(["nginx", "-p", folder, "-c", configuration]);
    }
}
