using System.Net.Security;
using System.Security.Authentication;

namespace Segno.Tests.Properties.World;

/// <summary>What terms choose from.</summary>
internal static class Lists
{
    public static SslProtocols[] Versions { get; } = [SslProtocols.Tls12 | SslProtocols.Tls13, SslProtocols.Tls13, SslProtocols.Tls12];

    /// <summary>Each with suites of both versions, so that every choice of versions has some.</summary>
    public static TlsCipherSuite[][] Suites { get; } =
    [
        [
            TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        ],
        [
            TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256, TlsCipherSuite.TLS_AES_128_GCM_SHA256,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        ],
        [TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256],
        [TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384],
    ];

    public static SslApplicationProtocol[][] Protocols { get; } =
    [
        [], [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11], [SslApplicationProtocol.Http11, SslApplicationProtocol.Http2], [SslApplicationProtocol.Http11],
    ];

    public static PskKeyExchangeModes[] Modes { get; } =
        [PskKeyExchangeModes.DheKe, PskKeyExchangeModes.DheKe | PskKeyExchangeModes.Ke, PskKeyExchangeModes.Ke, PskKeyExchangeModes.None];

    public static TimeSpan[] Ages { get; } = [TimeSpan.FromHours(24), TimeSpan.FromHours(2), TimeSpan.FromMinutes(20)];

    public static string[] Names { get; } = [TestHosts.Name, "other.example"];

    /// <summary>Whether a suite belongs to TLS 1.3.</summary>
    public static bool IsTls13(TlsCipherSuite suite) => (ushort)suite >> 8 == 0x13;

    /// <summary>The hash of a suite, which a PSK is bound to (RFC 8446 §4.2.11): SHA-384, or SHA-256.</summary>
    public static bool IsSha384(TlsCipherSuite suite) => suite.ToString().EndsWith("SHA384", StringComparison.Ordinal);
}
