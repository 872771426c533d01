using System.Security.Cryptography;

namespace Segno.Testing.Raw;

/// <summary>An ephemeral P-256 key.</summary>
internal sealed class RawKeyShare
{
    private readonly ECDiffieHellman _key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The uncompressed point.</summary>
    public byte[] Public
    {
        get
        {
            ECPoint point = _key.ExportParameters(false).Q;
            return [4, .. point.X!, .. point.Y!];
        }
    }

    public byte[] Agree(byte[] peer)
    {
        using ECDiffieHellman other = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = peer[1..33], Y = peer[33..65] },
        });
        return _key.DeriveRawSecretAgreement(other.PublicKey);
    }
}
