namespace Segno.Testing;

/// <summary>Short forms for what tests ask a stream often.</summary>
internal static class TlsStreamExtensions
{
    /// <summary>Exported keying material under a label and context of the tests.</summary>
    public static byte[] Exported(this TlsStream stream, int length = 48)
    {
        byte[] material = new byte[length];
        stream.ExportKeyingMaterial("EXPERIMENTAL segno test", [1, 2, 3], material);
        return material;
    }

    /// <summary>The peer's chain in hexadecimal, to compare.</summary>
    public static string[] PeerChain(this TlsStream stream) => [.. stream.PeerCertificates.Select(certificate => Convert.ToHexString(certificate.Span))];
}
