using System.Net.Security;
using Segno.Crypto;
using Segno.Wire;

namespace Segno.Resumption.Sessions;

/// <summary>
/// Everything that must survive from one connection to the next, of both sides and both versions. Immutable; it owns its
/// secret, and whoever owns the session disposes it.
/// </summary>
internal sealed class Session : IDisposable
{
    /// <summary>The longest life of a session or ticket: 7 days (RFC 8446 §4.6.1).</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(7);

    public required ProtocolVersion Version { get; init; }

    public required TlsCipherSuite CipherSuite { get; init; }

    /// <summary>The master secret (TLS 1.2, 48 bytes) or the PSK (TLS 1.3, as long as the suite's hash).</summary>
    public required SecretBuffer Secret { get; init; }

    /// <summary>The fingerprint of the client's configuration that made it; null on a server, and once the session was bytes. It is not encoded.</summary>
    public string? MadeBy { get; init; }

    /// <summary>Whether the master secret is an extended one (RFC 7627 §5.4: a part of the session).</summary>
    public bool ExtendedMasterSecret { get; init; }

    /// <summary>The application protocol of the connection that made the session; empty if none.</summary>
    public ReadOnlyMemory<byte> ApplicationProtocol { get; init; }

    /// <summary>server_name, normalised; on a client the name or address that the certificate was checked against. Null if absent.</summary>
    public string? ServerName { get; init; }

    /// <summary>The peer's chain in DER, its own certificate first; empty if it showed none.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> PeerCertificates { get; init; } = [];

    /// <summary>The group of the last key agreement; null if unknown.</summary>
    public NamedGroup? Group { get; init; }

    /// <summary>The scheme with which the peer signed in the full handshake; null if it did not.</summary>
    public SignatureScheme? PeerSignatureScheme { get; init; }

    /// <summary>What the server stapled in the full handshake, for the account of resumed ones; held in memory only, never encoded.</summary>
    public ReadOnlyMemory<byte> OcspResponse { get; init; }

    /// <inheritdoc cref="OcspResponse"/>
    public ReadOnlyMemory<byte> SignedCertificateTimestamps { get; init; }

    /// <summary>When this session was made or renewed, to the millisecond.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the peers last authenticated by a full handshake; resuming does not move it.</summary>
    public required DateTimeOffset AuthenticatedAt { get; init; }

    /// <summary>For how long from <see cref="CreatedAt"/> it may resume.</summary>
    public required TimeSpan Lifetime { get; init; }

    /// <summary>ticket_age_add (RFC 8446 §4.6.1); 0 in TLS 1.2.</summary>
    public uint TicketAgeAdd { get; init; }

    /// <summary>max_early_data_size in bytes (RFC 8446 §4.2.10); 0 in TLS 1.2 and where there is no early data.</summary>
    public uint MaxEarlyDataBytes { get; init; }

    /// <summary>What the session may not escape.</summary>
    public required ResumptionScope Scope { get; init; }

    /// <summary>How often the lineage was resumed when this session was made.</summary>
    public int TimesResumed { get; init; }

    /// <summary>The last moment at which it may resume.</summary>
    public DateTimeOffset ExpiresAt => CreatedAt + Lifetime;

    /// <summary>A copy with a secret of its own; what is immutable is shared.</summary>
    public Session Clone() => new()
    {
        Version = Version,
        CipherSuite = CipherSuite,
        Secret = Secret.Clone(),
        MadeBy = MadeBy,
        ExtendedMasterSecret = ExtendedMasterSecret,
        ApplicationProtocol = ApplicationProtocol,
        ServerName = ServerName,
        PeerCertificates = PeerCertificates,
        Group = Group,
        PeerSignatureScheme = PeerSignatureScheme,
        OcspResponse = OcspResponse,
        SignedCertificateTimestamps = SignedCertificateTimestamps,
        CreatedAt = CreatedAt,
        AuthenticatedAt = AuthenticatedAt,
        Lifetime = Lifetime,
        TicketAgeAdd = TicketAgeAdd,
        MaxEarlyDataBytes = MaxEarlyDataBytes,
        Scope = Scope,
        TimesResumed = TimesResumed,
    };

    public void Dispose() => Secret.Dispose();
}
