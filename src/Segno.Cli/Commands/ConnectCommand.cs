using System.CommandLine;
using Segno.Cli.Connecting;
using Segno.Cli.Options;
using static Segno.Cli.Options.Parsing;

namespace Segno.Cli.Commands;

/// <summary><c>segno connect</c>: connects, and says of each connection how it came about.</summary>
internal static class ConnectCommand
{
    public static Command Create()
    {
        ConnectSettings defaults = new() { Target = new HostPort("", 0) };
        Argument<HostPort> target = new("HOST:PORT")
        {
            Description = "The server: a name, an IPv4 address, or an IPv6 address in brackets, and a port",
            CustomParser = result => Parse(result, "HOST:PORT", () => HostPort.Parse(result.Tokens[0].Value)),
        };
        var count = Option("--count", "N", "How many connections, one after the other. 2 by default: the second shows whether the server resumes", Values.Count);
        var tls = Repeatable("--tls", "1.2|1.3", "The versions; may be given twice. Both by default", Values.Tls);
        Option<bool> noTickets = Flag("--no-tickets", "Ask for no TLS 1.2 tickets: sessions of TLS 1.2 resume by ID");
        Option<string?> sessionOut = Text("--session-out", "FILE", "Save the newest session at the end, for its owner only (mode 0600)");
        Option<string?> sessionIn = Text("--session-in", "FILE", "Offer a saved session on the first connection");
        var alpn = Option("--alpn", "NAMES", "Application protocols in order of preference, such as h2,http/1.1. None by default", Values.Alpn);
        Option<string?> ca = Text("--ca", "PEM", "Trust these authorities, and no other");
        Option<bool> insecure = Flag("--insecure", "Accept any certificate of the server's");
        Option<string?> cert = Text("--cert", "PEM", "The client's certificate, and its intermediates after it");
        Option<string?> key = Text("--key", "PEM", "The private key of --cert");
        Option<string?> send = Text("--send", "TEXT|-", "Send this on each connection (\\r and \\n are understood; - reads it from stdin) and print what comes back");
        Option<string?> serverName = Text("--server-name", "NAME", "The name to ask for and to check, if it is not HOST");
        var expect = Option("--expect", "resumed|full", "Exit with 3 if a connection after the first (with --session-in: any) is not so", Values.Expect);
        Option<bool> json = Flag("--json", "Write one JSON object a line");

        Command command = new("connect", "Connect several times, and say of each connection whether and how it resumed, and what that saved.")
        {
            target, count, tls, noTickets, sessionOut, sessionIn, alpn, ca, insecure, cert, key, send, serverName, expect, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            ConnectSettings settings = new()
            {
                Target = parsed.GetRequiredValue(target),
                Count = parsed.Value(count, defaults.Count),
                Tls = parsed.Value(tls, defaults.Tls),
                NoTickets = parsed.GetValue(noTickets),
                SessionOut = parsed.GetValue(sessionOut),
                SessionIn = parsed.GetValue(sessionIn),
                Alpn = parsed.Value(alpn, defaults.Alpn),
                Ca = parsed.GetValue(ca),
                Insecure = parsed.GetValue(insecure),
                Cert = parsed.GetValue(cert),
                Key = parsed.GetValue(key),
                Send = await RequestAsync(parsed.GetValue(send), cancellationToken),
                ServerName = parsed.GetValue(serverName),
                Expect = parsed.GetValue(expect),
                Json = parsed.GetValue(json),
            };
            InvocationConfiguration invocation = parsed.InvocationConfiguration;
            return await new ConnectRun(settings, invocation.Output, invocation.Error, TimeProvider.System).RunAsync(cancellationToken);
        });
        return command;
    }

    private static async Task<byte[]?> RequestAsync(string? text, CancellationToken cancellationToken)
    {
        if (text != "-")
            return text is null ? null : Values.Escaped(text);
        await using Stream input = Console.OpenStandardInput();
        using MemoryStream content = new();
        await input.CopyToAsync(content, cancellationToken);
        return content.ToArray();
    }
}
