using System.Net.Sockets;

namespace Segno.Cli.Connecting;

/// <summary>What went wrong, as a sentence that says what to do.</summary>
internal static class ConnectErrors
{
    /// <summary>Null if it is none of the errors that a connection may meet.</summary>
    public static string? Describe(Exception e, ConnectSettings settings) => e switch
    {
        TlsException tls => Describe(tls, settings),
        SocketException socket => Describe(socket.SocketErrorCode, socket.Message, settings),
        IOException { InnerException: SocketException socket } => Describe(socket.SocketErrorCode, socket.Message, settings),
        IOException io => $"{settings.Target}: the connection broke: {io.Message}",
        _ => null,
    };

    private static string Describe(TlsException e, ConnectSettings settings)
    {
        string advice = e.Fault.Name switch
        {
            "UntrustedRoot" => "Give the authority that it comes from with --ca FILE, or --insecure to accept any certificate.",
            "WrongHostName" => $"It was checked against {settings.Name}: give the name that it is for with --server-name NAME, or --insecure to accept any certificate.",
            "CertificateIsExpired" => "Check this machine's clock; --insecure accepts any certificate.",
            "CertificateRefused" or "CertificateInvalid" or "CertificateIsRevoked" => "--insecure accepts any certificate.",
            "NotTls" or "WrongRecordVersion" => $"Does {settings.Target} speak TLS?",
            "ClosedDuringHandshake" => $"Does {settings.Target} speak TLS {Versions(settings)}?",
            "UnsupportedVersion" => "Try another --tls.",
            "HandshakeTimeout" => $"Does {settings.Target} speak TLS?",
            "AlertReceived" => Advice(e.Alert, settings),
            _ => "",
        };
        // The section that demands it is for those who have no better clue.
        string what = advice.Length == 0 ? e.Message : WithoutSource(e.Message);
        return $"{settings.Target}: {Sentence(what)} {advice}".TrimEnd();
    }

    private static string Advice(AlertDescription alert, ConnectSettings settings) => alert switch
    {
        AlertDescription.ProtocolVersion => "Try another --tls.",
        AlertDescription.UnrecognizedName => $"It serves no {settings.Name}: try another --server-name.",
        AlertDescription.NoApplicationProtocol => "Try another --alpn.",
        AlertDescription.CertificateRequired => "It wants a client certificate: give one with --cert and --key.",
        AlertDescription.HandshakeFailure when settings.Cert is null => "It may want a client certificate (--cert and --key), or another --tls.",
        AlertDescription.UnknownCa or AlertDescription.BadCertificate or AlertDescription.CertificateUnknown or AlertDescription.CertificateExpired
            when settings.Cert is not null => "It does not accept the client certificate of --cert.",
        _ => "",
    };

    private static string Describe(SocketError error, string message, ConnectSettings settings) => error switch
    {
        SocketError.ConnectionRefused => $"{settings.Target} refused the connection: nothing listens there. Is the server running, and the port right?",
        SocketError.HostNotFound or SocketError.NoData => $"{settings.Target.Host} is unknown: no address was found for that name. Check its spelling.",
        SocketError.TryAgain => $"{settings.Target.Host} could not be looked up: the name server did not answer. Try again, or give an address.",
        SocketError.TimedOut => $"{settings.Target} did not answer within 10 s. Check the address, and that no firewall is in between.",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => $"{settings.Target} cannot be reached from here: there is no route to it.",
        SocketError.ConnectionReset or SocketError.ConnectionAborted => $"{settings.Target} ended the connection. Does it speak TLS {Versions(settings)}?",
        _ => $"{settings.Target}: the connection failed: {message}",
    };

    private static string Versions(ConnectSettings settings) => settings.Tls switch
    {
        System.Security.Authentication.SslProtocols.Tls12 => "1.2",
        System.Security.Authentication.SslProtocols.Tls13 => "1.3",
        _ => "1.2 or 1.3",
    };

    private static string WithoutSource(string message)
    {
        int bracket = message.LastIndexOf(" [", StringComparison.Ordinal);
        return bracket > 0 && message.EndsWith(']') ? message[..bracket] : message;
    }

    private static string Sentence(string text) => text.EndsWith('.') || text.EndsWith(']') ? text : text + ".";
}
