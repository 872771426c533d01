using System.Formats.Asn1;

namespace Segno.Certificates;

/// <summary>
/// The algorithms with which certificates may be signed: those of the handshake's schemes and their kin (RFC 8446 §4.2.3, RFC 9325 §4.3). A list of
/// what is good: what is broken goes by more names than one would think of, and OpenSSL knows them all.
/// </summary>
internal static class CertificateSignatures
{
    private const string RsassaPss = "1.2.840.113549.1.1.10";
    private const string Mgf1 = "1.2.840.113549.1.1.8";

    /// <summary>Whether an AlgorithmIdentifier names one of them.</summary>
    public static bool IsStrong(ReadOnlyMemory<byte> algorithmIdentifier)
    {
        try
        {
            AsnReader algorithm = new AsnReader(algorithmIdentifier, AsnEncodingRules.DER).ReadSequence();
            return algorithm.ReadObjectIdentifier() switch
            {
                // RSASSA-PKCS1-v1_5 with SHA-256, SHA-384, SHA-512 (RFC 4055 §5).
                "1.2.840.113549.1.1.11" or "1.2.840.113549.1.1.12" or "1.2.840.113549.1.1.13" => true,
                // ECDSA with the same (RFC 5758 §3.2).
                "1.2.840.10045.4.3.2" or "1.2.840.10045.4.3.3" or "1.2.840.10045.4.3.4" => true,
                // Ed25519, Ed448 (RFC 8410 §3).
                "1.3.101.112" or "1.3.101.113" => true,
                RsassaPss => IsStrongPss(algorithm),
                _ => false,
            };
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    /// <summary>RSASSA-PSS-params (RFC 4055 §3.1), in which what is left out means SHA-1.</summary>
    private static bool IsStrongPss(AsnReader algorithm)
    {
        AsnReader parameters = algorithm.ReadSequence();
        return Explicit(parameters, 0) is { } hash && IsSha2(hash)
            && Explicit(parameters, 1) is { } mask && mask.ReadSequence() is { } mgf && mgf.ReadObjectIdentifier() == Mgf1 && IsSha2(mgf);
    }

    private static AsnReader? Explicit(AsnReader reader, int number)
    {
        Asn1Tag tag = new(TagClass.ContextSpecific, number);
        return reader.HasData && reader.PeekTag().HasSameClassAndValue(tag) ? reader.ReadSequence(tag) : null;
    }

    private static bool IsSha2(AsnReader reader) =>
        reader.ReadSequence().ReadObjectIdentifier() is "2.16.840.1.101.3.4.2.1" or "2.16.840.1.101.3.4.2.2" or "2.16.840.1.101.3.4.2.3";
}
