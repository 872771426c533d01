using System.Security.Cryptography;
using Segno.Wire;

namespace Segno.Crypto;

/// <summary>What each signature scheme means: which keys it fits, and how it hashes and pads (RFC 8446 §4.2.3, RFC 5246 §7.4.1.4.1).</summary>
internal static class Signatures
{
    /// <summary>Every scheme that this platform signs and verifies with, in the default order of preference. There is no SHA-1.</summary>
    public static IReadOnlyList<SignatureScheme> Supported { get; } =
    [
        SignatureScheme.EcdsaSecp256r1Sha256,
        .. Sodium.IsAvailable ? [SignatureScheme.Ed25519] : Array.Empty<SignatureScheme>(),
        SignatureScheme.RsaPssRsaeSha256,
        SignatureScheme.EcdsaSecp384r1Sha384,
        SignatureScheme.EcdsaSecp521r1Sha512,
        SignatureScheme.RsaPssRsaeSha384,
        SignatureScheme.RsaPssRsaeSha512,
        SignatureScheme.RsaPssPssSha256,
        SignatureScheme.RsaPssPssSha384,
        SignatureScheme.RsaPssPssSha512,
        SignatureScheme.RsaPkcs1Sha256,
        SignatureScheme.RsaPkcs1Sha384,
        SignatureScheme.RsaPkcs1Sha512,
    ];

    /// <summary>Whether a key of this kind may sign a handshake of this version with this scheme.</summary>
    /// <remarks>RSA keys are of 2048 bits at least here, so each of them has room for PSS with SHA-512 (130 bytes: RFC 8017 §9.1.1).</remarks>
    public static bool Fits(SignatureScheme scheme, SignatureKeyKind key, ProtocolVersion version) => scheme switch
    {
        // RFC 8446 §4.2.3: in TLS 1.3 the scheme names the curve. RFC 8422 §5.1.1: in TLS 1.2 it names the hash alone.
        SignatureScheme.EcdsaSecp256r1Sha256 => version == ProtocolVersion.Tls13 ? key == SignatureKeyKind.EcdsaP256 : IsEcdsa(key),
        SignatureScheme.EcdsaSecp384r1Sha384 => version == ProtocolVersion.Tls13 ? key == SignatureKeyKind.EcdsaP384 : IsEcdsa(key),
        SignatureScheme.EcdsaSecp521r1Sha512 => version == ProtocolVersion.Tls13 ? key == SignatureKeyKind.EcdsaP521 : IsEcdsa(key),
        SignatureScheme.Ed25519 => key == SignatureKeyKind.Ed25519,
        SignatureScheme.RsaPssRsaeSha256 or SignatureScheme.RsaPssRsaeSha384 or SignatureScheme.RsaPssRsaeSha512 => key == SignatureKeyKind.Rsa,
        SignatureScheme.RsaPssPssSha256 or SignatureScheme.RsaPssPssSha384 or SignatureScheme.RsaPssPssSha512 => key == SignatureKeyKind.RsaPss,
        // RFC 8446 §4.2.3: these stand for certificates only, "not defined for use in signed TLS handshake messages".
        SignatureScheme.RsaPkcs1Sha256 or SignatureScheme.RsaPkcs1Sha384 or SignatureScheme.RsaPkcs1Sha512 =>
            key == SignatureKeyKind.Rsa && version == ProtocolVersion.Tls12,
        _ => false,
    };

    /// <summary>The scheme's hash. Ed25519 has none of its own: it takes the message (RFC 8032 §5.1).</summary>
    public static HashAlgorithmName HashOf(SignatureScheme scheme) => scheme switch
    {
        SignatureScheme.EcdsaSecp256r1Sha256 or SignatureScheme.RsaPssRsaeSha256 or SignatureScheme.RsaPssPssSha256 or SignatureScheme.RsaPkcs1Sha256
            => HashAlgorithmName.SHA256,
        SignatureScheme.EcdsaSecp384r1Sha384 or SignatureScheme.RsaPssRsaeSha384 or SignatureScheme.RsaPssPssSha384 or SignatureScheme.RsaPkcs1Sha384
            => HashAlgorithmName.SHA384,
        SignatureScheme.EcdsaSecp521r1Sha512 or SignatureScheme.RsaPssRsaeSha512 or SignatureScheme.RsaPssPssSha512 or SignatureScheme.RsaPkcs1Sha512
            => HashAlgorithmName.SHA512,
        _ => throw new ArgumentOutOfRangeException(nameof(scheme)),
    };

    /// <summary>How an RSA scheme pads. PSS has a salt as long as the hash (RFC 8446 §4.2.3), as .NET makes and demands it.</summary>
    public static RSASignaturePadding PaddingOf(SignatureScheme scheme) =>
        scheme is SignatureScheme.RsaPkcs1Sha256 or SignatureScheme.RsaPkcs1Sha384 or SignatureScheme.RsaPkcs1Sha512
            ? RSASignaturePadding.Pkcs1
            : RSASignaturePadding.Pss;

    /// <summary>How a TLS 1.2 suite must authenticate for this key. Ed25519 goes with the ECDSA suites (RFC 8422 §5.10).</summary>
    public static SuiteAuthentication AuthenticationOf(SignatureKeyKind key) =>
        key is SignatureKeyKind.Rsa or SignatureKeyKind.RsaPss ? SuiteAuthentication.Rsa : SuiteAuthentication.Ecdsa;

    /// <summary>The curve of an ECDSA key; null of others.</summary>
    public static NamedGroup? GroupOf(SignatureKeyKind key) => key switch
    {
        SignatureKeyKind.EcdsaP256 => NamedGroup.Secp256r1,
        SignatureKeyKind.EcdsaP384 => NamedGroup.Secp384r1,
        SignatureKeyKind.EcdsaP521 => NamedGroup.Secp521r1,
        _ => null,
    };

    private static bool IsEcdsa(SignatureKeyKind key) => key is SignatureKeyKind.EcdsaP256 or SignatureKeyKind.EcdsaP384 or SignatureKeyKind.EcdsaP521;
}
