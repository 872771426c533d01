using Segno.Crypto;
using Segno.Wire;

namespace Segno.Resumption.Sessions;

/// <summary>The terms on which a session would resume here and now.</summary>
internal readonly struct ResumptionTerms
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>The version of the connection.</summary>
    public required ProtocolVersion Version { get; init; }

    /// <summary>The suite of the connection; null if the session's is not known here.</summary>
    public required CipherSuite? CipherSuite { get; init; }

    /// <summary>server_name of the connection, normalised; null if absent.</summary>
    public required string? ServerName { get; init; }

    public required ResumptionScope Scope { get; init; }

    /// <summary>Whether the ClientHello carries extended_master_secret; of no matter in TLS 1.3.</summary>
    public required bool OffersExtendedMasterSecret { get; init; }

    /// <summary>Whether the application allows TLS 1.2 sessions without it to resume.</summary>
    public required bool AllowWithoutExtendedMasterSecret { get; init; }

    /// <summary>What a server asks of its clients; None on a client.</summary>
    public required ClientCertificateMode ClientCertificateMode { get; init; }

    /// <summary>The signature schemes that are accepted of the peer.</summary>
    public required IReadOnlyList<SignatureScheme> SignatureSchemes { get; init; }

    public required SessionLifetimes Lifetimes { get; init; }
}
