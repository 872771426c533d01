namespace Segno.Cli.Naming;

/// <summary>The same facts for people.</summary>
internal static class Sentences
{
    public static string Of(ResumptionKind kind) => kind switch
    {
        ResumptionKind.Full => "full handshake",
        ResumptionKind.SessionId => "resumed by session ID",
        ResumptionKind.Ticket => "resumed by session ticket",
        ResumptionKind.PskDhe => "resumed by PSK with (EC)DHE",
        ResumptionKind.Psk => "resumed by PSK alone",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static string Of(ResumptionDecline decline) => decline switch
    {
        ResumptionDecline.None => "no session was offered",
        ResumptionDecline.Disabled => "resumption of this kind is switched off",
        ResumptionDecline.UnknownSession => "the session is not, or no longer, in the cache",
        ResumptionDecline.UnknownKey => "the ticket's key is not, or no longer, known",
        ResumptionDecline.Damaged => "the ticket or session is damaged",
        ResumptionDecline.Expired => "the session has expired",
        ResumptionDecline.TooOld => "the last full handshake lies too far back",
        ResumptionDecline.FromTheFuture => "the session was made in the future",
        ResumptionDecline.VersionChanged => "the session belongs to another TLS version",
        ResumptionDecline.CipherSuiteChanged => "the session's cipher suite is not in use any more",
        ResumptionDecline.ExtendedMasterSecretMismatch => "the session lacks extended_master_secret",
        ResumptionDecline.ServerNameMismatch => "the session belongs to another server name",
        ResumptionDecline.ScopeIdentity => "the host's certificates are not the session's",
        ResumptionDecline.ScopeClientAuthentication => "the rules for client certificates are not the session's",
        ResumptionDecline.ScopeProtocols => "the application protocols are not the session's",
        ResumptionDecline.ScopeApplication => "the application's scope is not the session's",
        ResumptionDecline.ClientAuthenticationRequired => "a client certificate is required and the session has none",
        ResumptionDecline.PeerCertificateRefused => "the session's certificates are not accepted any more",
        ResumptionDecline.Spent => "the session was already used",
        ResumptionDecline.PskModeMismatch => "no PSK mode in common",
        ResumptionDecline.Unavailable => "the session store or key source did not answer in time",
        ResumptionDecline.Policy => "a rule of the application's says no",
        ResumptionDecline.DeclinedByPeer => "the server chose a full handshake and does not say why",
        _ => decline.ToString(),
    };
}
