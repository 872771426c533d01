namespace Segno.Crypto.KeyShares;

/// <summary>The groups of the key agreement, their sizes, and the two ends of it (RFC 8446 §4.2.8, RFC 8422 §5.4).</summary>
internal static class KeyShares
{
    /// <summary>Bytes of the longest public key of a first speaker: the hybrid's.</summary>
    public const int MaxPublicKeyLength = X25519MlKem768KeyShare.ClientShareLength;

    /// <summary>Bytes of the longest answer: the hybrid's.</summary>
    public const int MaxResponseLength = X25519MlKem768KeyShare.ServerShareLength;

    /// <summary>Bytes of the longest shared secret: the x-coordinate of P-521.</summary>
    public const int MaxSharedSecretLength = 66;

    /// <summary>The groups that this platform has, in the default order of preference: the one that withstands a quantum computer, then the fastest.</summary>
    public static IReadOnlyList<NamedGroup> Supported { get; } = [.. new[]
    {
        NamedGroup.X25519MLKem768,
        NamedGroup.X25519,
        NamedGroup.Secp256r1,
        NamedGroup.Secp384r1,
        NamedGroup.Secp521r1,
    }.Where(Probe)];

    /// <summary>Whether Segno has the group, and this platform what it needs.</summary>
    public static bool IsSupported(NamedGroup group) => Supported.Contains(group);

    /// <summary>Whether the group exists for TLS 1.2: the hybrid does not (draft-ietf-tls-ecdhe-mlkem).</summary>
    public static bool IsTls12(NamedGroup group) => group != NamedGroup.X25519MLKem768;

    /// <summary>A fresh ephemeral key of the side that speaks first; the caller owns it. The system draws the keys of the NIST curves, not <paramref name="random"/>.</summary>
    public static IKeyShare Generate(NamedGroup group, TlsRandom random) => group switch
    {
        NamedGroup.X25519MLKem768 => new X25519MlKem768KeyShare(random),
        NamedGroup.X25519 => new X25519KeyShare(random),
        _ => new EcdhKeyShare(CurveOf(group)),
    };

    /// <summary>The answering side: makes a fresh key, writes its public half and agrees with the peer in one go.</summary>
    /// <remarks>
    /// <paramref name="peer"/>: the first speaker's key_exchange, hostile.
    /// <paramref name="response"/>: exactly <see cref="ResponseLength"/> bytes.
    /// <paramref name="sharedSecret"/>: exactly <see cref="SharedSecretLength"/> bytes; the caller zeroes them.
    /// </remarks>
    /// <exception cref="TlsException">illegal_parameter: not a valid key of the group.</exception>
    public static void Respond(NamedGroup group, ReadOnlySpan<byte> peer, TlsRandom random, Span<byte> response, Span<byte> sharedSecret)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(response.Length, ResponseLength(group));
        ArgumentOutOfRangeException.ThrowIfNotEqual(sharedSecret.Length, SharedSecretLength(group));
        switch (group)
        {
            case NamedGroup.X25519MLKem768:
                X25519MlKem768KeyShare.Respond(peer, random, response, sharedSecret);
                break;
            case NamedGroup.X25519:
                X25519KeyShare.Respond(peer, random, response, sharedSecret);
                break;
            default:
                EcdhKeyShare.Respond(CurveOf(group), peer, response, sharedSecret);
                break;
        }
    }

    /// <summary>Bytes of the first speaker's public key.</summary>
    public static int PublicKeyLength(NamedGroup group) => group switch
    {
        NamedGroup.X25519MLKem768 => X25519MlKem768KeyShare.ClientShareLength,
        NamedGroup.X25519 => X25519KeyShare.KeyLength,
        _ => CurveOf(group).PointLength,
    };

    /// <summary>Bytes that <see cref="Respond"/> answers.</summary>
    public static int ResponseLength(NamedGroup group) => group switch
    {
        NamedGroup.X25519MLKem768 => X25519MlKem768KeyShare.ServerShareLength,
        NamedGroup.X25519 => X25519KeyShare.KeyLength,
        _ => CurveOf(group).PointLength,
    };

    /// <summary>Bytes of the shared secret.</summary>
    public static int SharedSecretLength(NamedGroup group) => group switch
    {
        NamedGroup.X25519MLKem768 => X25519MlKem768KeyShare.SecretLength,
        NamedGroup.X25519 => X25519KeyShare.KeyLength,
        _ => CurveOf(group).CoordinateLength,
    };

    private static bool Probe(NamedGroup group) => group switch
    {
        NamedGroup.X25519MLKem768 or NamedGroup.X25519 => Sodium.IsAvailable,
        _ => CurveOf(group).IsSupported,
    };

    private static EcdhCurve CurveOf(NamedGroup group) => group switch
    {
        NamedGroup.Secp256r1 => EcdhCurve.P256,
        NamedGroup.Secp384r1 => EcdhCurve.P384,
        NamedGroup.Secp521r1 => EcdhCurve.P521,
        _ => throw new ArgumentOutOfRangeException(nameof(group)),
    };
}
