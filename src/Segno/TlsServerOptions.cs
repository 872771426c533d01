using System.Net.Security;
using System.Security.Authentication;

namespace Segno;

/// <summary>What a <see cref="TlsServer"/> may be told. Validated by its constructor; lists are copied when they are set.</summary>
public sealed class TlsServerOptions
{
    /// <summary>The versions: any of <see cref="SslProtocols.Tls12"/> and <see cref="SslProtocols.Tls13"/>. Both by default.</summary>
    public SslProtocols EnabledSslProtocols { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>The host that is served when <see cref="HostSelector"/> is null or answers null.</summary>
    public TlsHost? Host { get; init; }

    /// <summary>
    /// Chooses a host by what the ClientHello says. Null from it means <see cref="Host"/>; if that is null too, the name is
    /// unknown and the connection is refused with unrecognized_name.
    /// </summary>
    public Func<ClientHelloInfo, CancellationToken, ValueTask<TlsHost?>>? HostSelector { get; init; }

    /// <summary>The cipher suites in order of preference; null for the default. The names are those of <see cref="TlsCipherSuite"/>.</summary>
    public IReadOnlyList<TlsCipherSuite>? CipherSuites { get; init => field = value is null ? null : [.. value]; }

    /// <summary>Whether a client that lists ChaCha20-Poly1305 first gets it, as devices without AES instructions wish.</summary>
    public bool PreferClientChaCha { get; init; } = true;

    /// <summary>The groups in order of preference; null for the default.</summary>
    public IReadOnlyList<NamedGroup>? Groups { get; init => field = value is null ? null : [.. value]; }

    /// <summary>The signature schemes, to sign and to verify with, in order of preference; null for the default.</summary>
    public IReadOnlyList<SignatureScheme>? SignatureSchemes { get; init => field = value is null ? null : [.. value]; }

    /// <summary>How sessions are kept and resumed.</summary>
    public ServerResumptionOptions Resumption { get; init; } = new();

    /// <summary>How long a handshake may take.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The most bytes that a peer's certificate chain may have.</summary>
    public int MaxCertificateChainBytes { get; init; } = 64 * 1024;

    /// <summary>The most plaintext bytes a record that we receive may hold, told to peers by record_size_limit (RFC 8449); 64 to 16,384.</summary>
    public int RecordSizeLimit { get; init; } = 16384;

    /// <summary>Protected TLS 1.3 records are padded to a multiple of this many bytes (RFC 8446 §5.4); 0 or 1: no padding.</summary>
    public int RecordPaddingBlock { get; init; }

    /// <summary>Refuses TLS 1.2 clients without extended_master_secret (RFC 7627 §5.3). Off: they connect, and do not resume.</summary>
    public bool RequireExtendedMasterSecret { get; init; }

    /// <summary>A file to which the secrets of every connection are appended, in the format of NSS (SSLKEYLOGFILE). Whoever reads it reads the traffic.</summary>
    public string? KeyLogFile { get; init; }

    /// <summary>Where time comes from.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal Crypto.TlsRandom Random { get; init; } = Crypto.TlsRandom.System;

    /// <summary>Sees the handshake messages of every connection; null for none.</summary>
    internal Diagnostics.IHandshakeObserver? Observer { get; init; }
}
