namespace Segno;

/// <summary>Why a session that was offered did not resume. Each is a full handshake, never an error.</summary>
public enum ResumptionDecline
{
    /// <summary>Nothing was declined: the connection resumed, or nothing was offered.</summary>
    None,
    /// <summary>Resumption of this kind is switched off here.</summary>
    Disabled,
    /// <summary>No session of that ID, or of that stateful ticket, is in the store.</summary>
    UnknownSession,
    /// <summary>The ticket names a key that is not, or no longer, in the ring.</summary>
    UnknownKey,
    /// <summary>The ticket or the stored session is no valid one: cut, altered, of an unknown format, or longer than allowed.</summary>
    Damaged,
    /// <summary>The session's lifetime is over.</summary>
    Expired,
    /// <summary>The last full authentication lies too far back (RFC 8446 §4.6.1, RFC 9325 §3.4).</summary>
    TooOld,
    /// <summary>The session was issued in the future, beyond the clock skew that is allowed.</summary>
    FromTheFuture,
    /// <summary>The session belongs to another version of the protocol.</summary>
    VersionChanged,
    /// <summary>The session's cipher suite, or in TLS 1.3 its hash, is not offered or not enabled any more.</summary>
    CipherSuiteChanged,
    /// <summary>The session lacks extended_master_secret and may not resume (RFC 7627 §5.3).</summary>
    ExtendedMasterSecretMismatch,
    /// <summary>server_name differs from the session's (RFC 6066 §3).</summary>
    ServerNameMismatch,
    /// <summary>The host's identity, its certificates, is not the session's.</summary>
    ScopeIdentity,
    /// <summary>The rules for the peer's certificate, or the trust anchors, are not the session's; on a server also whether clients are asked for one.</summary>
    ScopeClientAuthentication,
    /// <summary>The application protocols or verification options are not the session's.</summary>
    ScopeProtocols,
    /// <summary>The application's own scope string or policy number is not the session's.</summary>
    ScopeApplication,
    /// <summary>A client certificate is required and the session holds none.</summary>
    ClientAuthenticationRequired,
    /// <summary>The peer's certificates no longer pass what is checked again on resumption.</summary>
    PeerCertificateRefused,
    /// <summary>The session was already used, and may be used once.</summary>
    Spent,
    /// <summary>The client lists no PSK key exchange mode that is allowed here (RFC 8446 §4.2.9).</summary>
    PskModeMismatch,
    /// <summary>The store or the key source did not answer in time.</summary>
    Unavailable,
    /// <summary>A rule of this side's says no: the signature scheme with which the peer once proved itself is not accepted any more.</summary>
    Policy,
    /// <summary>Seen by a client: the server chose a full handshake and does not say why.</summary>
    DeclinedByPeer,
}
