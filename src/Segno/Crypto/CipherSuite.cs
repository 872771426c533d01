using System.Net.Security;
using System.Security.Cryptography;
using Segno.Wire;

namespace Segno.Crypto;

/// <summary>The bulk ciphers.</summary>
internal enum AeadAlgorithm
{
    Aes128Gcm,
    Aes256Gcm,
    ChaCha20Poly1305,
}

/// <summary>How a TLS 1.2 suite authenticates (RFC 8422 §2). TLS 1.3 suites say nothing about it.</summary>
internal enum SuiteAuthentication
{
    Any,
    Ecdsa,
    Rsa,
}

/// <summary>One row of the suite table: what a suite means, and the limits of its keys (RFC 8446 §5.5, App. B.4; RFC 5288; RFC 7905).</summary>
internal sealed class CipherSuite
{
    private CipherSuite(TlsCipherSuite code, ProtocolVersion version, SuiteAuthentication authentication, AeadAlgorithm aead, HashAlgorithmName hash)
    {
        Code = code;
        Version = version;
        Authentication = authentication;
        Aead = aead;
        Hash = hash;
        HashLength = hash == HashAlgorithmName.SHA384 ? 48 : 32;
        KeyLength = aead == AeadAlgorithm.Aes128Gcm ? 16 : 32;
        FixedIvLength = version == ProtocolVersion.Tls12 && aead != AeadAlgorithm.ChaCha20Poly1305 ? 4 : 12;
        MaxRecords = aead == AeadAlgorithm.ChaCha20Poly1305 ? ulong.MaxValue : 1UL << 24;
    }

    public TlsCipherSuite Code { get; }

    public ProtocolVersion Version { get; }

    public SuiteAuthentication Authentication { get; }

    public AeadAlgorithm Aead { get; }

    /// <summary>The hash of HKDF (TLS 1.3) or of the PRF (TLS 1.2), and of the transcript.</summary>
    public HashAlgorithmName Hash { get; }

    /// <summary>Bytes of the hash's output.</summary>
    public int HashLength { get; }

    /// <summary>Bytes of the AEAD's key.</summary>
    public int KeyLength { get; }

    /// <summary>Bytes of the IV that the key schedule gives: 4 for the implicit part of TLS 1.2 AES-GCM, else 12.</summary>
    public int FixedIvLength { get; }

    /// <summary>Bytes of the AEAD's tag.</summary>
    public static int TagLength => 16;

    /// <summary>Records that one key may protect; AES-GCM below the 2^24.5 of RFC 8446 §5.5.</summary>
    public ulong MaxRecords { get; }

    /// <summary>Every suite, in the default order of preference.</summary>
    public static IReadOnlyList<CipherSuite> All { get; } =
    [
        new(TlsCipherSuite.TLS_AES_128_GCM_SHA256, ProtocolVersion.Tls13, SuiteAuthentication.Any, AeadAlgorithm.Aes128Gcm, HashAlgorithmName.SHA256),
        new(TlsCipherSuite.TLS_AES_256_GCM_SHA384, ProtocolVersion.Tls13, SuiteAuthentication.Any, AeadAlgorithm.Aes256Gcm, HashAlgorithmName.SHA384),
        new(TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256, ProtocolVersion.Tls13, SuiteAuthentication.Any, AeadAlgorithm.ChaCha20Poly1305, HashAlgorithmName.SHA256),
        new(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, ProtocolVersion.Tls12, SuiteAuthentication.Ecdsa, AeadAlgorithm.Aes128Gcm, HashAlgorithmName.SHA256),
        new(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, ProtocolVersion.Tls12, SuiteAuthentication.Rsa, AeadAlgorithm.Aes128Gcm, HashAlgorithmName.SHA256),
        new(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, ProtocolVersion.Tls12, SuiteAuthentication.Ecdsa, AeadAlgorithm.Aes256Gcm, HashAlgorithmName.SHA384),
        new(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, ProtocolVersion.Tls12, SuiteAuthentication.Rsa, AeadAlgorithm.Aes256Gcm, HashAlgorithmName.SHA384),
        new(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, ProtocolVersion.Tls12, SuiteAuthentication.Ecdsa, AeadAlgorithm.ChaCha20Poly1305, HashAlgorithmName.SHA256),
        new(TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, ProtocolVersion.Tls12, SuiteAuthentication.Rsa, AeadAlgorithm.ChaCha20Poly1305, HashAlgorithmName.SHA256),
    ];

    /// <summary>Those whose AEAD this platform has.</summary>
    public static IReadOnlyList<CipherSuite> Supported { get; } = [.. All.Where(suite => IsSupported(suite.Aead))];

    /// <summary>The row of a code, or null for a suite that Segno does not have.</summary>
    public static CipherSuite? Find(TlsCipherSuite code)
    {
        foreach (CipherSuite suite in All)
        {
            if (suite.Code == code)
                return suite;
        }
        return null;
    }

    public override string ToString() => Code.ToString();

    private static bool IsSupported(AeadAlgorithm aead) =>
        aead == AeadAlgorithm.ChaCha20Poly1305 ? ChaCha20Poly1305.IsSupported : AesGcm.IsSupported;
}
