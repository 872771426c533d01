using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using Segno.Crypto;
using Segno.Wire;

namespace Segno.Certificates;

/// <summary>
/// A SubjectPublicKeyInfo of a kind that signs handshakes (RFC 5280 §4.1.2.7, RFC 5480, RFC 4055, RFC 8410). It borrows the certificate's bytes.
/// </summary>
/// <param name="Kind">What the key signs with.</param>
/// <param name="Encoded">The whole SubjectPublicKeyInfo, in DER.</param>
/// <param name="Key">The content of subjectPublicKey: a point, an RSAPublicKey, or 32 bytes.</param>
/// <param name="PssHash">The one hash that an RSASSA-PSS key is restricted to by its parameters; null: any.</param>
internal readonly record struct PublicKeyInfo(SignatureKeyKind Kind, ReadOnlyMemory<byte> Encoded, ReadOnlyMemory<byte> Key, HashAlgorithmName? PssHash)
{
    /// <summary>Below it, a key is within reach of today's computers (RFC 9325 §4.3).</summary>
    public const int MinRsaBits = 2048;

    /// <summary>Bounds what verifying costs: the work grows with the square of the length, and the peer chooses it.</summary>
    public const int MaxRsaBits = 8192;

    /// <summary>Bounds what verifying costs, too: RSA exponents in use have 17 bits at most.</summary>
    private const int MaxRsaExponentBytes = 4;

    private const string IdEcPublicKey = "1.2.840.10045.2.1";
    private const string RsaEncryption = "1.2.840.113549.1.1.1";
    private const string RsassaPss = "1.2.840.113549.1.1.10";
    private const string IdEd25519 = "1.3.101.112";

    /// <summary>Whether the key may sign a handshake of this version with this scheme.</summary>
    public bool Fits(SignatureScheme scheme, ProtocolVersion version) =>
        Signatures.Fits(scheme, Kind, version) && (PssHash is not { } hash || hash == Signatures.HashOf(scheme));

    /// <summary>A readable SubjectPublicKeyInfo; null: of a kind, curve or size that Segno does not take, which <paramref name="why"/> names.</summary>
    /// <exception cref="AsnContentException">It is not DER.</exception>
    public static PublicKeyInfo? Parse(ReadOnlyMemory<byte> encoded, out string why)
    {
        AsnReader info = new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence();
        AsnReader algorithm = info.ReadSequence();
        if (!info.TryReadPrimitiveBitString(out int unusedBits, out ReadOnlyMemory<byte> key) || unusedBits != 0)
            throw new AsnContentException();
        info.ThrowIfNotEmpty();
        string oid = algorithm.ReadObjectIdentifier();
        HashAlgorithmName? pssHash = null;
        SignatureKeyKind? kind = oid switch
        {
            IdEcPublicKey => Ecdsa(algorithm, key.Span, out why),
            RsaEncryption => Rsa(key, out why) ? SignatureKeyKind.Rsa : null,
            RsassaPss => Rsa(key, out why) && PssParameters(algorithm, out pssHash, out why) ? SignatureKeyKind.RsaPss : null,
            IdEd25519 => Ed25519(key.Span, out why),
            _ => Unsupported($"the key algorithm {oid} is not one that Segno has", out why),
        };
        return kind is { } known ? new PublicKeyInfo(known, encoded, key, pssHash) : null;
    }

    private static SignatureKeyKind? Ecdsa(AsnReader algorithm, ReadOnlySpan<byte> point, out string why)
    {
        // RFC 5480 §2.1.1: namedCurve, never explicit parameters. RFC 8422 §5.1.2: uncompressed points.
        if (!algorithm.HasData || algorithm.PeekTag() != Asn1Tag.ObjectIdentifier)
            return Unsupported("the key's curve is not given by its name", out why);
        string curve = algorithm.ReadObjectIdentifier();
        (SignatureKeyKind Kind, int Bytes)? known = curve switch
        {
            "1.2.840.10045.3.1.7" => (SignatureKeyKind.EcdsaP256, 32),
            "1.3.132.0.34" => (SignatureKeyKind.EcdsaP384, 48),
            "1.3.132.0.35" => (SignatureKeyKind.EcdsaP521, 66),
            _ => null,
        };
        if (known is not { } found)
            return Unsupported($"the key's curve {curve} is none of P-256, P-384 and P-521", out why);
        if (point.Length != 1 + (2 * found.Bytes) || point[0] != 4)
            return Unsupported("the key is not an uncompressed point of its curve", out why);
        why = "";
        return found.Kind;
    }

    private static bool Rsa(ReadOnlyMemory<byte> key, out string why)
    {
        AsnReader reader = new AsnReader(key, AsnEncodingRules.DER).ReadSequence();
        ReadOnlySpan<byte> modulus = reader.ReadIntegerBytes().Span.TrimStart((byte)0);
        ReadOnlySpan<byte> exponent = reader.ReadIntegerBytes().Span.TrimStart((byte)0);
        reader.ThrowIfNotEmpty();
        int bits = modulus.IsEmpty ? 0 : (8 * modulus.Length) - BitOperations.LeadingZeroCount((uint)modulus[0]) + 24;
        why = bits is < MinRsaBits or > MaxRsaBits ? $"the RSA key has {bits} bits; {MinRsaBits} to {MaxRsaBits} are allowed"
            : exponent.Length is 0 or > MaxRsaExponentBytes ? $"the RSA key's public exponent is longer than {MaxRsaExponentBytes} bytes"
            : "";
        return why.Length == 0;
    }

    /// <summary>RSASSA-PSS-params (RFC 4055 §3.1). Absent, the key is not restricted; present, they must be those of a scheme (RFC 8446 §4.2.3).</summary>
    private static bool PssParameters(AsnReader algorithm, out HashAlgorithmName? hash, out string why)
    {
        hash = null;
        why = "";
        if (!algorithm.HasData)
            return true;
        AsnReader parameters = algorithm.ReadSequence();
        hash = Explicit(parameters, 0) is { } hashReader ? Hash(hashReader.ReadSequence()) : null;
        HashAlgorithmName? mask = null;
        if (Explicit(parameters, 1) is { } maskReader)
        {
            AsnReader mgf = maskReader.ReadSequence();
            mask = mgf.ReadObjectIdentifier() == "1.2.840.113549.1.1.8" ? Hash(mgf.ReadSequence()) : null;
        }
        int saltLength = Explicit(parameters, 2) is { } saltReader && saltReader.TryReadInt32(out int salt) ? salt : 20;
        int hashLength = hash == HashAlgorithmName.SHA256 ? 32 : hash == HashAlgorithmName.SHA384 ? 48 : 64;
        // The salt length of a key is the least that it allows (RFC 4055 §3.3).
        if (hash is not null && mask == hash && saltLength >= 0 && saltLength <= hashLength)
            return true;
        why = "the parameters of the RSASSA-PSS key are those of no scheme of TLS";
        return false;
    }

    private static AsnReader? Explicit(AsnReader reader, int number)
    {
        Asn1Tag tag = new(TagClass.ContextSpecific, number);
        return reader.HasData && reader.PeekTag().HasSameClassAndValue(tag) ? reader.ReadSequence(tag) : null;
    }

    private static HashAlgorithmName? Hash(AsnReader algorithm) => algorithm.ReadObjectIdentifier() switch
    {
        "2.16.840.1.101.3.4.2.1" => HashAlgorithmName.SHA256,
        "2.16.840.1.101.3.4.2.2" => HashAlgorithmName.SHA384,
        "2.16.840.1.101.3.4.2.3" => HashAlgorithmName.SHA512,
        _ => null,
    };

    private static SignatureKeyKind? Ed25519(ReadOnlySpan<byte> key, out string why)
    {
        if (!Sodium.IsAvailable)
            return Unsupported("Ed25519 needs libsodium, which is not there", out why);
        if (key.Length != Sodium.Ed25519PublicKeyLength)
            return Unsupported("the Ed25519 key has not 32 bytes", out why);
        why = "";
        return SignatureKeyKind.Ed25519;
    }

    private static SignatureKeyKind? Unsupported(string reason, out string why)
    {
        why = reason;
        return null;
    }
}
