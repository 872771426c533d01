using System.Formats.Asn1;
using System.Security.Cryptography;
using Segno.Crypto;

namespace Segno.Certificates;

/// <summary>
/// ECPrivateKey (RFC 5915 §3) whose privateKey lacks its leading zeros: one key in 256 of P-256 and P-384, every second one of P-521, from writers
/// that did not pad. OpenSSL reads such files, .NET does not.
/// </summary>
internal static class ShortEcKey
{
    /// <returns>False: the key is as long as it should be, or longer, and .NET reads it or says why not.</returns>
    /// <exception cref="AsnContentException">It is not an ECPrivateKey.</exception>
    public static bool TryImport(ECDsa key, ReadOnlyMemory<byte> ecPrivateKey, SignatureKeyKind kind)
    {
        (ECCurve curve, int length) = kind switch
        {
            SignatureKeyKind.EcdsaP256 => (ECCurve.NamedCurves.nistP256, 32),
            SignatureKeyKind.EcdsaP384 => (ECCurve.NamedCurves.nistP384, 48),
            SignatureKeyKind.EcdsaP521 => (ECCurve.NamedCurves.nistP521, 66),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        AsnReader fields = new AsnReader(ecPrivateKey, AsnEncodingRules.DER).ReadSequence();
        fields.ReadInteger();
        if (!fields.TryReadPrimitiveOctetString(out ReadOnlyMemory<byte> scalar) || scalar.Length >= length)
            return false;
        byte[] padded = GC.AllocateArray<byte>(length, pinned: true);
        try
        {
            scalar.Span.CopyTo(padded.AsSpan(length - scalar.Length));
            // The point follows from the scalar; whether it is the certificate's is checked with every key.
            key.ImportParameters(new ECParameters { Curve = curve, D = padded });
            return true;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(padded);
        }
    }
}
