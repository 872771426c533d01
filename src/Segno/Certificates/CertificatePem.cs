using System.Security.Cryptography;

namespace Segno.Certificates;

/// <summary>The certificates of a PEM text (RFC 7468 §5), in their order. Other objects in it are passed over.</summary>
internal static class CertificatePem
{
    /// <param name="pem">The text.</param>
    /// <param name="source">What to call the text when it is at fault.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    /// <exception cref="CryptographicException">One of them cannot be read.</exception>
    public static List<ReadOnlyMemory<byte>> Read(ReadOnlySpan<char> pem, string source)
    {
        List<ReadOnlyMemory<byte>> certificates = [];
        while (PemEncoding.TryFind(pem, out PemFields fields))
        {
            if (pem[fields.Label] is "CERTIFICATE" or "X509 CERTIFICATE")
            {
                byte[] der = new byte[fields.DecodedDataLength];
                if (!Convert.TryFromBase64Chars(pem[fields.Base64Data], der, out int written) || written != der.Length)
                    throw new CryptographicException($"Certificate {certificates.Count + 1} in {source} is not valid base64.");
                certificates.Add(der);
            }
            pem = pem[fields.Location.End..];
        }
        return certificates.Count > 0
            ? certificates
            : throw new ArgumentException($"There is no certificate in {source}: it needs a block that begins with -----BEGIN CERTIFICATE-----.");
    }

}
