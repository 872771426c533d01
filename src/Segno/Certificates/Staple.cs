namespace Segno.Certificates;

/// <summary>What a server sends beside its certificate, about it. Owned copies; each is empty if it was not asked for or not sent.</summary>
/// <param name="OcspResponse">An OCSPResponse in DER (RFC 6066 §8).</param>
/// <param name="Timestamps">A SignedCertificateTimestampList (RFC 6962 §3.3).</param>
internal readonly record struct Staple(ReadOnlyMemory<byte> OcspResponse, ReadOnlyMemory<byte> Timestamps);
