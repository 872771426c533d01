using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Segno.Crypto;

namespace Segno.Testing;

/// <summary>A private key of any kind, as an issuer uses it. Ed25519 is libsodium's, for .NET has none.</summary>
public sealed class TestKey : IDisposable
{
    private const string IdEd25519 = "1.3.101.112";

    private readonly AsymmetricAlgorithm? _key;
    private readonly byte[] _seed = [];
    private readonly byte[] _secretKey = [];
    private readonly byte[] _publicKey = [];

    private TestKey(byte[] ed25519Seed)
    {
        Kind = TestKeyKind.Ed25519;
        _seed = ed25519Seed;
        _secretKey = new byte[Sodium.Ed25519SecretKeyLength];
        _publicKey = new byte[Sodium.Ed25519PublicKeyLength];
        Sodium.Ed25519KeyPair(_seed, _publicKey, _secretKey);
    }

    private TestKey(TestKeyKind kind)
    {
        Kind = kind;
        switch (kind)
        {
            case TestKeyKind.Rsa:
                _key = RSA.Create(2048);
                break;
            default:
                _key = ECDsa.Create(kind switch
                {
                    TestKeyKind.EcdsaP384 => ECCurve.NamedCurves.nistP384,
                    TestKeyKind.EcdsaP521 => ECCurve.NamedCurves.nistP521,
                    _ => ECCurve.NamedCurves.nistP256,
                });
                break;
        }
    }

    public TestKeyKind Kind { get; }

    public static TestKey Create(TestKeyKind kind) =>
        kind == TestKeyKind.Ed25519 ? FromEd25519Seed(RandomNumberGenerator.GetBytes(Sodium.Ed25519SeedLength)) : new TestKey(kind);

    /// <summary>The Ed25519 key of a seed of 32 bytes, which signs the same thing the same way every time.</summary>
    public static TestKey FromEd25519Seed(byte[] seed) => new(seed);

    /// <summary>The private key as PKCS#8 in PEM.</summary>
    public string ToPem() => PemEncoding.WriteString("PRIVATE KEY", _key?.ExportPkcs8PrivateKey() ?? EncodeEd25519());

    internal AsymmetricAlgorithm? Key => _key;

    internal PublicKey PublicKey => _key is null
        ? PublicKey.CreateFromSubjectPublicKeyInfo(EncodeEd25519Public(), out _)
        : new PublicKey(_key);

    internal X509SignatureGenerator Generator => _key switch
    {
        RSA rsa => X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1),
        ECDsa ecdsa => X509SignatureGenerator.CreateForECDsa(ecdsa),
        _ => new Ed25519Generator(this),
    };

    public void Dispose()
    {
        _key?.Dispose();
        CryptographicOperations.ZeroMemory(_seed);
        CryptographicOperations.ZeroMemory(_secretKey);
    }

    private byte[] EncodeEd25519()
    {
        AsnWriter inner = new(AsnEncodingRules.DER);
        inner.WriteOctetString(_seed);
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            using (writer.PushSequence())
                writer.WriteObjectIdentifier(IdEd25519);
            writer.WriteOctetString(inner.Encode());
        }
        return writer.Encode();
    }

    private byte[] EncodeEd25519Public()
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
                writer.WriteObjectIdentifier(IdEd25519);
            writer.WriteBitString(_publicKey);
        }
        return writer.Encode();
    }

    private sealed class Ed25519Generator(TestKey key) : X509SignatureGenerator
    {
        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm)
        {
            AsnWriter writer = new(AsnEncodingRules.DER);
            using (writer.PushSequence())
                writer.WriteObjectIdentifier(IdEd25519);
            return writer.Encode();
        }

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm)
        {
            byte[] signature = new byte[Sodium.Ed25519SignatureLength];
            Sodium.Ed25519Sign(key._secretKey, data, signature);
            return signature;
        }

        protected override PublicKey BuildPublicKey() => key.PublicKey;
    }
}
