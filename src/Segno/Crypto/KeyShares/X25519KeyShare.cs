namespace Segno.Crypto.KeyShares;

/// <summary>X25519 (RFC 7748 §6.1, RFC 8446 §4.2.8.2).</summary>
internal sealed class X25519KeyShare : IKeyShare
{
    public const int KeyLength = Sodium.X25519KeyLength;

    private readonly SecretBuffer _privateKey;

    public X25519KeyShare(TlsRandom random)
    {
        _privateKey = new SecretBuffer(KeyLength);
        random.Fill(_privateKey.Span);
    }

    public NamedGroup Group => NamedGroup.X25519;

    public int PublicKeyLength => KeyLength;

    public int SharedSecretLength => KeyLength;

    public void WritePublicKey(Span<byte> destination) => Sodium.X25519PublicKey(_privateKey.Span, destination);

    public void Agree(ReadOnlySpan<byte> peer, Span<byte> sharedSecret) => Agree(_privateKey.Span, peer, sharedSecret);

    /// <summary>The answering side: a fresh key, its public half, and the secret in one go.</summary>
    public static void Respond(ReadOnlySpan<byte> peer, TlsRandom random, Span<byte> response, Span<byte> sharedSecret)
    {
        using X25519KeyShare own = new(random);
        own.Agree(peer, sharedSecret);
        own.WritePublicKey(response);
    }

    public void Dispose() => _privateKey.Dispose();

    private static void Agree(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> peer, Span<byte> sharedSecret)
    {
        if (peer.Length != KeyLength)
            throw new TlsException(TlsFaults.IllegalKeyShare, "the length of an X25519 key");
        // RFC 8446 §7.4.2: a secret of zeros, which a point of low order gives, must abort the handshake.
        if (!Sodium.TryX25519(privateKey, peer, sharedSecret))
            throw new TlsException(TlsFaults.IllegalKeyShare, "an X25519 key of low order");
    }
}
