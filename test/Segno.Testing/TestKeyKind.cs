namespace Segno.Testing;

/// <summary>The keys that <see cref="TestCertificates"/> makes.</summary>
public enum TestKeyKind
{
    EcdsaP256,
    EcdsaP384,
    EcdsaP521,
    Rsa,
    Ed25519,
}
