using System.Security.Cryptography;

namespace Segno.Crypto.KeyShares;

/// <summary>
/// ECDHE on a NIST curve (RFC 8446 §4.2.8.2, RFC 8422 §5.4): points are uncompressed, 4 | X | Y, and the secret is the
/// x-coordinate of the shared point with its leading zeros (RFC 8446 §7.4.2).
/// </summary>
internal sealed class EcdhKeyShare : IKeyShare
{
    private const byte Uncompressed = 4;

    private readonly EcdhCurve _curve;
    private readonly ECDiffieHellman _key;

    public EcdhKeyShare(EcdhCurve curve)
    {
        _curve = curve;
        _key = ECDiffieHellman.Create(curve.Curve);
    }

    public NamedGroup Group => _curve.Group;

    public int PublicKeyLength => _curve.PointLength;

    public int SharedSecretLength => _curve.CoordinateLength;

    public void WritePublicKey(Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, PublicKeyLength);
        ECPoint point = _key.ExportParameters(includePrivateParameters: false).Q;
        destination[0] = Uncompressed;
        point.X.CopyTo(destination[1..]);
        point.Y.CopyTo(destination[(1 + _curve.CoordinateLength)..]);
    }

    public void Agree(ReadOnlySpan<byte> peer, Span<byte> sharedSecret)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sharedSecret.Length, SharedSecretLength);
        using ECDiffieHellman peerKey = Import(_curve, peer);
        using ECDiffieHellmanPublicKey publicKey = peerKey.PublicKey;
        byte[] secret = Derive(publicKey);
        try
        {
            secret.CopyTo(sharedSecret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>The answering side: a fresh key, its point, and the secret in one go.</summary>
    public static void Respond(EcdhCurve curve, ReadOnlySpan<byte> peer, Span<byte> response, Span<byte> sharedSecret)
    {
        using EcdhKeyShare own = new(curve);
        own.Agree(peer, sharedSecret);
        own.WritePublicKey(response);
    }

    public void Dispose() => _key.Dispose();

    private byte[] Derive(ECDiffieHellmanPublicKey publicKey)
    {
        try
        {
            return _key.DeriveRawSecretAgreement(publicKey);
        }
        catch (CryptographicException e)
        {
            throw new TlsException(TlsFaults.IllegalKeyShare, "no agreement with the point", inner: e);
        }
    }

    /// <summary>The peer's point as a key. The length and the format are checked here, and by the import that it lies on the curve.</summary>
    private static ECDiffieHellman Import(EcdhCurve curve, ReadOnlySpan<byte> point)
    {
        // RFC 8446 §4.2.8.2: the uncompressed form alone; the point at infinity, one byte of zero, falls here too.
        if (point.Length != curve.PointLength || point[0] != Uncompressed)
            throw new TlsException(TlsFaults.IllegalKeyShare, $"not an uncompressed point of {curve.Group}");
        ECParameters parameters = new()
        {
            Curve = curve.Curve,
            Q = new ECPoint
            {
                X = point.Slice(1, curve.CoordinateLength).ToArray(),
                Y = point[(1 + curve.CoordinateLength)..].ToArray(),
            },
        };
        try
        {
            return ECDiffieHellman.Create(parameters);
        }
        catch (CryptographicException e)
        {
            throw new TlsException(TlsFaults.IllegalKeyShare, $"a point that is not on {curve.Group}", inner: e);
        }
    }
}
