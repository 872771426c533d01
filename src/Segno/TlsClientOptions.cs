using System.Net.Security;
using System.Security.Authentication;

namespace Segno;

/// <summary>What a <see cref="TlsClient"/> may be told. Validated by its constructor; lists are copied when they are set.</summary>
public sealed class TlsClientOptions
{
    /// <summary>The versions: any of <see cref="SslProtocols.Tls12"/> and <see cref="SslProtocols.Tls13"/>. Both by default.</summary>
    public SslProtocols EnabledSslProtocols { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>The application protocols in order of preference; empty: no ALPN (RFC 7301).</summary>
    public IReadOnlyList<SslApplicationProtocol> ApplicationProtocols { get; init => field = [.. value ?? throw new ArgumentNullException(nameof(value))]; } = [];

    /// <summary>How server certificates are checked.</summary>
    public CertificateValidationOptions ServerValidation { get; init; } = new();

    /// <summary>Whether servers are asked to staple an OCSP response (RFC 6066 §8). It is handed on as it came: see <see cref="CertificateValidationOptions.OcspCallback"/>.</summary>
    public bool RequestOcspResponse { get; init; }

    /// <summary>Whether servers are asked for signed certificate timestamps (RFC 6962 §3.3.1). They are handed on as they came.</summary>
    public bool RequestSignedCertificateTimestamps { get; init; }

    /// <summary>The client's certificates, for servers that ask; the first that fits the request is used.</summary>
    public IReadOnlyList<TlsCredential> Credentials { get; init => field = [.. value ?? throw new ArgumentNullException(nameof(value))]; } = [];

    /// <summary>A scope of the application's own: sessions made under one string are not offered under another, also when they were exported.</summary>
    public string Scope { get; init; } = "";

    /// <summary>A number to raise when a policy changes and every session made before shall end, for instance when <see cref="CertificateValidationOptions.Callback"/> becomes stricter.</summary>
    public int PolicyNumber { get; init; }

    /// <summary>The cipher suites in order of preference; null for the default.</summary>
    public IReadOnlyList<TlsCipherSuite>? CipherSuites { get; init => field = value is null ? null : [.. value]; }

    /// <summary>The groups in order of preference; null for the default.</summary>
    public IReadOnlyList<NamedGroup>? Groups { get; init => field = value is null ? null : [.. value]; }

    /// <summary>The groups for which the first ClientHello carries key shares; null for the most preferred one, and X25519 beside a hybrid.</summary>
    public IReadOnlyList<NamedGroup>? KeyShareGroups { get; init => field = value is null ? null : [.. value]; }

    /// <summary>The signature schemes in order of preference; null for the default.</summary>
    public IReadOnlyList<SignatureScheme>? SignatureSchemes { get; init => field = value is null ? null : [.. value]; }

    /// <summary>How sessions are kept and offered.</summary>
    public ClientResumptionOptions Resumption { get; init; } = new();

    /// <summary>How long a handshake may take.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The most bytes that a server's certificate chain may have.</summary>
    public int MaxCertificateChainBytes { get; init; } = 64 * 1024;

    /// <summary>The most plaintext bytes a record that we receive may hold, told to peers by record_size_limit (RFC 8449); 64 to 16,384.</summary>
    public int RecordSizeLimit { get; init; } = 16384;

    /// <summary>Protected TLS 1.3 records are padded to a multiple of this many bytes (RFC 8446 §5.4); 0 or 1: no padding.</summary>
    public int RecordPaddingBlock { get; init; }

    /// <summary>Whether TLS 1.3 looks like a resumed TLS 1.2 to middleboxes (RFC 8446 App. D.4).</summary>
    public bool MiddleboxCompatibility { get; init; } = true;

    /// <summary>Refuses TLS 1.2 servers without extended_master_secret (RFC 7627 §5.2). Off: they connect, and do not resume.</summary>
    public bool RequireExtendedMasterSecret { get; init; }

    /// <summary>A file to which the secrets of every connection are appended, in the format of NSS (SSLKEYLOGFILE). Whoever reads it reads the traffic.</summary>
    public string? KeyLogFile { get; init; }

    /// <summary>Where time comes from.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal Crypto.TlsRandom Random { get; init; } = Crypto.TlsRandom.System;

    /// <summary>Sees the handshake messages of every connection; null for none.</summary>
    internal Diagnostics.IHandshakeObserver? Observer { get; init; }
}
