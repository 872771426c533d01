using System.CommandLine;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Segno.Cli.Options;
using Segno.Cli.Serving;
using static Segno.Cli.Options.Parsing;

namespace Segno.Cli.Commands;

/// <summary><c>segno serve</c>: a site that says of each connection how it came about.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        ServeSettings defaults = new() { Listen = ListenAddress.Default };
        Option<IPEndPoint> listen = Option("--listen", "ADDRESS:PORT", "Where to listen; 127.0.0.1:8443 by default, port 0 for any free one", ListenAddress.Parse);
        Option<string?> cert = Text("--cert", "PEM", "The certificate, and its intermediates after it; without one, a self-signed certificate for localhost is made in memory");
        Option<string?> key = Text("--key", "PEM", "The private key of --cert");
        Option<string?> pfx = Text("--pfx", "FILE", "Certificate, intermediates and key in one PKCS#12 file, instead of --cert and --key");
        Option<string?> passwordFile = Text("--password-file", "FILE", "A file whose first line is the password of --pfx or --key");
        var tls = Repeatable("--tls", "1.2|1.3", "The versions; may be given twice. Both by default", Values.Tls);
        var sessionIds = Option("--session-ids", "N|off", "How many session IDs are kept (TLS 1.2). 100000 by default", Values.SessionIds);
        var tickets = Option("--tickets", "on|off", "Whether tickets are issued and accepted. On by default", Values.OnOff);
        var lifetime = Option("--ticket-lifetime", "TIME", "How long a ticket or a session ID resumes, such as 90s, 30m or 1h. 1h by default", TicketLifetime);
        var pskModes = Option("--psk-modes", "dhe,ke", "How a TLS 1.3 PSK may be used: with (EC)DHE, or alone. dhe by default", Values.PskModes);
        var alpn = Option("--alpn", "NAMES", "Application protocols in order of preference. h2,http/1.1 by default", Values.Alpn);
        Option<string?> clientCa = Text("--client-ca", "PEM", "Ask clients for certificates of these authorities");
        var clientAuth = Option("--client-auth", "require|optional", "Whether a client may come without. require by default, with --client-ca", text => (ClientCertificateMode?)Values.ClientAuth(text));

        Command command = new("serve", "Serve a page and /status.json that say whether and how each connection was resumed.")
        {
            listen, cert, key, pfx, passwordFile, tls, sessionIds, tickets, lifetime, pskModes, alpn, clientCa, clientAuth,
        };
        command.SetAction((parsed, _) => RunAsync(
            new ServeSettings
            {
                Listen = parsed.Value(listen, defaults.Listen),
                Cert = parsed.GetValue(cert),
                Key = parsed.GetValue(key),
                Pfx = parsed.GetValue(pfx),
                PasswordFile = parsed.GetValue(passwordFile),
                Tls = parsed.Value(tls, defaults.Tls),
                SessionIds = parsed.Value(sessionIds, defaults.SessionIds),
                Tickets = parsed.Value(tickets, Toggle.On) == Toggle.On,
                TicketLifetime = parsed.Value(lifetime, defaults.TicketLifetime),
                PskModes = parsed.Value(pskModes, defaults.PskModes),
                Alpn = parsed.Value(alpn, defaults.Alpn),
                ClientCa = parsed.GetValue(clientCa),
                ClientAuth = parsed.GetValue(clientAuth),
            },
            parsed.InvocationConfiguration.Output));
        return command;
    }

    private static async Task<int> RunAsync(ServeSettings settings, TextWriter output)
    {
        await using TlsServer server = ServerFactory.Create(settings);
        await using WebApplication site = SiteHost.Build(settings.Listen, server);
        IPEndPoint listening = await SiteHost.StartAsync(site, settings.Listen);
        foreach (string line in ServeText.Welcome(listening, settings.Tls))
            await output.WriteLineAsync(line);
        await output.FlushAsync();

        await site.WaitForShutdownAsync();
        foreach (string line in ServeText.Summary(server.Statistics))
            await output.WriteLineAsync(line);
        await output.FlushAsync();
        return ExitCodes.Ok;
    }

    private static TimeSpan TicketLifetime(string text)
    {
        TimeSpan lifetime = Duration.Parse(text);
        return lifetime >= TimeSpan.FromSeconds(1) && lifetime <= ServerFactory.MaxTicketLifetime
            ? lifetime
            : throw new FormatException("a ticket lives from 1s to 6d23h; with the hour that its key seals, that is 7 days (RFC 9325 section 3.4).");
    }
}
