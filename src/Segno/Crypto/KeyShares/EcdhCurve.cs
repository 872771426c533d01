using System.Security.Cryptography;

namespace Segno.Crypto.KeyShares;

/// <summary>A NIST curve as TLS uses it (RFC 8446 §4.2.8.2).</summary>
internal sealed class EcdhCurve
{
    private EcdhCurve(NamedGroup group, ECCurve curve, int coordinateLength)
    {
        Group = group;
        Curve = curve;
        CoordinateLength = coordinateLength;
        IsSupported = Probe(curve);
    }

    public static EcdhCurve P256 { get; } = new(NamedGroup.Secp256r1, ECCurve.NamedCurves.nistP256, 32);

    public static EcdhCurve P384 { get; } = new(NamedGroup.Secp384r1, ECCurve.NamedCurves.nistP384, 48);

    public static EcdhCurve P521 { get; } = new(NamedGroup.Secp521r1, ECCurve.NamedCurves.nistP521, 66);

    public NamedGroup Group { get; }

    public ECCurve Curve { get; }

    /// <summary>Bytes of a coordinate, and of the shared secret.</summary>
    public int CoordinateLength { get; }

    /// <summary>Bytes of an uncompressed point.</summary>
    public int PointLength => 1 + (2 * CoordinateLength);

    /// <summary>Whether the platform makes keys on it.</summary>
    public bool IsSupported { get; }

    private static bool Probe(ECCurve curve)
    {
        try
        {
            using ECDiffieHellman key = ECDiffieHellman.Create(curve);
            return true;
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            return false;
        }
    }
}
