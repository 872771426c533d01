namespace Segno.Crypto;

/// <summary>The kinds of keys that sign handshakes: what SubjectPublicKeyInfo.algorithm says, and for ECDSA the curve.</summary>
internal enum SignatureKeyKind
{
    EcdsaP256,
    EcdsaP384,
    EcdsaP521,
    /// <summary>rsaEncryption: signs by PKCS#1 v1.5 (TLS 1.2 only) and by PSS.</summary>
    Rsa,
    /// <summary>id-RSASSA-PSS: signs by PSS alone (RFC 4055 §1.2).</summary>
    RsaPss,
    Ed25519,
}
