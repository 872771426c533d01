using System.Formats.Asn1;

namespace Segno.Certificates;

/// <summary>
/// Those fields of a certificate that the handshake itself needs (RFC 5280 §4.1), read strictly as DER and without a
/// native object, which would cost a hundred times as much. It borrows the bytes.
/// </summary>
/// <remarks>
/// <code>
/// Certificate    = SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue }
/// tbsCertificate = SEQUENCE { [0] version, serialNumber, signature, issuer, validity, subject, subjectPublicKeyInfo,
///                             [1] issuerUniqueID, [2] subjectUniqueID, [3] extensions }
/// </code>
/// </remarks>
internal readonly record struct CertificateFields
{
    private const string KeyUsageExtension = "2.5.29.15";
    private const byte DigitalSignatureBit = 0x80;

    public ReadOnlyMemory<byte> Issuer { get; private init; }

    public ReadOnlyMemory<byte> Subject { get; private init; }

    public DateTimeOffset NotBefore { get; private init; }

    /// <summary>The last second of validity, inclusive (RFC 5280 §4.1.2.5).</summary>
    public DateTimeOffset NotAfter { get; private init; }

    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; private init; }

    /// <summary>The AlgorithmIdentifier of the signature, in DER.</summary>
    public ReadOnlyMemory<byte> SignatureAlgorithm { get; private init; }

    /// <summary>False: a key usage extension is there and lacks digitalSignature (RFC 5280 §4.2.1.3).</summary>
    public bool MaySign { get; private init; }

    /// <summary>Issuer and subject are one, as in a root.</summary>
    public bool IsSelfIssued => Issuer.Span.SequenceEqual(Subject.Span);

    // The second is taken from now, for none follows the end of 9999 that "no expiry" is written with.
    public bool IsValidAt(DateTimeOffset now) => NotBefore <= now && now.AddSeconds(-1) < NotAfter;

    /// <exception cref="TlsException">bad_certificate: it is not the DER of a certificate.</exception>
    public static CertificateFields Parse(ReadOnlyMemory<byte> der)
    {
        try
        {
            AsnReader outer = new(der, AsnEncodingRules.DER);
            AsnReader certificate = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            CertificateFields fields = ParseToBeSigned(certificate.ReadSequence()) with { SignatureAlgorithm = certificate.PeekEncodedValue() };
            certificate.ReadSequence();
            certificate.ReadBitString(out _);
            certificate.ThrowIfNotEmpty();
            return fields;
        }
        catch (AsnContentException e)
        {
            throw new TlsException(TlsFaults.UnreadableCertificate, inner: e);
        }
    }

    private static CertificateFields ParseToBeSigned(AsnReader reader)
    {
        if (reader.PeekTag().HasSameClassAndValue(new Asn1Tag(TagClass.ContextSpecific, 0)))
            reader.ReadEncodedValue();
        reader.ReadEncodedValue();
        reader.ReadSequence();
        ReadOnlyMemory<byte> issuer = reader.ReadEncodedValue();
        AsnReader validity = reader.ReadSequence();
        DateTimeOffset notBefore = ReadTime(validity);
        DateTimeOffset notAfter = ReadTime(validity);
        validity.ThrowIfNotEmpty();
        ReadOnlyMemory<byte> subject = reader.ReadEncodedValue();
        ReadOnlyMemory<byte> key = reader.ReadEncodedValue();
        return new CertificateFields
        {
            Issuer = issuer,
            Subject = subject,
            NotBefore = notBefore,
            NotAfter = notAfter,
            SubjectPublicKeyInfo = key,
            MaySign = ReadMaySign(reader),
        };
    }

    /// <summary>UTCTime up to 2049, GeneralizedTime after it (RFC 5280 §4.1.2.5).</summary>
    private static DateTimeOffset ReadTime(AsnReader reader) =>
        reader.PeekTag() == Asn1Tag.UtcTime ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();

    private static bool ReadMaySign(AsnReader reader)
    {
        Asn1Tag extensionsTag = new(TagClass.ContextSpecific, 3);
        bool? maySign = null;
        while (reader.HasData)
        {
            if (!reader.PeekTag().HasSameClassAndValue(extensionsTag))
            {
                reader.ReadEncodedValue();
                continue;
            }
            AsnReader extensions = reader.ReadSequence(extensionsTag).ReadSequence();
            while (extensions.HasData)
            {
                AsnReader extension = extensions.ReadSequence();
                if (extension.ReadObjectIdentifier() != KeyUsageExtension)
                    continue;
                // RFC 5280 §4.2: no extension occurs twice. Here a second one could contradict the first.
                if (maySign is not null)
                    throw new AsnContentException();
                maySign = ReadKeyUsage(extension);
            }
        }
        return maySign ?? true;
    }

    private static bool ReadKeyUsage(AsnReader extension)
    {
        if (extension.PeekTag() == Asn1Tag.Boolean)
            extension.ReadBoolean();
        byte[] bits = new AsnReader(extension.ReadOctetString(), AsnEncodingRules.DER).ReadBitString(out _);
        return bits.Length > 0 && (bits[0] & DigitalSignatureBit) != 0;
    }
}
